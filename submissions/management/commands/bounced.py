"""bounced: reads one message from standard input, as a mail server hands it to a program, and notes what came back.

In Postfix's aliases: `copdir-bounces: "|cd /srv/copdir && .venv/bin/python manage.py bounced"`.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from submissions import bounces

LARGEST = 10_000_000  # bytes; of a longer message the report stands at its beginning


class Command(BaseCommand):
    help = "Reads a delivery report from standard input, and notes the address whose letter came back."

    def handle(self, *args: Any, **options: Any) -> None:
        noted = bounces.read(sys.stdin.buffer.read(LARGEST))
        self.stdout.write(f"{len(noted)} noted.")
