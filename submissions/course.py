"""The course of a submission as its sender reads it: what happened, where it stands now, and what comes next.

Staff read the record itself. Assigning, second thoughts and spam stay among them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import reasons
from .models import Decision, Kind, State, Submission, Verb

# What was done, by the verb that did it; verbs that are not here are not told.
DONE = {
    Verb.SEND: _("You sent it"),
    Verb.CONFIRM: _("You confirmed your e-mail address"),
    Verb.ASK: _("OPSI asked you a question"),
    Verb.ANSWER: _("You answered OPSI’s question"),
    Verb.MORE_TIME: _("You asked for more time"),
    Verb.TAKE_UP: _("OPSI took it up again without an answer"),
    Verb.CORRECT: _("OPSI made a correction"),
    Verb.RELATE: _("OPSI found the community listed already, and takes what you sent as a change of its entry"),
    Verb.APPROVE: _("OPSI published it"),
    Verb.DECLINE: _("OPSI decided not to publish it"),
    Verb.WITHDRAW: _("You withdrew it"),
    Verb.EXPIRE: _("It was not finished or confirmed in time"),
}
# What is said otherwise of a kind.
DONE_OTHERWISE = {
    Kind.REPORT: {
        Verb.QUEUE: _("You sent it"),
        Verb.APPROVE: _("OPSI looked into it and acted on it"),
        Verb.DECLINE: _("OPSI looked into it and left the entry as it is"),
    },
    Kind.CLAIM: {
        Verb.APPROVE: _("OPSI put you on record"),
        Verb.DECLINE: _("OPSI decided not to put you on record"),
    },
    Kind.CONFIRMATION: {
        Verb.QUEUE: _("You said that the entry is right"),
        Verb.APPROVE: _("The entry says that its convener confirmed it"),
        Verb.DECLINE: _("OPSI decided not to count it as a confirmation"),
    },
    Kind.QUESTION: {
        Verb.KEEP: _("OPSI found nobody to ask yet"),
        Verb.RELAY: _("OPSI passed your question on"),
        Verb.GATHER: _("The answers went to OPSI"),
        Verb.APPROVE: _("OPSI published the reply"),
        Verb.DECLINE: _("OPSI decided not to go on with it"),
        Verb.TAKE_DOWN: _("OPSI took the reply back"),
        Verb.PUT_BACK: _("OPSI published the reply again"),
    },
    Kind.INTRODUCTION: {
        Verb.QUEUE: _("You sent it"),
        Verb.APPROVE: _("OPSI read it and dealt with it"),
        Verb.DECLINE: _("OPSI decided not to pass it on"),
    },
    Kind.SESSION: {Verb.QUEUE: _("You sent it"), Verb.CALL_OFF: _("You called it off")},
}
_CONFIRM = _("You confirm your e-mail address")
_READ = _("OPSI reads it, and may ask you something")
_DECIDE = _("OPSI publishes it, or tells you why not")
# What is happening in a state, and what comes after it.
AHEAD = {
    State.DRAFT: (_("You fill in the form and send it"), _CONFIRM, _READ, _DECIDE),
    State.UNCONFIRMED: (_CONFIRM, _READ, _DECIDE),
    State.PENDING: (_READ, _DECIDE),
    State.CHANGES_REQUESTED: (_("You answer OPSI’s question"), _("OPSI reads your answer"), _DECIDE),
}
_LOOK = _("OPSI looks into it")
_ACT = _("OPSI acts on it or leaves the entry as it is. Who gave an address and confirmed it is told.")
_RECORD = _("OPSI puts you on record as the one who looks after the entry, or tells you why not")
_READ_QUESTION = _("OPSI reads it, and looks for conveners who fit")
_PASS_ON = _("OPSI passes it on to at most five conveners, without your name, or tells you that nobody fits")
_REPLY = _("OPSI puts one reply together and publishes it, or tells you that nobody answered")
_INTRODUCE = _("OPSI passes it on, or writes to you")
_ACCEPT = _("If they accept, each of you gets a letter with the other’s name and address")
AHEAD_OTHERWISE: dict[Kind, dict[State, tuple[Any, ...]]] = {
    Kind.REPORT: {State.DRAFT: (_("You send the report"), _LOOK, _ACT), State.PENDING: (_LOOK, _ACT)},
    Kind.CLAIM: {
        State.DRAFT: (_("You send this form"), _CONFIRM, _LOOK, _RECORD),
        State.UNCONFIRMED: (_CONFIRM, _LOOK, _RECORD),
        State.PENDING: (_LOOK, _RECORD),
    },
    Kind.CONFIRMATION: {State.PENDING: (_LOOK, _("The entry says that its convener confirmed it"))},
    Kind.QUESTION: {
        State.DRAFT: (_("You send your question"), _CONFIRM, _READ_QUESTION, _PASS_ON, _REPLY),
        State.UNCONFIRMED: (_CONFIRM, _READ_QUESTION, _PASS_ON, _REPLY),
        State.PENDING: (_READ_QUESTION, _PASS_ON, _REPLY),
        State.RELAYED: (_("Conveners answer"), _REPLY),
    },
    Kind.INTRODUCTION: {
        State.DRAFT: (_("You send this form"), _CONFIRM, _LOOK, _INTRODUCE, _ACCEPT),
        State.UNCONFIRMED: (_CONFIRM, _LOOK, _INTRODUCE, _ACCEPT),
        State.PENDING: (_LOOK, _INTRODUCE, _ACCEPT),
    },
    Kind.SESSION: {
        State.DRAFT: (_("You send this form"), _CONFIRM, _LOOK, _DECIDE),
        State.UNCONFIRMED: (_CONFIRM, _LOOK, _DECIDE),
        State.PENDING: (_LOOK, _DECIDE),
    },
}


@dataclass(frozen=True)
class Step:
    """One step: `when` is "done", "now" or "next". What is done has its time, and what was said."""

    when: str
    text: Any
    at: datetime | None = None
    reason: str = ""
    words: str = ""
    about: Mapping[str, str] = field(default_factory=dict)  # words about single answers, by key


def shown_state(submission: Submission) -> State:
    """The state as its sender is told it: a refusal once it can no longer be undone, and spam as a refusal."""
    if submission.state not in (State.DECLINED, State.SPAM):
        return State(submission.state)
    is_final = submission.decided_at is None or timezone.now() >= submission.decided_at + settings.UNDO_TIME
    return State.DECLINED if is_final else State.PENDING


def of(submission: Submission) -> list[Step]:
    """All steps of a submission, from the first to the last that can be foreseen."""
    shown = shown_state(submission)
    return [
        *(_step(decision, submission.kind) for decision in _told(submission, shown)),
        *(ahead(shown, submission.kind) if not _is_gathered(submission) else [Step("now", _REPLY)]),
    ]


def _is_gathered(submission: Submission) -> bool:
    """Whether the answers to a question are in, and only its reply is missing."""
    is_waiting = submission.kind == Kind.QUESTION and submission.state == State.PENDING
    return is_waiting and hasattr(submission, "inquiry")


def ahead(state: State, kind: str = Kind.NEW) -> list[Step]:
    """The step that is under way in a state, and those after it; none where it has come to an end."""
    texts = AHEAD_OTHERWISE.get(Kind(kind), AHEAD).get(state, ())
    return [Step("next" if number else "now", text) for number, text in enumerate(texts)]


def after(state: State) -> list[Step]:
    """The steps after the one that is under way."""
    return ahead(state)[1:]


def _told(submission: Submission, shown: State) -> list[Decision]:
    """The decisions that its sender reads, oldest first, without what was undone."""
    told: list[Decision] = []
    done = _done(submission.kind)
    for decision in submission.decisions.select_related("words").order_by("sequence"):
        if decision.verb == Verb.UNDO:
            told = [one for one in told if one.sequence != decision.sequence - 1]
        elif decision.verb in done and not (decision.verb == Verb.DECLINE and shown != State.DECLINED):
            told.append(decision)
    return told


def _done(kind: str) -> Mapping[Verb, Any]:
    return {**DONE, **DONE_OTHERWISE.get(Kind(kind), {})}


def _step(decision: Decision, kind: str) -> Step:
    words = getattr(decision, "words", None)
    return Step(
        "done",
        _done(kind)[Verb(decision.verb)],
        at=decision.at,
        # Other reasons are for the record alone.
        reason=reasons.words(decision.reason) if _is_reason_told(decision, kind) else "",
        words=words.to_sender if words else "",
        about=words.about_fields if words else {},
    )


def _is_reason_told(decision: Decision, kind: str) -> bool:
    is_told = decision.verb == Verb.DECLINE or (decision.verb == Verb.APPROVE and kind == Kind.REPORT)
    return is_told and bool(decision.reason)
