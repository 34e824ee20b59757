"""personal_data: gives out, or erases, everything that is kept of an address; or prints the map of what is kept.

Make sure first that whoever asks is the address's owner.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from submissions.privacy import datamap, erasing, exporting
from submissions.privacy.addresses import NotAnAddress


class Command(BaseCommand):
    help = "Exports or erases what is kept of an address, in all its spellings; or prints the map of what is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="what", required=True)
        export = does.add_parser("export", help="everything on record about an address, as JSON")
        export.add_argument("address")
        export.add_argument("--to", metavar="FILE", default="", help="write it there instead of printing it")
        erase = does.add_parser("erase", help="erase everything about an address")
        erase.add_argument("address")
        erase.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
        does.add_parser("map", help="the map of personal data, as it stands in docs/privacy.md")

    def handle(self, *args: Any, what: str, address: str = "", **options: Any) -> None:
        try:
            if what == "map":
                self.stdout.write(datamap.as_markdown(), ending="")
            elif what == "export":
                self._export(address, options["to"])
            else:
                self._erase(address, sure=options["yes"])
        except NotAnAddress as error:
            raise CommandError("This is not an e-mail address.") from error

    def _export(self, address: str, to: str) -> None:
        text = exporting.as_file(address)
        if not to:
            self.stdout.write(text)
            return
        try:
            with open(to, "x", encoding="utf-8") as file:  # never over another file
                file.write(text)
        except OSError as error:
            raise CommandError(f"It cannot be written: {error}") from error
        self.stdout.write(f"Written to {to}.")

    def _erase(self, address: str, *, sure: bool) -> None:
        ahead = erasing.ahead(address)
        for name, count in ahead.items():
            self.stdout.write(f"{count:>8} {name}")
        if not sure and not self._is_meant():
            raise CommandError("Nothing was erased.")
        try:
            outcome = erasing.erase(address, by="personal_data")
        except erasing.OfStaff as error:
            raise CommandError(
                "This is the address of an open account of staff. Close the account in the admin first."
            ) from error
        self.stdout.write(f"Erased. Evidence: removal {outcome.removal.pk}, which does not name the address.")
        for place in outcome.left:
            self.stdout.write(f"Still mentioned in what is published, change it there: {place}")

    def _is_meant(self) -> bool:
        if not sys.stdin.isatty():
            return False
        return input("Nobody can bring it back. Type “erase” to go on: ").strip().lower() == "erase"
