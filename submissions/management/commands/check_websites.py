"""check_websites: asks the websites of listed communities that are due whether they are there. Run by a timer, daily.

Off by default: CHECK_WEBSITES=1 turns it on. How it asks, and whom never: `submissions/websites/`.
"""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.websites import checking
from submissions.websites.asking import Answer


class Command(BaseCommand):
    help = "Asks the websites of listed communities whether they are there, a few at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=100, help="how many to ask at most (100)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        if not settings.CHECK_WEBSITES:
            raise CommandError("Set CHECK_WEBSITES=1 to let this site ask others.")
        found = Counter(one.answer for _url, one in checking.look(most))
        self.stdout.write(", ".join(f"{found[answer]} {answer}" for answer in Answer) + ".")
