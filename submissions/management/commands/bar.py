"""bar: shuts a network, an address or a domain out of sending for a while, or lets it in again. See `barring.py`."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions import barring


class Command(BaseCommand):
    help = "Lets nobody from a network, an address or a domain send anything for a while. They can go on reading."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("whom", help="192.0.2.7, 192.0.2.0/24, 2001:db8::/48, somebody@example.org or @example.org")
        parser.add_argument("--days", type=float, default=7, help="for how long")
        parser.add_argument("--lift", action="store_true", help="let them send again")

    def handle(self, *args: Any, whom: str, days: float, lift: bool, **options: Any) -> None:
        try:
            if lift:
                self.stdout.write("They can send again." if barring.lift(whom) else "They were not barred.")
            else:
                end = barring.bar(whom, timedelta(days=days))
                self.stdout.write(f"Nobody of {barring.canonical(whom)} can send until {end:%Y-%m-%d %H:%M} UTC.")
        except ValueError as error:
            raise CommandError(f"{error} Name an address, an @domain or a network.") from None
