#!/usr/bin/env python
"""Django's command line. Without a DATABASE_URL it starts, or finds, the checkout's embedded PostgreSQL."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")
    if not os.environ.get("DATABASE_URL"):
        from copdir import postgres

        postgres.of_checkout().start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
