"""Publish the starter catalogue, once: entries that are there already, changed since or withdrawn, are left alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_noop

from communities import publishing, starter
from communities.models import Address, Role

# Kept in English, and shown in the language of whoever reads the entry's history.
REASON = gettext_noop("Listed from public sources: the starter catalogue")


class Command(BaseCommand):
    help = "Publish the starter catalogue. Entries that are there already are left as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = starter.catalogue()
        known = set(Address.objects.values_list("slug", flat=True))
        new = [entry for entry in catalogue if entry["slug"] not in known]
        if new:
            publishing.publish_many(new, role=Role.SOURCES, reason=REASON)
        there = len(catalogue) - len(new)
        self.stdout.write(
            f"Starter catalogue of {len(catalogue)} communities: {len(new)} added, {there} there already."
        )
