"""held_letters: what a restore held back, and letting it go or leaving it be. See `held.py` and docs/runbook.md."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions import held


class Command(BaseCommand):
    help = "Lists the letters that a restore held back; lets them go, or leaves them unsent."

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--release", action="store_true", help="send them all")
        act.add_argument("--leave", action="store_true", help="send none of them, for good")
        act.add_argument("--hold", metavar="WHY", help="hold all that waits or is due; a restore does so by itself")

    def handle(self, *args: Any, release: bool, leave: bool, hold: str | None, **options: Any) -> None:
        if release:
            self.stdout.write(f"{held.release()} letters wait, and go out with the mail loop.")
        elif leave:
            self.stdout.write(f"{held.leave()} letters are not sent.")
        elif hold:
            self.stdout.write(f"{held.hold(hold)} letters are held: manage.py held_letters lists them.")
        else:
            for subject, count in held.by_subject():
                self.stdout.write(f"{count:6} {subject}")
            self.stdout.write(f"{sum(count for _subject, count in held.by_subject())} letters are held.")
