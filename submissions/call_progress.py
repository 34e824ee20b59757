"""How a call is getting on, for staff: counts of what was begun and sent through it, and its own questions' answers.

An answer that is for figures only is counted from five on. Nothing here names who sent what.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from communities import countries, tables
from communities.call_models import Call
from communities.call_questions import Extra, Kind, Who

from . import calls
from .models import Decision, State, Submission, Verb
from .questionnaire.shape import FROM_CALL

LEAST = 5  # answers, before figures about them are shown
# Answers count once their sender has confirmed the address, and for as long as they may be published.
COUNTED = (State.PENDING, State.CHANGES_REQUESTED, State.APPROVED)
# Of what was sent, without spam and what was taken back or ran out of time.
SENT = (State.UNCONFIRMED, *COUNTED, State.DECLINED)
STANDS = (
    State.DRAFT,
    State.UNCONFIRMED,
    State.PENDING,
    State.CHANGES_REQUESTED,
    State.APPROVED,
    State.DECLINED,
    State.SPAM,
    State.WITHDRAWN,
    State.EXPIRED,
)


@dataclass(frozen=True)
class Answers:
    """What was answered to one question: how many did, and how often each choice was made; None while that is secret.

    `texts` are answers in words, each with the key of its submission.
    """

    extra: Extra
    number: int
    counts: list[tuple[str, int]] | None
    texts: list[tuple[int, str]]

    @property
    def is_secret(self) -> bool:
        """Whether too few have answered for figures to be shown."""
        return self.counts is None

    @property
    def who(self) -> str:
        return str(self.extra.who.label)


@dataclass(frozen=True)
class Progress:
    """All figures of one call."""

    by_state: list[tuple[Any, int]]
    late: int
    by_country: list[tuple[str, int]]
    by_day: list[tuple[date, int]]
    with_some: list[str]
    with_none: list[str]
    question_sets: list[tuple[str, int]]
    answers: list[Answers]


def of(call: Call, *, privately: bool) -> Progress:
    """The figures of a call; `privately` with answers that are for OPSI only, for those who may see submissions."""
    through = Submission.objects.filter(call=call).order_by()
    states = dict(through.values_list("state").annotate(Count("pk")))
    sent = through.exclude(state=State.DRAFT).annotate(sent=Min("decisions__at", filter=Q(decisions__verb=Verb.SEND)))
    hosts = Counter(dict(through.filter(state__in=SENT).values_list("host").annotate(Count("pk"))))
    there = [(code, name) for code, name in call.targets if hosts[code]]
    return Progress(
        by_state=[(state.label, states.get(state, 0)) for state in STANDS],
        late=sent.filter(sent__gte=call.closes_at).count(),
        by_country=_named(hosts),
        by_day=_by_day(call),
        with_some=[name for _code, name in there],
        with_none=[name for code, name in call.targets if not hosts[code]],
        question_sets=sorted(through.values_list("question_set").annotate(Count("pk"))),
        answers=list(_answers(call, privately=privately)),
    )


def rows(call: Call, progress: Progress) -> Iterator[list[str | int]]:
    """The same as rows of a file, in cells that no spreadsheet runs."""
    parts: dict[str, list[tuple[Any, int]]] = {
        _("Where it stands"): [*progress.by_state, (_("Sent after the deadline"), progress.late)],
        _("Country"): [*progress.by_country],
        _("Day"): [(day.isoformat(), number) for day, number in progress.by_day],
        _("Target country"): [*((name, 1) for name in progress.with_some), *((name, 0) for name in progress.with_none)],
    }
    yield [_("Call"), _("Part"), _("Value"), _("Number")]
    for part, values in parts.items():
        yield from (_row(call, part, value, number) for value, number in values)
    for one in progress.answers:
        yield _row(call, one.extra.text, _("Answers"), one.number)
        yield from (_row(call, one.extra.text, value, number) for value, number in one.counts or ())


def _row(call: Call, *cells: Any) -> list[str | int]:
    return [tables.inert(call.title), *(cell if isinstance(cell, int) else tables.inert(str(cell)) for cell in cells)]


def _named(hosts: Counter[str]) -> list[tuple[str, int]]:
    named = [(countries.name(code) if code else _("Not stated"), number) for code, number in hosts.items()]
    return sorted(named, key=lambda pair: (-pair[1], countries.sort_key(pair[0])))


def _by_day(call: Call) -> list[tuple[date, int]]:
    """How many were sent on each day of the call's own calendar."""
    sent = Decision.objects.filter(submission__call=call, verb=Verb.SEND).order_by()
    days = sent.annotate(day=TruncDate("at", tzinfo=call.clock)).values_list("day")
    return sorted(days.annotate(Count("pk")))


def _answers(call: Call, *, privately: bool) -> Iterator[Answers]:
    counted = Submission.objects.filter(call=call, state__in=COUNTED).order_by("pk")
    given = list(counted.values_list("pk", "private_answers"))
    for extra in call.extras:
        if extra.who == Who.OPSI and not privately:
            continue
        key = f"{FROM_CALL}{extra.key}"
        yield _of_question(extra, [(pk, answers[key]) for pk, answers in given if key in answers])


def _of_question(extra: Extra, given: list[tuple[int, Any]]) -> Answers:
    number, is_secret = len(given), extra.who == Who.AGGREGATE and len(given) < LEAST
    if extra.kind in (
        Kind.LINE,
        Kind.TEXT,
    ):  # words count in no figure, and those for figures only are read by nobody here
        texts = [(pk, str(value)) for pk, value in given] if extra.who == Who.OPSI else []
        return Answers(extra, number, None if is_secret else [], texts)
    said = Counter(words for _pk, value in given for words in calls.in_words(extra, value))
    choices = [*extra.options.values()] or [_("Yes"), _("No")]
    return Answers(extra, number, None if is_secret else [(choice, said[choice]) for choice in choices], [])
