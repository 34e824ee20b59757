"""The desk's first page: what waits for OPSI, where the rest stands, and all pages in a sensible order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from .. import queue
from ..models import Origin, State, Submission

register = template.Library()

SHOWN = 5
# The headings of the list of pages, and the apps whose pages stand under each. All others come last.
SECTIONS = (
    (_("Catalogue"), ("communities",)),
    (_("Submissions and letters"), ("submissions", "post_office")),
)
LAST_SECTION = _("People and signing in")


@dataclass(frozen=True)
class Waiting:
    """How many wait for a decision, the longest waiting, and (title, query, number) of where the rest stands."""

    number: int
    first: list[Submission]
    others: list[tuple[Any, str, int]]


@register.simple_tag
def what_waits(user: User) -> Waiting:
    """What there is to do, in two questions to the database."""
    conditions = queue.StandingFilter.CONDITIONS
    wanted = (
        (_("Waiting, and yours"), "assignee=me", Q(state=State.PENDING, assignee=user.pk)),
        (_("Waiting, and nobody’s yet"), "assignee=nobody", Q(state=State.PENDING, assignee=None)),
        (_("Back with the sender, for an answer"), "state=asked", conditions["asked"]),
        (_("Held by an import, with a question"), "state=held", conditions["held"]),
        (_("Sent, address not confirmed"), "state=unconfirmed", conditions["unconfirmed"]),
    )
    counts = {f"n{place}": Count("pk", filter=condition) for place, (_title, _query, condition) in enumerate(wanted)}
    everything = Submission.objects.exclude(state=State.DRAFT, origin=Origin.FORM)
    found = everything.aggregate(**counts, waiting=Count("pk", filter=conditions[queue.WAITING]))
    first = list(Submission.objects.awaiting_review().defer("search", "answers", "private_answers")[:SHOWN])
    for one in first:
        span = queue.waited(one)
        one.days = span.days if span else 0  # type: ignore[attr-defined]
    others = [(title, query, found[f"n{place}"]) for place, (title, query, _condition) in enumerate(wanted)]
    return Waiting(found["waiting"], first, others)


@register.filter
def sections(apps: Iterable[Mapping[str, Any]]) -> list[tuple[Any, list[Any]]]:
    """The admin's pages under the headings of the desk, without those that have none."""
    models = {app["app_label"]: app["models"] for app in apps}
    named = [(title, [model for label in labels for model in models.pop(label, [])]) for title, labels in SECTIONS]
    rest = [model for found in models.values() for model in found]
    return [(title, found) for title, found in [*named, (LAST_SECTION, rest)] if found]
