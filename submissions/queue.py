"""The desk's queue: what it can be narrowed by, how rows are shown, which is next. What is done is in `admin.py`."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import countries, languages
from communities.models import Call

from . import holding
from .models import DECIDED, Decision, Import, ImportRow, Kind, Origin, State, Step, Submission, Verb

WAITING, EVERYTHING = "waiting", "all"


class Narrowing(admin.SimpleListFilter):
    """A filter of the queue: `value_q` says which rows a value lets through; an unknown value lets all through."""

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        condition = self.value_q(value, request) if value else None
        return queryset if condition is None else queryset.filter(condition)


class StandingFilter(Narrowing):
    """Where it stands. Without a choice: what waits for OPSI."""

    title = _("where it stands")
    parameter_name = "state"
    stays_open = True  # the others are folded until one of their values is chosen
    CONDITIONS = {
        WAITING: Q(state=State.PENDING),
        "asked": Q(state=State.CHANGES_REQUESTED),
        "relayed": Q(state=State.RELAYED),
        "held": Q(state=State.DRAFT, origin=Origin.IMPORT),
        "unconfirmed": Q(state=State.UNCONFIRMED),
        "approved": Q(state=State.APPROVED),
        "declined": Q(state=State.DECLINED),
        "spam": Q(state=State.SPAM),
        "ended": Q(state__in=(State.WITHDRAWN, State.EXPIRED)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (WAITING, _("Waiting for OPSI")),
            ("asked", _("Waiting for an answer")),
            ("overdue", _("Not answered in time")),
            ("relayed", _("Relayed to conveners")),
            ("held", _("Held by an import, with a question")),
            ("unconfirmed", _("Address not confirmed")),
            ("approved", _("Approved")),
            ("declined", _("Declined")),
            ("spam", _("Spam")),
            ("ended", _("Withdrawn or expired")),
            (EVERYTHING, _("All")),
        ]

    def value(self) -> str:
        return super().value() or WAITING

    def choices(self, changelist: Any) -> Any:
        # Without Django's own first line "All", which would mean "waiting" here.
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == str(value), "query_string": query, "display": title}

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return overdue() if value == "overdue" else self.CONDITIONS.get(value)


class AgeFilter(Narrowing):
    """How long it has waited."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("0-2", _("Up to 2 days")),
            ("3-9", _("3 to 9 days")),
            ("10", _("10 days or more")),
        ]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        first, _dash, last = value.partition("-")
        if not first.isascii() or not first.isdigit() or len(first) > 4 or (last and not last.isdigit()):
            return None
        now = timezone.now()
        condition = Q(pending_since__lte=now - timedelta(days=int(first)))
        return condition & Q(pending_since__gt=now - timedelta(days=int(last[:4]) + 1)) if last else condition


class CountryFilter(Narrowing):
    """The country of the community, of those that occur."""

    title = _("country")
    parameter_name = "country"
    NONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = Submission.objects.exclude(state=State.DRAFT).order_by("host").values_list("host", flat=True).distinct()
        named = sorted(((code, countries.name(code)) for code in codes if code), key=lambda pair: pair[1])
        return [*named, (self.NONE, _("None stated"))]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return Q(host="" if value == self.NONE else value)


class AssigneeFilter(Narrowing):
    """Who takes care of it."""

    title = _("assignee")
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("Me")), ("nobody", _("Nobody")), ("others", _("Others"))]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        me = Q(assignee=request.user.pk)
        nobody = Q(assignee=None)
        return {"me": me, "nobody": nobody, "others": ~me & ~nobody}.get(value)


class DuplicatesFilter(Narrowing):
    """Whether published communities look the same."""

    title = _("possible duplicates")
    parameter_name = "duplicates"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Some")), ("no", _("None"))]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return {"yes": ~Q(lookalikes=[]), "no": Q(lookalikes=[])}.get(value)


class OriginFilter(Narrowing):
    """How it came here."""

    title = _("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Origin.choices)

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return Q(origin=value)


class CallFilter(Narrowing):
    """The call through which it was begun, of those that occur."""

    title = _("call")
    parameter_name = "call"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(one.slug, one.shown) for one in Call.objects.filter(submissions__isnull=False).distinct()]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return Q(call__slug=value)


class FileFilter(Narrowing):
    """The file that staff imported it with, as long as that is kept."""

    title = _("file")
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(pk), name) for pk, name in Import.objects.filter(step=Step.DONE).values_list("pk", "name")]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            return None
        return Q(pk__in=ImportRow.objects.filter(source=int(value)).values("submission"))


class KindFilter(Narrowing):
    """New communities and changes, apart."""

    OFFERED = (
        *("new", "change", "closure", "lesson", "question", "introduction", "session"),
        *("claim", "confirmation", "report"),
    )

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in Kind.choices if value in self.OFFERED]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return Q(kind=value)


class TurnFilter(Narrowing):
    """Whether it was never asked about, or comes back with an answer."""

    title = _("turn")
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("first", _("First look")), ("again", _("Back with an answer"))]

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        return {"first": Q(~Exists(answers())), "again": Q(Exists(answers()))}.get(value)


class LanguageFilter(Narrowing):
    """The language of what it says: as stated, or else that of the questionnaire."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        waiting = Submission.objects.filter(state__in=(State.PENDING, State.CHANGES_REQUESTED)).order_by()
        found = {
            written_in or language
            for written_in, language in waiting.values_list("entry__written_in", "language").distinct()
        }
        return sorted(((code, languages.name(code)) for code in found), key=lambda pair: pair[1])

    def value_q(self, value: str, request: HttpRequest) -> Q | None:
        is_not_stated = Q(entry__written_in__isnull=True) | Q(entry__written_in="")
        return Q(entry__written_in=value) | (is_not_stated & Q(language=value))


FILTERS = (
    StandingFilter,
    KindFilter,
    TurnFilter,
    AgeFilter,
    CountryFilter,
    LanguageFilter,
    CallFilter,
    AssigneeFilter,
    DuplicatesFilter,
    OriginFilter,
    FileFilter,
)


def overdue() -> Q:
    """What was asked of its sender and not answered by the day named."""
    return Q(state=State.CHANGES_REQUESTED, answer_until__lte=timezone.now())


def answers() -> QuerySet[Decision]:
    """What brings a submission back to the desk: its sender's answer, or those of conveners."""
    return Decision.objects.filter(submission=OuterRef("pk"), verb__in=(Verb.ANSWER, Verb.GATHER))


def waited(submission: Submission) -> timedelta | None:
    """How long it has waited, or had waited when it was decided."""
    if submission.pending_since is None:
        return None
    end = submission.decided_at if submission.state in DECIDED else timezone.now()
    return (end or timezone.now()) - submission.pending_since


def next_waiting(
    user: User, after: Submission | None = None, waiting: QuerySet[Submission] | None = None
) -> Submission | None:
    """The next one to decide that nobody else has taken up or is looking at, the longest waiting first.

    It goes on from `after` and then begins anew, so that what was left for later does not come back at once.
    """
    waiting = Submission.objects.all() if waiting is None else waiting
    free = waiting.filter(Q(assignee=None) | Q(assignee=user), holding.free_for(user), state=State.PENDING)
    free = free.order_by("pending_since", "id").defer("search")
    if after is None:
        return free.first()
    free, since = free.exclude(pk=after.pk), after.pending_since
    later = Q(pending_since__gt=since) | Q(pending_since=since, pk__gt=after.pk)
    return free.filter(later).first() or free.first() if since else free.first()
