"""What moderators decide, and what they do on the way to it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from communities import entry as entries
from communities import uniting
from communities.models import Community
from communities.refusals import InvalidEntry, NotPublished

from .. import approval, letters, outbox, passing_on, searching, stewardship
from ..inquiries import consolidating, relaying
from ..inquiries.consolidating import Consolidated
from ..models import BESIDE_ENTRY, UNDOABLE, Decision, Kind, Submission, Verb
from ..records import Said
from ..stewardship import Former
from .moves import decide, locked, rewrite
from .refusals import (
    IllegalMove,
    ModerationError,
    NobodyToAsk,
    NotAQuestion,
    NothingTaken,
    TooEarly,
    TooLate,
    WordsMissing,
)
from .told import name_of

# The acts that an undo takes back.
TAKEN_BACK = (Verb.APPROVE, Verb.DECLINE, Verb.SPAM, Verb.RELAY)


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
    with locked(submission, Verb.ASK, version, user) as (row, at):
        if not (said.to_sender or said.about_fields):
            raise WordsMissing(_("Write what you would like its sender to change or explain."))
        if not row.can_be_asked:
            raise NobodyToAsk(_("This is decided as it is. Its sender cannot be asked here."))
        if not row.sender_email:
            raise NobodyToAsk(_("There is no sender to ask. Correct it yourself, or decline it."))
        decision = decide(row, Verb.ASK, user, at, reason=reason, said=said)
        letters.changes_requested(row, decision)
    return decision


def take_up(submission: Submission, *, version: int, user: User) -> Decision:
    """The time to answer is over: it waits for OPSI again, as its sender left it."""
    with locked(submission, Verb.TAKE_UP, version, user) as (row, at):
        if row.answer_until and at < row.answer_until:
            day = formats.date_format(timezone.localtime(row.answer_until), "DATE_FORMAT")
            raise TooEarly(_("Its sender has until %(day)s to answer.") % {"day": day})
        return decide(row, Verb.TAKE_UP, user, at)


def correct(submission: Submission, *, version: int, user: User, entry: Mapping[str, Any]) -> Decision:
    """A moderator corrects the proposed entry. Raises InvalidEntry where it could not be published like that."""
    with locked(submission, Verb.CORRECT, version, user) as (row, at):
        if not row.proposes_entry:
            raise ModerationError(_("This proposes nothing that could be corrected. Change the entry itself."))
        if problems := entries.validate(entries.normalise(entry)):
            raise InvalidEntry(problems)
        fields = rewrite(row, entry)
        decision = decide(row, Verb.CORRECT, user, at, fields=fields)
        searching.index(row)
    return decision


def relate(submission: Submission, *, version: int, user: User, community: Community) -> Decision:
    """A new community is one that is listed already: what was sent of it becomes a change of that entry.

    It then proposes whatever it states, and of lists what is in either. Raises NotPublished.
    """
    with locked(submission, Verb.RELATE, version, user) as (row, at):
        if row.kind != Kind.NEW or row.community_id:
            raise ModerationError(_("Only what was sent as a new community can become a change of a listed one."))
        listed = Community.objects.published().filter(pk=community.pk).first()
        if listed is None:
            raise NotPublished(_("That entry is not published any more."))
        live = entries.upgrade(listed.entry)
        row.kind, row.community, row.base_revision = Kind.CHANGE, listed, listed.revision_number
        row.save(update_fields=["kind", "community", "base_revision"])
        rewrite(row, uniting.filled_in(live, entries.normalise(row.entry)))
        decision = decide(row, Verb.RELATE, user, at, fields=entries.changed_fields(live, row.entry))
        searching.index(row)
    return decision


def reword(submission: Submission, *, version: int, user: User, answers: Mapping[str, Any]) -> Decision:
    """A moderator corrects the words of a lesson, or of a session."""
    with locked(submission, Verb.CORRECT, version, user) as (row, at):
        if row.kind not in BESIDE_ENTRY:
            raise ModerationError(_("This has no words of its own. Correct the entry that it proposes."))
        fields = [key for key, value in answers.items() if value != row.answers.get(key, "")]
        row.answers = {**row.answers, **answers}
        row.save(update_fields=["answers"])
        decision = decide(row, Verb.CORRECT, user, at, fields=fields)
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
    with locked(submission, Verb.APPROVE, version, user) as (row, at):
        if row.kind == Kind.QUESTION and (made is None or not hasattr(row, "inquiry")):
            raise NotAQuestion(_("A question is answered on its own page, once it was relayed."))
        if row.is_change and take is not None and not set(take) & set(approval.proposed_changes(row)):
            raise NothingTaken(_("Take at least one of the proposed fields, or decline."))
        outcome = approval.carry_out(row, take=take, base=base, at=at)
        row.community = outcome.community
        revision = outcome.revision.number if outcome.revision else None
        said = Said(words, note=note)
        decision = decide(
            row, Verb.APPROVE, user, at, reason=reason, fields=outcome.fields, revision=revision, said=said
        )
        approval.came_alive(row, at=decision.at)
        if row.kind == Kind.INTRODUCTION:
            _pass_on(row, decision, words)
        letters.approved(row, decision)
        if row.kind == Kind.CLAIM:
            _hand_over(row, decision, former)
        if made is not None:
            consolidating.publish(row, decision, made)
    return decision


def decline(
    submission: Submission, *, version: int, user: User, reason: str = "", words: str = "", note: str = ""
) -> Decision:
    """Do not publish it. Its sender is told why and can still read it."""
    with locked(submission, Verb.DECLINE, version, user) as (row, at):
        decision = decide(row, Verb.DECLINE, user, at, reason=reason, said=Said(words, note=note))
        letters.declined(row, decision)
    return decision


def spam(submission: Submission, *, version: int, user: User, reason: str = "", note: str = "") -> Decision:
    """Set it aside as spam. No letter is sent."""
    with locked(submission, Verb.SPAM, version, user) as (row, at):
        return decide(row, Verb.SPAM, user, at, reason=reason, said=Said(note=note))


def undo(submission: Submission, *, version: int, user: User) -> Decision:
    """Take back a decision while its letter still waits: what was published is taken back, the letter is not sent."""
    with locked(submission, Verb.UNDO, version, user) as (row, at):
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
        return decide(row, Verb.UNDO, user, at, revision=revision.number if revision else None)


def can_undo(submission: Submission, decision: Decision | None) -> bool:
    """Whether this last decision could still be undone now."""
    if decision is None or submission.state not in UNDOABLE or submission.erased_at:
        return False
    if decision.verb not in TAKEN_BACK:
        return False
    return timezone.now() < decision.at + settings.UNDO_TIME


def assign(submission: Submission, *, version: int, user: User, assignee: User | None) -> Decision:
    """Say who takes care of it; nobody when `assignee` is None."""
    with locked(submission, Verb.ASSIGN, version, user) as (row, at):
        row.assignee_id = assignee.pk if assignee else None
        return decide(row, Verb.ASSIGN, user, at, said=Said(note=name_of(assignee) if assignee else _("Nobody")))


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
