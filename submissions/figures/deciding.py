"""How deciding goes: how long it takes by kind and country, why things were declined, who comes back, load by week."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import ceil
from statistics import median_high
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Lower, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import countries, tables

from .. import reasons
from ..models import DECIDED, Decision, Kind, State, Submission, Verb

DAY = timedelta(days=1)
WEEKS = 26
# What can be asked for: its name in the address, and how many days it goes back; None is since the beginning.
PERIODS: dict[str, tuple[Any, int | None]] = {
    "quarter": (gettext_lazy("Last 90 days"), 90),
    "year": (gettext_lazy("Last 12 months"), 365),
    "all": (gettext_lazy("Since the beginning"), None),
}
USUAL = "year"
# By which a submission first comes to OPSI, and by which OPSI decides it.
REACHED = (Verb.CONFIRM, Verb.QUEUE)
DECIDING = (Verb.APPROVE, Verb.DECLINE, Verb.SPAM)


@dataclass(frozen=True)
class Pace:
    """How fast some submissions were decided: how many, the median and the ninth tenth in days, and within the aim."""

    label: str
    number: int
    median: int
    slow: int
    within: int

    @property
    def share(self) -> int:
        """Within the aim, in percent."""
        return round(100 * self.within / self.number)


@dataclass(frozen=True)
class Week:
    """What came, what was decided in a week, which begins on a Monday; and how many waited at its end."""

    monday: date
    came: int
    decided: int


@dataclass(frozen=True)
class Senders:
    """Those of whom something came to OPSI in the period: how many, and of how many more than one came ever."""

    all: int
    returning: int


@dataclass(frozen=True)
class Figures:
    """All of them for one period."""

    overall: Pace | None
    by_kind: list[Pace]
    by_country: list[Pace]
    outcomes: list[tuple[str, int]]
    reasons: list[tuple[str, str, int]]
    undone: int
    senders: Senders
    weeks: list[Week]
    aim: int


@dataclass(frozen=True)
class _Decided:
    kind: str
    host: str
    state: str
    days: int


def of(period: str, *, now: datetime | None = None) -> Figures:
    """The figures of a period of PERIODS. The same few questions to the database however much there is."""
    now = now or timezone.now()
    back = PERIODS[period][1]
    since = now - timedelta(days=back) if back else None
    decided = list(_decided(since))
    acts = _since(Decision.objects.all(), "at", since)
    return Figures(
        overall=_pace(_("All"), decided) if decided else None,
        by_kind=_by(decided, "kind", lambda kind: str(Kind(kind).label)),
        by_country=_by(decided, "host", lambda code: countries.name(code) if code else _("Not stated")),
        outcomes=[(str(State(state).label), number) for state, number in _counted(one.state for one in decided)],
        reasons=_reasons(acts),
        undone=acts.filter(verb=Verb.UNDO).count(),
        senders=_senders(since),
        weeks=_weeks(now),
        aim=ceil(settings.DECISION_TARGET / DAY),
    )


def rows(figures: Figures) -> Iterator[list[str | int]]:
    """The same as rows of a file, in cells that no spreadsheet runs."""
    yield [_("Figure"), _("Of"), _("Decided"), _("Median days"), _("Nine in ten within days"), _("Within the aim")]
    overall = [figures.overall] if figures.overall else []
    for title, paces in (
        (_("All"), overall),
        (_("Kind"), figures.by_kind),
        (_("Country"), figures.by_country),
    ):
        for pace in paces:
            yield [title, tables.inert(pace.label), pace.number, pace.median, pace.slow, pace.within]
    yield [_("Figure"), _("Of"), _("Number")]
    for label, number in figures.outcomes:
        yield [_("Outcome"), tables.inert(label), number]
    for verb, reason, number in figures.reasons:
        yield [tables.inert(verb), tables.inert(reason), number]
    yield [_("Decisions undone"), "", figures.undone]
    yield [_("Senders"), "", figures.senders.all]
    yield [_("Senders who had sent before"), "", figures.senders.returning]
    yield [_("Week from"), _("Came"), _("Decided")]
    for week in figures.weeks:
        yield [week.monday.isoformat(), week.came, week.decided]


def _since(rows: Any, column: str, since: datetime | None) -> Any:
    return rows.filter(**{f"{column}__gte": since}) if since else rows


def _decided(since: datetime | None) -> Iterator[_Decided]:
    """From the first moment with OPSI to the decision that holds."""
    reached = Min("decisions__at", filter=Q(decisions__verb__in=REACHED))
    found = _since(Submission.objects.filter(state__in=DECIDED), "decided_at", since).order_by()
    timed = found.annotate(reached=reached).filter(reached__lte=F("decided_at"))
    for kind, host, state, start, end in timed.values_list("kind", "host", "state", "reached", "decided_at"):
        yield _Decided(kind, host, state, max(1, ceil((end - start) / DAY)))


def _pace(label: str, decided: Iterable[_Decided]) -> Pace:
    """Of one or more that were decided."""
    days = sorted(one.days for one in decided)
    aim = ceil(settings.DECISION_TARGET / DAY)
    slow = days[ceil(0.9 * len(days)) - 1]
    return Pace(label, len(days), median_high(days), slow, sum(1 for one in days if one <= aim))


def _by(decided: list[_Decided], column: str, name: Any) -> list[Pace]:
    """Those with most first."""

    def key(one: _Decided) -> str:
        return str(getattr(one, column))

    groups = groupby(sorted(decided, key=key), key)
    paces = [_pace(name(value), group) for value, group in groups]
    return sorted(paces, key=lambda pace: (-pace.number, pace.label))


def _counted(values: Iterable[Any]) -> list[tuple[Any, int]]:
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))


def _reasons(acts: Any) -> list[tuple[str, str, int]]:
    """Which reasons were given, by verb. Of decisions that were undone later as well: they were given."""
    given = acts.exclude(reason="").filter(verb__in=(*DECIDING, Verb.ASK)).order_by()
    counted = given.values_list("verb", "reason").annotate(number=Count("pk")).order_by("verb", "-number", "reason")
    return [(str(Verb(verb).label), reasons.words(reason), number) for verb, reason, number in counted]


def _senders(since: datetime | None) -> Senders:
    """By address, however it is written; who sent is told to nobody."""
    reached = Min("decisions__at", filter=Q(decisions__verb__in=REACHED))
    sent = Submission.objects.exclude(sender_email="").exclude(state=State.SPAM).order_by()
    arrived = sent.annotate(who=Lower("sender_email"), reached=reached).exclude(reached=None)
    times: dict[str, list[datetime]] = defaultdict(list)
    for who, at in arrived.values_list("who", "reached"):
        times[who].append(at)
    here = [sorted(every) for every in times.values() if since is None or max(every) >= since]
    return Senders(len(here), sum(1 for every in here if len(every) > 1))


def _weeks(now: datetime) -> list[Week]:
    """The latest weeks, this one last."""
    this = now.date() - timedelta(days=now.date().weekday())
    mondays = [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    start = datetime.combine(mondays[0], datetime.min.time(), tzinfo=now.tzinfo)
    acts = Decision.objects.filter(at__gte=start).annotate(week=TruncWeek("at")).order_by()
    came = _by_week(acts.filter(verb__in=REACHED))
    decided = _by_week(acts.filter(verb__in=DECIDING))
    return [Week(monday, came.get(monday, 0), decided.get(monday, 0)) for monday in mondays]


def _by_week(acts: Any) -> dict[date, int]:
    return {week.date(): number for week, number in acts.values_list("week").annotate(Count("pk"))}
