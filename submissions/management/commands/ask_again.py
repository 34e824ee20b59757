"""ask_again: asks conveners whether their entries are still right, where that is due. The mail loop does so hourly."""

from typing import Any

from django.core.management.base import BaseCommand

from submissions.living import asking


class Command(BaseCommand):
    help = "Writes letters that ask conveners whether their entries are still right, and reminders of invitations."

    def handle(self, *args: Any, **options: Any) -> None:
        done = asking.look()
        self.stdout.write(
            f"{done['letters']} letters to conveners, {done['reminders']} reminders of invitations, "
            f"{done['ended']} rounds ended."
        )
