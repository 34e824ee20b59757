"""The table of legal moves and its verbs: the only code that changes a submission's state.

Each verb opens a transaction, locks the row, refuses an illegal move or a stale version by a named exception, records a
Decision, and puts its letter in the outbox. Approving publishes through the catalogue's one door.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from communities import entry as entries
from communities import index, replies, uniting
from communities.models import Community, Reply, Term
from communities.refusals import InvalidEntry, NotPublished

from . import approval, bounces, holding, letters, outbox, passing_on, records, searching, session_approval, stewardship
from .inquiries import consolidating, relaying
from .inquiries import letters as question_letters
from .inquiries.consolidating import Consolidated
from .living import signs
from .models import (
    BESIDE_ENTRY,
    DECIDED,
    UNDOABLE,
    Actor,
    Decision,
    Kind,
    Origin,
    Round,
    State,
    Steward,
    Submission,
    Verb,
)
from .records import Said
from .stewardship import Former

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
# The acts that an undo takes back.
TAKEN_BACK = (Verb.APPROVE, Verb.DECLINE, Verb.SPAM, Verb.RELAY)


class ModerationError(Exception):
    """The act was refused; the message says why, in words for the person who tried."""


class NotAllowed(ModerationError, PermissionDenied):
    """Only moderators decide."""


class IllegalMove(ModerationError):
    """The submission's state does not allow it. `decision` is the last act, which may be somebody else's decision."""

    def __init__(self, submission: Submission, verb: str, decision: Decision | None) -> None:
        self.submission, self.verb, self.decision = submission, verb, decision
        super().__init__(_why_not(submission, decision))


class StaleVersion(ModerationError):
    """The submission was changed after it was looked at. `submission` is as it stands now, `since` what was done."""

    def __init__(self, submission: Submission, since: list[Decision]) -> None:
        self.submission, self.since = submission, since
        what = "; ".join(described(decision) for decision in since) or _("its sender went on writing")
        super().__init__(_("This was changed after you opened it: %(what)s. Look at it again.") % {"what": what})


class TooLate(ModerationError):
    """The time for second thoughts is over: the letter may be on its way."""


class TooEarly(ModerationError):
    """Its sender was promised more time."""


class Erased(ModerationError):
    """Its sender had everything erased, or its time was over."""


class NothingTaken(ModerationError):
    """No proposed field is left to publish."""


class WordsMissing(ModerationError):
    """A question needs words."""


class NobodyToAsk(ModerationError):
    """There is no address to write to."""


class NotAQuestion(ModerationError):
    """Only a question is relayed, and only once."""


def send(submission: Submission, *, version: int) -> Decision:
    """Its sender is done: the letter that confirms the address goes out."""
    with _locked(submission, Verb.SEND, version) as (row, at):
        if not row.sender_email:
            raise NobodyToAsk(_("There is no address to confirm."))
        _move(row, Verb.SEND, at)
        decision = records.add(row, Verb.SEND, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        searching.index(row)
        letters.confirm_address(row, decision)
    return decision


def confirm(submission: Submission) -> Decision:
    """Its sender has shown that the address is theirs: it waits for OPSI."""
    with _locked(submission, Verb.CONFIRM) as (row, at):
        _move(row, Verb.CONFIRM, at)
        bounces.works_again(row.sender_email)
        decision = records.add(row, Verb.CONFIRM, from_state=State.UNCONFIRMED, at=at, actor=Actor.SENDER)
        letters.received(row, decision)
    return decision


def queue(
    submission: Submission,
    *,
    version: int | None = None,
    user: User | None = None,
    entry: Mapping[str, Any] | None = None,
) -> Decision:
    """A row of an imported file waits for OPSI: without a sender, without a letter.

    The import queues what is clear. What it holds with a question a moderator answers with the corrected `entry`;
    raises InvalidEntry where that could not be published.
    """
    with _locked(submission, Verb.QUEUE, version, user) as (row, at):
        if row.origin != Origin.IMPORT:  # what somebody sends waits until they have confirmed their address
            raise IllegalMove(row, Verb.QUEUE, None)
        if entry is not None and (problems := entries.validate(entries.normalise(entry))):
            raise InvalidEntry(problems)
        fields = _rewrite(row, entry) if entry is not None else []
        if user is not None:
            decision = _decide(row, Verb.QUEUE, user, at, fields=fields)
        else:
            _move(row, Verb.QUEUE, at)
            decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SYSTEM)
        searching.index(row)
    return decision


def queue_rows(rows: Sequence[Submission]) -> None:
    """Rows of an imported file that are not stored yet, many at once: each as `queue` would leave it."""
    at, terms = timezone.now(), Term.objects.by_vocabulary()
    for row in rows:
        if row.pk or row.origin != Origin.IMPORT:
            raise IllegalMove(row, Verb.QUEUE, None)
        _change(row, Verb.QUEUE, at)
        row.search = searching.vector_for(row, terms)
    with transaction.atomic():
        Submission.objects.bulk_create(rows)
        records.begin(rows, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SYSTEM)
    for row in rows:
        del row.search  # ten thousand of these would fill the memory; the database has made of them what it wants


def hold_rows(rows: Sequence[Submission]) -> None:
    """Rows of an imported file that wait for an answer first: drafts of the desk, many at once."""
    terms = Term.objects.by_vocabulary()
    for row in rows:
        row.search = searching.vector_for(row, terms)
    Submission.objects.bulk_create(rows)
    for row in rows:
        del row.search


def report(submission: Submission) -> Decision:
    """A report waits for OPSI at once: what it says needs no confirmed address, only an answer to it does."""
    with _locked(submission, Verb.QUEUE) as (row, at):
        if row.kind != Kind.REPORT:
            raise IllegalMove(row, Verb.QUEUE, None)
        _move(row, Verb.QUEUE, at)
        searching.index(row)
        return records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)


def bring_along(submission: Submission) -> Decision:
    """A lesson was sent with a form whose sender has confirmed the address: that confirms this as well."""
    with _locked(submission, Verb.SEND) as (row, at):
        if row.kind != Kind.LESSON:
            raise IllegalMove(row, Verb.SEND, None)
        _move(row, Verb.SEND, at)
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
        with _locked(submission, Verb.QUEUE) as (row, at):
            if row.kind != Kind.CONFIRMATION:
                raise IllegalMove(row, Verb.QUEUE, None)
            _move(row, Verb.QUEUE, at)
            searching.index(row)
            decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        if not at_once:
            return decision
        with _locked(submission, Verb.APPROVE) as (row, at):
            revision = approval.carry_out(row, take=None, base=None, at=at).revision
            _move(row, Verb.APPROVE, at)
            number = revision.number if revision else None
            decision = records.add(
                row, Verb.APPROVE, from_state=State.PENDING, at=at, actor=Actor.SYSTEM, revision=number
            )
            _came_alive(row, decision)
        return decision


def announce(submission: Submission) -> Decision:
    """A steward's session waits for OPSI at once: their address was confirmed before."""
    return _queue_of_steward(submission, Kind.SESSION, session_approval.steward_of)


