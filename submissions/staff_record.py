"""Everything that a member of staff did: decisions, publications, notes, sign-ins and changes in the admin.

A publication names a role and never a person. Whose hand it was is known from the decision that led to it, or from the
admin's own log, which keeps every entry that was changed there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from axes.models import AccessLog
from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import reasons
from .models import Decision

ON_A_PAGE = 50
DECIDED, CHANGED, SIGNED_IN = "decided", "changed", "signed in"


@dataclass(frozen=True)
class Act:
    """One thing that was done: when, what, to what, and what was noted or published by it."""

    at: datetime
    what: str
    subject: str = ""
    address: str = ""
    reason: str = ""
    words: str = ""
    note: str = ""
    is_erased: bool = False
    revision: int | None = None


class DayForm(forms.Form):
    """Narrows it down to one day."""

    day = forms.DateField(
        label=gettext_lazy("Only this day (UTC)"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as year, month and day: 2026-11-27.")},
    )


def page_of(user: User, day: date | None, number: str) -> Page:
    """One page of what they did, the latest first; on one day only if one is given."""
    rows = _rows(Decision.objects.filter(user=user), DECIDED, "at", day).union(
        _rows(LogEntry.objects.filter(user=user), CHANGED, "action_time", day),
        _rows(AccessLog.objects.filter(username=user.get_username()), SIGNED_IN, "attempt_time", day),
        all=True,
    )
    page = Paginator(rows.order_by("-when", "-pk"), ON_A_PAGE).get_page(number)
    page.object_list = _acts(page.object_list)
    return page


def _rows(of: QuerySet[Any], source: str, time: str, day: date | None) -> QuerySet[Any]:
    if day:
        of = of.filter(**{f"{time}__date": day})
    return of.order_by().annotate(source=Value(source), when=F(time)).values_list("source", "pk", "when")


def _acts(rows: Iterable[tuple[str, int, datetime]]) -> list[Act]:
    keys = [(source, pk) for source, pk, _when in rows]
    told = {
        **{(DECIDED, one.pk): _decision(one) for one in _decisions(_of(keys, DECIDED))},
        **{(CHANGED, one.pk): _change(one) for one in _changes(_of(keys, CHANGED))},
        **{(SIGNED_IN, one.pk): _sign_in(one) for one in AccessLog.objects.filter(pk__in=_of(keys, SIGNED_IN))},
    }
    return [told[key] for key in keys if key in told]


def _of(keys: list[tuple[str, int]], source: str) -> list[int]:
    return [pk for kind, pk in keys if kind == source]


def _decisions(pks: list[int]) -> QuerySet[Decision]:
    found = Decision.objects.filter(pk__in=pks).select_related("submission", "words")
    return found.defer(*(f"submission__{name}" for name in ("entry", "answers", "private_answers", "search")))


def _changes(pks: list[int]) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(pk__in=pks).select_related("content_type")


def _decision(decision: Decision) -> Act:
    words = getattr(decision, "words", None)
    return Act(
        at=decision.at,
        what=decision.done,
        subject=str(decision.submission),
        address=reverse("admin:submissions_submission_change", args=[decision.submission_id]),
        reason=reasons.words(decision.reason) if decision.reason else "",
        words=words.to_sender if words else "",
        note=words.note if words else "",
        is_erased=bool(words and words.erased_at),
        revision=decision.revision,
    )


def _change(entry: LogEntry) -> Act:
    """What the admin logged. Of what is gone the name is left, and no address."""
    is_deleted = entry.is_deletion()
    what = _("Deleted") if is_deleted else _("Added") if entry.is_addition() else _("Changed")
    kind = entry.content_type.name if entry.content_type else ""
    return Act(
        at=entry.action_time,
        what=f"{what}: {kind}" if kind else what,
        subject=entry.object_repr,
        address="" if is_deleted else entry.get_admin_url() or "",
        reason="" if is_deleted else entry.get_change_message(),
    )


def _sign_in(log: AccessLog) -> Act:
    # Where from is kept for a week.
    subject = _("from %(network)s") % {"network": log.ip_address} if log.ip_address else ""
    return Act(at=log.attempt_time, what=_("Signed in"), subject=subject)
