"""purge: ends what personal data was kept for its time, and leaves evidence. The mail loop does so daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.privacy import purging


class Command(BaseCommand):
    help = (
        "Blanks or deletes personal data whose time is over, and leaves a row that says how much, and of whom nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what is over; remove nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            self._say(purging.waiting(), "over")
            return
        try:
            removal = purging.run(by="purge")
        except purging.Busy as busy:
            raise CommandError("Another run is at work.") from busy
        self._say(removal.counts, "removed")

    def _say(self, counts: dict[str, int], what: str) -> None:
        for name, count in counts.items():
            self.stdout.write(f"{count:>8} {name}")
        self.stdout.write(f"{sum(counts.values())} {what}.")