def call_off(submission: Submission) -> Decision:
    """Its sender says of a published session that it does not take place. Raises NotPublished."""
    with _locked(submission, Verb.CALL_OFF) as (row, at):
        if row.kind != Kind.SESSION:
            raise IllegalMove(row, Verb.CALL_OFF, None)
        session_approval.call_off(row, at=at)
        _move(row, Verb.CALL_OFF, at)
        return records.add(row, Verb.CALL_OFF, from_state=State.APPROVED, at=at, actor=Actor.SENDER)


def answer(
    submission: Submission, *, version: int, words: str = "", entry: Mapping[str, Any] | None = None
) -> Decision:
    """Its sender answers OPSI's question, with words, a new entry, or both: it waits for OPSI again."""
    with _locked(submission, Verb.ANSWER, version) as (row, at):
        fields = _rewrite(row, entry) if entry is not None else []
        _move(row, Verb.ANSWER, at)
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
    with _locked(submission, Verb.MORE_TIME, version) as (row, at):
        until = at + 2 * settings.SENDERS_ANSWER_WITHIN  # so that whoever asks at once gains by it, too
        if row.answer_until and timezone.localdate(until) <= timezone.localdate(row.answer_until):
            return None
        row.answer_until = until
        _move(row, Verb.MORE_TIME, at)
        return records.add(row, Verb.MORE_TIME, from_state=State.CHANGES_REQUESTED, at=at, actor=Actor.SENDER)


