"""What moderators do with questions: relay them, gather what comes back, take a reply down."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from communities import index, replies
from communities.models import Reply

from .. import records
from ..inquiries import letters as question_letters
from ..inquiries import relaying
from ..models import Actor, Decision, Kind, State, Submission, Verb
from ..records import Said
from .moves import decide, locked, move
from .refusals import NobodyToAsk, NotAQuestion
from .rights import must_withdraw


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
    with locked(submission, Verb.RELAY, version, user) as (row, at):
        if row.kind != Kind.QUESTION or hasattr(row, "inquiry"):
            raise NotAQuestion(_("Only a question is relayed, and only once."))
        fields = [name for name, now in (("name", wording), ("summary", context)) if row.entry.get(name) != now]
        decision = decide(row, Verb.RELAY, user, at, fields=fields, said=Said(words, note=note))
        try:
            relaying.carry_out(row, decision, chosen, catalogue, wording=wording, context=context)
        except relaying.CannotBeAsked as refusal:
            raise NobodyToAsk(
                _("Choose one to five conveners of those shown. Somebody may have ended their consent meanwhile.")
            ) from refusal
    return decision


def keep(submission: Submission, *, version: int, user: User, words: str = "", note: str = "") -> Decision:
    """Nobody fits a question today: its asker is told so, and it goes on waiting."""
    with locked(submission, Verb.KEEP, version, user) as (row, at):
        if row.kind != Kind.QUESTION or hasattr(row, "inquiry"):
            raise NotAQuestion(_("Only a question that was not relayed yet is kept like this."))
        decision = decide(row, Verb.KEEP, user, at, said=Said(words, note=note))
        question_letters.kept(row, decision)
    return decision


def gather(submission: Submission, *, version: int | None = None, user: User | None = None) -> Decision:
    """The answers to a question are in, its time is over, or a moderator does not wait: it is due on the desk."""
    with locked(submission, Verb.GATHER, version, user) as (row, at):
        if user is not None:
            return decide(row, Verb.GATHER, user, at)
        move(row, Verb.GATHER, at)
        return records.add(row, Verb.GATHER, from_state=State.RELAYED, at=at, actor=Actor.SYSTEM)


def take_down(submission: Submission, *, version: int, user: User, note: str = "") -> Decision:
    """Withdraw the published reply to a question. Raises NotPublished."""
    must_withdraw(user)
    with locked(submission, Verb.TAKE_DOWN, version, user) as (row, at):
        replies.withdraw(_reply_of(row), at=at)
        return decide(row, Verb.TAKE_DOWN, user, at, said=Said(note=note))


def put_back(submission: Submission, *, version: int, user: User, note: str = "") -> Decision:
    """Publish a withdrawn reply as it was. Raises NotPublished."""
    must_withdraw(user)
    with locked(submission, Verb.PUT_BACK, version, user) as (row, at):
        replies.restore(_reply_of(row))
        return decide(row, Verb.PUT_BACK, user, at, said=Said(note=note))


def _reply_of(row: Submission) -> Reply:
    inquiry = getattr(row, "inquiry", None)
    if inquiry is None or inquiry.reply is None:
        raise NotAQuestion(_("There is no published reply to this."))
    return inquiry.reply
