"""revoke_links: makes private links dead at once, where they or a copy of the database got into wrong hands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions import revoking


class Command(BaseCommand):
    help = "Makes every private link in letters dead at once. Nothing that was sent is lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=list(revoking.KINDS), default="", help="only links of this kind")
        parser.add_argument("--address", default="", help="only links that went to this address")

    def handle(self, *args: Any, kind: str, address: str, **options: Any) -> None:
        for name, count in revoking.revoke(kind, address).items():
            self.stdout.write(f"{count} links dead: {name}.")