def take_up(submission: Submission, *, version: int, user: User) -> Decision:
    """The time to answer is over: it waits for OPSI again, as its sender left it."""
    with _locked(submission, Verb.TAKE_UP, version, user) as (row, at):
        if row.answer_until and at < row.answer_until:
            day = formats.date_format(timezone.localtime(row.answer_until), "DATE_FORMAT")
            raise TooEarly(_("Its sender has until %(day)s to answer.") % {"day": day})
        return _decide(row, Verb.TAKE_UP, user, at)


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


def ask(
    submission: Submission,
    *,
    version: int,
    user: User,
    words: str = "",
    about_fields: Mapping[str, str] | None = None,
    reason: str = "",
    note: str = "",
) -> Decision:
    """Ask its sender for changes, in words, also about single fields. Nothing is lost; it comes back answered."""
    said = Said(words, {field: text for field, text in (about_fields or {}).items() if text}, note)
    with _locked(submission, Verb.ASK, version, user) as (row, at):
        if not (said.to_sender or said.about_fields):
            raise WordsMissing(_("Write what you would like its sender to change or explain."))
        if not row.can_be_asked:
            raise NobodyToAsk(_("This is decided as it is. Its sender cannot be asked here."))
        if not row.sender_email:
            raise NobodyToAsk(_("There is no sender to ask. Correct it yourself, or decline it."))
        decision = _decide(row, Verb.ASK, user, at, reason=reason, said=said)
        letters.changes_requested(row, decision)
    return decision


def correct(submission: Submission, *, version: int, user: User, entry: Mapping[str, Any]) -> Decision:
    """A moderator corrects the proposed entry. Raises InvalidEntry where it could not be published like that."""
    with _locked(submission, Verb.CORRECT, version, user) as (row, at):
        if not row.proposes_entry:
            raise ModerationError(_("This proposes nothing that could be corrected. Change the entry itself."))
        if problems := entries.validate(entries.normalise(entry)):
            raise InvalidEntry(problems)
        fields = _rewrite(row, entry)
        decision = _decide(row, Verb.CORRECT, user, at, fields=fields)
        searching.index(row)
    return decision


def relate(submission: Submission, *, version: int, user: User, community: Community) -> Decision:
    """A new community is one that is listed already: what was sent of it becomes a change of that entry.

    It then proposes whatever it states, and of lists what is in either. Raises NotPublished.
    """
    with _locked(submission, Verb.RELATE, version, user) as (row, at):
        if row.kind != Kind.NEW or row.community_id:
            raise ModerationError(_("Only what was sent as a new community can become a change of a listed one."))
        listed = Community.objects.published().filter(pk=community.pk).first()
        if listed is None:
            raise NotPublished(_("That entry is not published any more."))
        live = entries.upgrade(listed.entry)
        row.kind, row.community, row.base_revision = Kind.CHANGE, listed, listed.revision_number
        row.save(update_fields=["kind", "community", "base_revision"])
        _rewrite(row, uniting.filled_in(live, entries.normalise(row.entry)))
        decision = _decide(row, Verb.RELATE, user, at, fields=entries.changed_fields(live, row.entry))
        searching.index(row)
    return decision


def reword(submission: Submission, *, version: int, user: User, answers: Mapping[str, Any]) -> Decision:
    """A moderator corrects the words of a lesson, or of a session."""
    with _locked(submission, Verb.CORRECT, version, user) as (row, at):
        if row.kind not in BESIDE_ENTRY:
            raise ModerationError(_("This has no words of its own. Correct the entry that it proposes."))
        fields = [key for key, value in answers.items() if value != row.answers.get(key, "")]
        row.answers = {**row.answers, **answers}
        row.save(update_fields=["answers"])
        decision = _decide(row, Verb.CORRECT, user, at, fields=fields)
        searching.index(row)
    return decision


