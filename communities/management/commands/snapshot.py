"""snapshot: makes today's release of the open data, takes it back, or takes an entry out of all. See `releases.py`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from communities import releases
from communities.models import Address


class Command(BaseCommand):
    help = "Freezes the published catalogue of today as a release: CSV, JSON, codebook, list of changes, hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--redact", metavar="SLUG", help="take this community out of every release there is")
        act.add_argument("--take-back", metavar="DATE", help="remove the newest release, made by mistake")

    def handle(self, *args: Any, redact: str | None, take_back: str | None, **options: Any) -> None:
        today = timezone.now().date().isoformat()
        if redact:
            self._redact(redact, today)
        elif take_back:
            self._take_back(take_back)
        else:
            self._make(today)

    def _take_back(self, date: str) -> None:
        if not releases.take_back(date):
            raise CommandError(f"{date} is not the newest release, and no other can be taken back.")
        self.stdout.write(f"The release of {date} is gone. Today’s can be made anew.")

    def _make(self, today: str) -> None:
        try:
            release, is_new = releases.make(today)
        except releases.NotStill:
            raise CommandError("The catalogue changed each time it was read. Try again in a minute.") from None
        if not is_new:
            self.stdout.write(f"The release of {today} is there already, and stays as it is.")
            return
        self.stdout.write(f"Release {today}: {release.manifest['communities']} communities, in {release.folder}")

    def _redact(self, slug: str, today: str) -> None:
        known = Address.objects.select_related("community").filter(slug=slug).first()
        if known is None:
            raise CommandError(f"No community has or had the address “{slug}”.")
        held = releases.redact(known.community, today)
        self.stdout.write(f"Taken out of {len(held)} releases{': ' if held else ''}{', '.join(held)}.")
        if known.community.is_published:
            self.stdout.write(
                "It is still published, so the next release will hold it. Withdraw it first, then redact."
            )
