"""Letting a listed community rest, and closing one with honour: what the history of its entry says of that."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from communities import vocabularies

from .models import Kind, Submission

REASONS = {
    vocabularies.PAUSED: gettext_noop("It is pausing for now"),
    vocabularies.CLOSED: gettext_noop("It has ended, and is kept with what it leaves behind"),
}


def reason_of(submission: Submission, fields: Collection[str]) -> str:
    """Why the entry is published anew with these fields; the same in English for every reader, as reasons are kept."""
    if submission.kind != Kind.CLOSURE or "maturity" not in fields:
        return ""
    return REASONS.get(submission.entry["maturity"], "")