def approve(
    submission: Submission,
    *,
    version: int,
    user: User,
    take: Collection[str] | None = None,
    base: int | None = None,
    former: str = "",
    reason: str = "",
    words: str = "",
    note: str = "",
    made: Consolidated | None = None,
) -> Decision:
    """Publish it: a new community, or the fields in `take` of a change (None: all that it changes).

    Of a claim it publishes nothing: its sender looks after the entry, and `former` says what becomes of those who do.
    Of a question, `made` is the reply that its moderator put together from the answers.
    Of an introduction neither: it is passed on to those who may be asked, or answered in words where there is nobody.
    `base` is the live revision that the moderator compared with; without it, the one its sender wrote against.
    Raises InvalidEntry, StaleBase, NotPublished from the catalogue's door, and then nothing has happened.
    """
    with _locked(submission, Verb.APPROVE, version, user) as (row, at):
        if row.kind == Kind.QUESTION and (made is None or not hasattr(row, "inquiry")):
            raise NotAQuestion(_("A question is answered on its own page, once it was relayed."))
        if row.is_change and take is not None and not set(take) & set(approval.proposed_changes(row)):
            raise NothingTaken(_("Take at least one of the proposed fields, or decline."))
        outcome = approval.carry_out(row, take=take, base=base, at=at)
        row.community = outcome.community
        revision = outcome.revision.number if outcome.revision else None
        said = Said(words, note=note)
        decision = _decide(
            row, Verb.APPROVE, user, at, reason=reason, fields=outcome.fields, revision=revision, said=said
        )
        _came_alive(row, decision)
        if row.kind == Kind.INTRODUCTION:
            _pass_on(row, decision, words)
        letters.approved(row, decision)
        if row.kind == Kind.CLAIM:
            _hand_over(row, decision, former)
        if made is not None:
            consolidating.publish(row, decision, made)
    return decision


def relay(
    submission: Submission,
    *,
    version: int,
    user: User,
    chosen: Collection[int],
    wording: str,
    context: str = "",
    words: str = "",
    note: str = "",
) -> Decision:
    """Put a question to the stewards of these ids, at most five, in the moderator's wording."""
    catalogue = index.current()
    with _locked(submission, Verb.RELAY, version, user) as (row, at):
        if row.kind != Kind.QUESTION or hasattr(row, "inquiry"):
            raise NotAQuestion(_("Only a question is relayed, and only once."))
        fields = [name for name, now in (("name", wording), ("summary", context)) if row.entry.get(name) != now]
        decision = _decide(row, Verb.RELAY, user, at, fields=fields, said=Said(words, note=note))
        try:
            relaying.carry_out(row, decision, chosen, catalogue, wording=wording, context=context)
        except relaying.CannotBeAsked as refusal:
            raise NobodyToAsk(
                _("Choose one to five conveners of those shown. Somebody may have ended their consent meanwhile.")
            ) from refusal
    return decision


def keep(submission: Submission, *, version: int, user: User, words: str = "", note: str = "") -> Decision:
    """Nobody fits a question today: its asker is told so, and it goes on waiting."""
    with _locked(submission, Verb.KEEP, version, user) as (row, at):
        if row.kind != Kind.QUESTION or hasattr(row, "inquiry"):
            raise NotAQuestion(_("Only a question that was not relayed yet is kept like this."))
        decision = _decide(row, Verb.KEEP, user, at, said=Said(words, note=note))
        question_letters.kept(row, decision)
    return decision


def gather(submission: Submission, *, version: int | None = None, user: User | None = None) -> Decision:
    """The answers to a question are in, its time is over, or a moderator does not wait: it is due on the desk."""
    with _locked(submission, Verb.GATHER, version, user) as (row, at):
        if user is not None:
            return _decide(row, Verb.GATHER, user, at)
        _move(row, Verb.GATHER, at)
        return records.add(row, Verb.GATHER, from_state=State.RELAYED, at=at, actor=Actor.SYSTEM)


def take_down(submission: Submission, *, version: int, user: User, note: str = "") -> Decision:
    """Withdraw the published reply to a question. Raises NotPublished."""
    _must_withdraw(user)
    with _locked(submission, Verb.TAKE_DOWN, version, user) as (row, at):
        replies.withdraw(_reply_of(row), at=at)
        return _decide(row, Verb.TAKE_DOWN, user, at, said=Said(note=note))


