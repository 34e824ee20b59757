"""What senders do with what they sent, and what their silence does."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import approval, bounces, letters, passing_on, records, searching, session_approval
from ..inquiries import relaying
from ..models import Actor, Decision, Kind, State, Steward, Submission, Verb
from ..records import Said
from .moves import locked, move, rewrite
from .refusals import IllegalMove, NobodyToAsk


def send(submission: Submission, *, version: int) -> Decision:
    """Its sender is done: the letter that confirms the address goes out."""
    with locked(submission, Verb.SEND, version) as (row, at):
        if not row.sender_email:
            raise NobodyToAsk(_("There is no address to confirm."))
        move(row, Verb.SEND, at)
        decision = records.add(row, Verb.SEND, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        searching.index(row)
        letters.confirm_address(row, decision)
    return decision


def confirm(submission: Submission) -> Decision:
    """Its sender has shown that the address is theirs: it waits for OPSI."""
    with locked(submission, Verb.CONFIRM) as (row, at):
        move(row, Verb.CONFIRM, at)
        bounces.works_again(row.sender_email)
        decision = records.add(row, Verb.CONFIRM, from_state=State.UNCONFIRMED, at=at, actor=Actor.SENDER)
        letters.received(row, decision)
    return decision


def report(submission: Submission) -> Decision:
    """A report waits for OPSI at once: what it says needs no confirmed address, only an answer to it does."""
    with locked(submission, Verb.QUEUE) as (row, at):
        if row.kind != Kind.REPORT:
            raise IllegalMove(row, Verb.QUEUE, None)
        move(row, Verb.QUEUE, at)
        searching.index(row)
        return records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)


def bring_along(submission: Submission) -> Decision:
    """A lesson was sent with a form whose sender has confirmed the address: that confirms this as well."""
    with locked(submission, Verb.SEND) as (row, at):
        if row.kind != Kind.LESSON:
            raise IllegalMove(row, Verb.SEND, None)
        move(row, Verb.SEND, at)
        records.add(row, Verb.SEND, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        searching.index(row)
    return confirm(submission)


def introduce(submission: Submission) -> Decision:
    """A steward's wish to be introduced waits for OPSI at once: their address was confirmed before."""
    return _queue_of_steward(submission, Kind.INTRODUCTION, passing_on.asker_of)


def reaffirm(submission: Submission, *, at_once: bool) -> Decision:
    """Somebody whose mailbox a letter reached says that an entry is still right: it waits for OPSI, or counts at once.

    Raises NotPublished, and then nothing has happened.
    """
    with transaction.atomic():
        with locked(submission, Verb.QUEUE) as (row, at):
            if row.kind != Kind.CONFIRMATION:
                raise IllegalMove(row, Verb.QUEUE, None)
            move(row, Verb.QUEUE, at)
            searching.index(row)
            decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        if not at_once:
            return decision
        with locked(submission, Verb.APPROVE) as (row, at):
            revision = approval.carry_out(row, take=None, base=None, at=at).revision
            move(row, Verb.APPROVE, at)
            number = revision.number if revision else None
            decision = records.add(
                row, Verb.APPROVE, from_state=State.PENDING, at=at, actor=Actor.SYSTEM, revision=number
            )
            approval.came_alive(row, at=decision.at)
        return decision


def announce(submission: Submission) -> Decision:
    """A steward's session waits for OPSI at once: their address was confirmed before."""
    return _queue_of_steward(submission, Kind.SESSION, session_approval.steward_of)


def call_off(submission: Submission) -> Decision:
    """Its sender says of a published session that it does not take place. Raises NotPublished."""
    with locked(submission, Verb.CALL_OFF) as (row, at):
        if row.kind != Kind.SESSION:
            raise IllegalMove(row, Verb.CALL_OFF, None)
        session_approval.call_off(row, at=at)
        move(row, Verb.CALL_OFF, at)
        return records.add(row, Verb.CALL_OFF, from_state=State.APPROVED, at=at, actor=Actor.SENDER)


def answer(
    submission: Submission, *, version: int, words: str = "", entry: Mapping[str, Any] | None = None
) -> Decision:
    """Its sender answers OPSI's question, with words, a new entry, or both: it waits for OPSI again."""
    with locked(submission, Verb.ANSWER, version) as (row, at):
        fields = rewrite(row, entry) if entry is not None else []
        move(row, Verb.ANSWER, at)
        searching.index(row)
        return records.add(
            row,
            Verb.ANSWER,
            from_state=State.CHANGES_REQUESTED,
            at=at,
            actor=Actor.SENDER,
            fields=fields,
            said=Said(words),
        )


def more_time(submission: Submission, *, version: int) -> Decision | None:
    """Its sender asks for more time and has it; nothing where they have as much already."""
    with locked(submission, Verb.MORE_TIME, version) as (row, at):
        until = at + 2 * settings.SENDERS_ANSWER_WITHIN  # so that whoever asks at once gains by it, too
        if row.answer_until and timezone.localdate(until) <= timezone.localdate(row.answer_until):
            return None
        row.answer_until = until
        move(row, Verb.MORE_TIME, at)
        return records.add(row, Verb.MORE_TIME, from_state=State.CHANGES_REQUESTED, at=at, actor=Actor.SENDER)


def withdraw(submission: Submission, *, version: int) -> Decision:
    """Its sender takes it back. Of a question, what waits to leave to conveners does not leave."""
    with transaction.atomic():
        decision = _simple(submission, Verb.WITHDRAW, Actor.SENDER, version)
        if submission.kind == Kind.QUESTION:
            relaying.call_off(submission)
    return decision


def expire(submission: Submission) -> Decision:
    """Nobody went on with it in time."""
    return _simple(submission, Verb.EXPIRE, Actor.SYSTEM)


def _queue_of_steward(
    submission: Submission, kind: Kind, steward_of: Callable[[Submission], Steward | None]
) -> Decision:
    """What a steward sends waits for OPSI at once, and they are told that it came."""
    with locked(submission, Verb.QUEUE) as (row, at):
        if row.kind != kind or steward_of(row) is None:
            raise IllegalMove(row, Verb.QUEUE, None)
        move(row, Verb.QUEUE, at)
        searching.index(row)
        decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        letters.received(row, decision)
    return decision


def _simple(submission: Submission, verb: str, actor: str, version: int | None = None) -> Decision:
    """Lock, move and record, where nothing else is to be done."""
    with locked(submission, verb, version) as (row, at):
        from_state = row.state
        move(row, verb, at)
        return records.add(row, verb, from_state=from_state, at=at, actor=actor)
