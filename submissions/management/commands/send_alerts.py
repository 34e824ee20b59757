"""send_alerts: writes the letters of alerts that are due into the outbox, once. The mail loop does so by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from submissions import alerts


class Command(BaseCommand):
    help = "Writes the letters of alerts that are due into the outbox, offers renewals, and deletes alerts that ended."

    def handle(self, *args: Any, **options: Any) -> None:
        done = alerts.write_due()
        self.stdout.write(f"{done['news']} letters of news, {done['offers']} offers of renewal, {done['ended']} ended.")