def put_back(submission: Submission, *, version: int, user: User, note: str = "") -> Decision:
    """Publish a withdrawn reply as it was. Raises NotPublished."""
    _must_withdraw(user)
    with _locked(submission, Verb.PUT_BACK, version, user) as (row, at):
        replies.restore(_reply_of(row))
        return _decide(row, Verb.PUT_BACK, user, at, said=Said(note=note))


def decline(
    submission: Submission, *, version: int, user: User, reason: str = "", words: str = "", note: str = ""
) -> Decision:
    """Do not publish it. Its sender is told why and can still read it."""
    with _locked(submission, Verb.DECLINE, version, user) as (row, at):
        decision = _decide(row, Verb.DECLINE, user, at, reason=reason, said=Said(words, note=note))
        letters.declined(row, decision)
    return decision


def spam(submission: Submission, *, version: int, user: User, reason: str = "", note: str = "") -> Decision:
    """Set it aside as spam. No letter is sent."""
    with _locked(submission, Verb.SPAM, version, user) as (row, at):
        return _decide(row, Verb.SPAM, user, at, reason=reason, said=Said(note=note))


def undo(submission: Submission, *, version: int, user: User) -> Decision:
    """Take back a decision while its letter still waits: what was published is taken back, the letter is not sent."""
    with _locked(submission, Verb.UNDO, version, user) as (row, at):
        undone = row.decisions.order_by("-sequence")[0]
        if undone.verb not in TAKEN_BACK:
            raise IllegalMove(row, Verb.UNDO, undone)
        if at >= undone.at + settings.UNDO_TIME:
            minutes = settings.UNDO_TIME.total_seconds() // 60
            raise TooLate(
                _("A decision can be undone for %(minutes)d minutes. Its letter is on its way now.")
                % {"minutes": minutes}
            )
        outbox.hold_back(undone)
        if undone.verb == Verb.RELAY:
            relaying.take_back(row)
        revision = approval.take_back(row, undone, at=at) if undone.verb == Verb.APPROVE else None
        return _decide(row, Verb.UNDO, user, at, revision=revision.number if revision else None)


def can_undo(submission: Submission, decision: Decision | None) -> bool:
    """Whether this last decision could still be undone now."""
    if decision is None or submission.state not in UNDOABLE or submission.erased_at:
        return False
    if decision.verb not in TAKEN_BACK:
        return False
    return timezone.now() < decision.at + settings.UNDO_TIME


def assign(submission: Submission, *, version: int, user: User, assignee: User | None) -> Decision:
    """Say who takes care of it; nobody when `assignee` is None."""
    with _locked(submission, Verb.ASSIGN, version, user) as (row, at):
        row.assignee_id = assignee.pk if assignee else None
        return _decide(row, Verb.ASSIGN, user, at, said=Said(note=name_of(assignee) if assignee else _("Nobody")))


def may_moderate(user: User | AnonymousUser) -> bool:
    """Whether this person may decide on submissions."""
    return user.is_active and user.has_perm("submissions.moderate")


def may_withdraw(user: User | AnonymousUser) -> bool:
    """Whether this person may take what is published from the public, and put it back."""
    return user.is_active and user.has_perm("communities.withdraw_community")


def may_read_answers(user: User | AnonymousUser) -> bool:
    """Whether this person may read the answers that only OPSI sees: to decide, or to analyse them."""
    return may_moderate(user) or (user.is_active and user.has_perm("submissions.analyse"))


def described(decision: Decision) -> str:
    """One decision in words: "Approved by Ann Other, 2 November 2026 10:40"."""
    at = formats.date_format(timezone.localtime(decision.at), "DATETIME_FORMAT")
    what = decision.done
    if decision.user:
        return _("%(what)s by %(who)s, %(at)s") % {"what": what, "who": name_of(decision.user), "at": at}
    return f"{what}, {at}"


def name_of(user: Any) -> str:
    """What a member of staff is called on the desk."""
    return str(user.get_full_name() or user.get_username())


