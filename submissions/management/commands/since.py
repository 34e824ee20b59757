"""since: what has to be done again after a backup was brought back, as commands to run. See docs/runbook.md."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from communities import done_since
from communities.done_since import What
from submissions.models import Alert, Invitation, Steward, Submission

HOLD_ADDRESSES = ((Submission, "sender_email"), (Steward, "email"), (Alert, "email"), (Invitation, "address"))


class Command(BaseCommand):
    help = "Prints the commands that erase and take down again what was erased and taken down since a moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("moment", help="when the backup was made, as restore says it: 2026-01-31T02:00:00+00:00")

    def handle(self, *args: Any, moment: str, **options: Any) -> None:
        try:
            begun = datetime.fromisoformat(moment)
        except ValueError:
            raise CommandError("The moment is written 2026-01-31T02:00:00+00:00.") from None
        begun = begun if begun.tzinfo else timezone.make_aware(begun)
        known: dict[str, str] = {}
        for what, whom in dict.fromkeys(done_since.since(begun)):
            if what == What.TAKEN_DOWN:
                self._say("take_down", whom)
                continue
            known = known or dict(_marks())
            if whom in known:
                self._say("personal_data", "erase", "--yes", known[whom])

    def _say(self, *words: str) -> None:
        self.stdout.write(shlex.join([".venv/bin/python", "manage.py", *words]))


def _marks() -> Iterator[tuple[str, str]]:
    """Every address that the database holds, by its marks under the site's keys."""
    addresses = {
        address.strip().lower()
        for model, field in HOLD_ADDRESSES
        for address in model.objects.exclude(**{field: ""}).values_list(field, flat=True).distinct()
    }
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield from ((done_since.mark_of(address, key), address) for address in addresses)
