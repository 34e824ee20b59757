"""verify: whether the catalogue and the record of decisions are as the site left them. See the two `verifying.py`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communities import verifying as catalogue
from communities.models import Community, Revision
from submissions import verifying as records
from submissions.models import Decision, Submission


class Command(BaseCommand):
    help = "Checks every chain of revisions and decisions, and every entry against its last revision and its columns."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for trouble in (*catalogue.troubles(), *records.troubles()):
            self.stdout.write(trouble)
            found += 1
        for note in catalogue.searched_by_other_words():
            self.stdout.write(f"note: {note}")
        if found:
            raise CommandError(f"{found} things are not as the site left them: see docs/runbook.md.")
        self.stdout.write(
            f"Sound: {Revision.objects.count()} revisions of {Community.objects.count()} entries, "
            f"{Decision.objects.count()} decisions on {Submission.objects.count()} submissions."
        )
