"""read_only: lets the site take nothing in for a while, or take in again; says how it stands."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from copdir import read_only


class Command(BaseCommand):
    help = "Turns read-only mode on or off for every process of the site, at once and without a restart."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("turn", nargs="?", choices=["on", "off"], help="without it: says how the site stands")
        parser.add_argument("--wait", type=int, default=15, help="seconds that what is under way has to end")

    def handle(self, *args: Any, turn: str | None, wait: int, **options: Any) -> None:
        if turn is None:
            self.stdout.write("The site takes nothing in." if read_only.is_on() else "The site takes in what is sent.")
            return
        busy = read_only.turn(turn == "on", wait=timedelta(seconds=wait))
        self.stdout.write("The site takes nothing in." if turn == "on" else "The site takes in what is sent.")
        if busy:
            raise CommandError(f"{busy} connections were still at work and do not heed it yet. Run this again.")