def _must_withdraw(user: User) -> None:
    if not may_withdraw(user):
        raise NotAllowed(_("Only senior moderators can withdraw what is published, or put it back."))


def _reply_of(row: Submission) -> Reply:
    inquiry = getattr(row, "inquiry", None)
    if inquiry is None or inquiry.reply is None:
        raise NotAQuestion(_("There is no published reply to this."))
    return inquiry.reply


def _queue_of_steward(
    submission: Submission, kind: Kind, steward_of: Callable[[Submission], Steward | None]
) -> Decision:
    """What a steward sends waits for OPSI at once, and they are told that it came."""
    with _locked(submission, Verb.QUEUE) as (row, at):
        if row.kind != kind or steward_of(row) is None:
            raise IllegalMove(row, Verb.QUEUE, None)
        _move(row, Verb.QUEUE, at)
        searching.index(row)
        decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SENDER)
        letters.received(row, decision)
    return decision


def _came_alive(row: Submission, decision: Decision) -> None:
    """Who sent it answers for the entry, where it is so, and whatever followed from silence is over."""
    approval.keep_steward(row, at=decision.at)
    if row.community and row.kind in signs.OF_LIFE:
        is_confirmed = row.kind == Kind.CONFIRMATION
        signs.heard(row.community, decision.at, Round.End.CONFIRMED if is_confirmed else Round.End.LIFE)


def _hand_over(row: Submission, decision: Decision, former: str) -> None:
    if former not in Former.values and stewardship.others_of(row).exists():
        raise ModerationError(_("Somebody looks after this entry already. Choose what becomes of that."))
    for steward in stewardship.hand_over(row, former, at=decision.at):
        letters.handed_over(decision, steward, ends=former == Former.ENDS)


def _pass_on(row: Submission, decision: Decision, words: str) -> None:
    if passing_on.is_asker_gone(row):
        raise ModerationError(_("Its sender no longer looks after the community for which this was asked. Decline it."))
    if not passing_on.pass_on(row, decision) and not words:
        raise WordsMissing(_("Nobody there can be asked now. Answer the sender in words, or decline."))


def _why_not(submission: Submission, decision: Decision | None) -> str:
    if submission.state in DECIDED and decision is not None and decision.user:
        at = formats.date_format(timezone.localtime(decision.at), "DATETIME_FORMAT")
        verdict = {
            State.APPROVED: _("This was already approved by %(who)s, %(at)s."),
            State.DECLINED: _("This was already declined by %(who)s, %(at)s."),
            State.SPAM: _("This was already marked as spam by %(who)s, %(at)s."),
        }[State(submission.state)]
        return verdict % {"who": name_of(decision.user), "at": at}
    return _("This cannot be done now. The submission stands at: %(state)s.") % {"state": submission.stands}


@contextmanager
def _locked(
    submission: Submission, verb: str, version: int | None = None, user: User | None = None
) -> Iterator[tuple[Submission, datetime]]:
    """One transaction around the locked row, once the person, the move and the version are found to be right."""
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


def _move(row: Submission, verb: str, at: datetime) -> None:
    _change(row, verb, at)
    row.save(update_fields=WRITTEN)
    if row.state != State.PENDING:
        holding.clear(row)


def _change(row: Submission, verb: str, at: datetime) -> None:
    """Bring the row into the state that the verb leads to, with a new version."""
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


def _decide(row: Submission, verb: str, user: User, at: datetime, **recorded: Any) -> Decision:
    from_state = row.state
    _move(row, verb, at)
    return records.add(row, verb, from_state=from_state, at=at, actor=Actor.MODERATOR, user=user, **recorded)


def _simple(submission: Submission, verb: str, actor: str, version: int | None = None) -> Decision:
    with _locked(submission, verb, version) as (row, at):
        from_state = row.state
        _move(row, verb, at)
        return records.add(row, verb, from_state=from_state, at=at, actor=actor)


def _rewrite(row: Submission, entry: Mapping[str, Any]) -> list[str]:
    """Put another proposed entry in place, and give back the fields that differ."""
    before, after = entries.normalise(row.entry), entries.normalise(entry)
    row.entry, row.name, row.host = after, after["name"][:200], after["host"] or ""
    return entries.changed_fields(before, after)
