#!/usr/bin/env python
"""Django's command line. Without a DATABASE_URL it starts, or finds, the checkout's embedded PostgreSQL."""

import os
import sys

from django.core.management import execute_from_command_line

from copdir import postgres

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")
    if not os.environ.get("DATABASE_URL"):
        postgres.of_checkout().start()
    execute_from_command_line(sys.argv)
