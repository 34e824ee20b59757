"""take_down: an entry out of everything at once, files and releases included, to protect somebody."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from communities import publishing, releases
from communities.models import Address, Role
from communities.refusals import NotPublished


class Command(BaseCommand):
    help = "Withdraws an entry and takes it out of every release. Doing it again does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the entry's address, or one that it had: what follows /communities/")
        parser.add_argument("--reason", default="Taken down to protect somebody", help="kept with the entry, for staff")

    def handle(self, *args: Any, slug: str, reason: str, **options: Any) -> None:
        known = Address.objects.select_related("community").filter(slug=slug).first()
        if known is None:
            raise CommandError(f"No community has or had the address “{slug}”.")
        try:
            publishing.withdraw(known.community, role=Role.STAFF, reason=reason)
            self.stdout.write(f"“{known.community}” is withdrawn: pages, lists, feeds and files leave it out from now.")
        except NotPublished:
            self.stdout.write(f"“{known.community}” was withdrawn before.")
        held = releases.redact(known.community, timezone.now().date().isoformat())
        self.stdout.write(f"Taken out of {len(held)} releases{': ' if held else ''}{', '.join(held)}.")
        self.stdout.write("Caches of others may show it for half a minute more.")
