"""The table of legal moves, and the one step of a submission from state to state."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import entry as entries

from .. import holding, records
from ..models import DECIDED, UNDOABLE, Actor, Decision, State, Submission, Verb
from .refusals import Erased, IllegalMove, NotAllowed, StaleVersion
from .rights import may_moderate

UNDECIDED = (State.DRAFT, State.UNCONFIRMED, State.PENDING, State.CHANGES_REQUESTED, State.RELAYED)
# What each verb makes of each state. What is not here is refused.
MOVES: dict[str, dict[str, str]] = {
    Verb.SEND: {State.DRAFT: State.UNCONFIRMED},
    Verb.CONFIRM: {State.UNCONFIRMED: State.PENDING},
    Verb.QUEUE: {State.DRAFT: State.PENDING},
    Verb.ASK: {State.PENDING: State.CHANGES_REQUESTED},
    Verb.ANSWER: {State.CHANGES_REQUESTED: State.PENDING},
    Verb.MORE_TIME: {State.CHANGES_REQUESTED: State.CHANGES_REQUESTED},
    Verb.TAKE_UP: {State.CHANGES_REQUESTED: State.PENDING},
    Verb.CORRECT: {State.PENDING: State.PENDING},
    Verb.APPROVE: {State.PENDING: State.APPROVED},
    Verb.DECLINE: {State.PENDING: State.DECLINED},
    Verb.SPAM: {State.PENDING: State.SPAM},
    Verb.RELAY: {State.PENDING: State.RELAYED},
    Verb.GATHER: {State.RELAYED: State.PENDING},
    Verb.KEEP: {State.PENDING: State.PENDING},
    Verb.TAKE_DOWN: {State.APPROVED: State.APPROVED},
    Verb.PUT_BACK: {State.APPROVED: State.APPROVED},
    Verb.RELATE: {State.PENDING: State.PENDING},
    Verb.CALL_OFF: {State.APPROVED: State.APPROVED},
    Verb.UNDO: dict.fromkeys(UNDOABLE, State.PENDING),
    Verb.WITHDRAW: dict.fromkeys(UNDECIDED, State.WITHDRAWN),
    Verb.EXPIRE: dict.fromkeys((State.DRAFT, State.UNCONFIRMED), State.EXPIRED),
    Verb.ASSIGN: {state: state for state in (State.PENDING, State.CHANGES_REQUESTED)},
}
# The columns that verbs write.
WRITTEN = (
    "state",
    "version",
    "decided_at",
    "pending_since",
    "answer_until",
    "assignee",
    "community",
    "entry",
    "name",
    "host",
    "updated_at",
)


@contextmanager
def locked(
    submission: Submission, verb: str, version: int | None = None, user: User | None = None
) -> Iterator[tuple[Submission, datetime]]:
    """One transaction around the locked row, once the person, the move and the version are found to be right.

    Gives the row and the moment. Raises NotAllowed, Erased, IllegalMove, StaleVersion.
    """
    if user is not None and not may_moderate(user):
        raise NotAllowed(_("Only moderators can decide on submissions."))
    with transaction.atomic():
        rows = Submission.objects.select_for_update(of=("self",)).select_related("community").defer("search")
        row = rows.get(pk=submission.pk)
        if row.erased_at:
            raise Erased(_("It was erased. Nothing is left of it to decide on."))
        if row.state not in MOVES[verb]:
            last = row.decisions.select_related("user").order_by("-sequence").first()
            raise IllegalMove(row, verb, last)
        if version is not None and version != row.version:
            since = row.decisions.filter(submission_version__gt=version).select_related("user").order_by("sequence")
            raise StaleVersion(row, list(since))
        yield row, timezone.now()
    submission.state, submission.version, submission.community = row.state, row.version, row.community


def move(row: Submission, verb: str, at: datetime) -> None:
    """Bring the locked row into the state that the verb leads to, and store it."""
    change(row, verb, at)
    row.save(update_fields=WRITTEN)
    if row.state != State.PENDING:
        holding.clear(row)


def change(row: Submission, verb: str, at: datetime) -> None:
    """As `move`, of a row that is stored by somebody else: a new state, and a new version."""
    came_from = row.state
    row.state = MOVES[verb][row.state]
    row.version += 1
    row.decided_at = at if row.state in DECIDED else None
    if row.state == State.PENDING and came_from not in (State.PENDING, *DECIDED):
        row.pending_since = at
    if row.state != State.CHANGES_REQUESTED:
        row.answer_until = None
    elif came_from != State.CHANGES_REQUESTED:
        row.answer_until = at + settings.SENDERS_ANSWER_WITHIN


def decide(row: Submission, verb: str, user: User, at: datetime, **recorded: Any) -> Decision:
    """Move the locked row, and record that this moderator did so."""
    from_state = row.state
    move(row, verb, at)
    return records.add(row, verb, from_state=from_state, at=at, actor=Actor.MODERATOR, user=user, **recorded)


def rewrite(row: Submission, entry: Mapping[str, Any]) -> list[str]:
    """Put another proposed entry in place, and give back the fields that differ."""
    before, after = entries.normalise(row.entry), entries.normalise(entry)
    row.entry, row.name, row.host = after, after["name"][:200], after["host"] or ""
    return entries.changed_fields(before, after)
