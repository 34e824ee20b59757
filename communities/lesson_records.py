"""Lessons as plain data: what the API, the dated releases and the codebook say of them."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import tables
from .lesson_shelf import Told

# Each key of a record with its label and what it means; those named like a field of an entry mean the same.
MEANINGS = {
    "number": (_("Number"), _("The lesson’s number, which its address holds.")),
    "url": (_("Address"), _("Where the lesson stands.")),
    "community": (_("Community"), _("The slug of the community whose lesson it is.")),
    "did": (_("What they did"), _("What the community did, in its own words.")),
    "happened": (_("What happened"), _("What came of it, in its own words.")),
    "again": (_("Would they do it again"), _("Whether the community would do so again.")),
    "maturity": (_("Stage at the time"), _("Where the community was in its life.")),
    "ingredient": (_("Ingredient"), _("Which of the six ingredients it is about.")),
    "purpose": (_("Purposes"), _("What the community did it for.")),
    "effort": (_("Effort"), _("What it took.")),
    "written_in": (_("Language of this text"), _("The language of its words.")),
    "told_by": (_("Told by"), _("In what role it was told, never by whom.")),
    "published": (_("Published"), _("Since when it can be read.")),
}


def address(told: Told) -> str:
    """The absolute address of a lesson, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{told.lesson.get_absolute_url()}"


def record(told: Told) -> dict[str, Any]:
    """A lesson as plain data; terms by their slugs."""
    lesson = told.lesson
    return {
        "number": lesson.pk,
        "url": address(told),
        "community": told.community.slug,
        "did": lesson.did,
        "happened": lesson.happened,
        "again": lesson.again,
        "maturity": lesson.maturity.slug,
        "ingredient": lesson.ingredient.slug if lesson.ingredient else None,
        "purpose": [term.slug for term in told.purposes],
        "effort": lesson.effort or None,
        "written_in": lesson.written_in,
        "told_by": lesson.role,
        "published": lesson.published_at.date().isoformat(),
    }


def as_json(records: Iterable[dict[str, Any]]) -> str:
    """A list of records."""
    return json.dumps(list(records), ensure_ascii=False, indent=1) + "\n"


def as_csv(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A line for each, the header first; in cells that no spreadsheet takes for a formula."""
    writer = csv.writer(tables.Line())
    yield "\ufeff"
    yield writer.writerow(MEANINGS)
    for one in records:
        yield writer.writerow([tables.cell(one[key]) for key in MEANINGS])
