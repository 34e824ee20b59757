"""One reply of several answers: what it begins as, which communities it may cite, publishing it and taking it back.

Runs inside the transactions of the verbs of `moderation`; decides nothing itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from communities import replies
from communities.refusals import PublishingError
from communities.replies import Draft

from ..models import Decision, Inquiry, Relay, Submission
from . import letters


@dataclass(frozen=True)
class Consolidated:
    """What a moderator made of the answers; `seen` is the digest of the answers that they had before them."""

    question: str
    context: str
    reply: str
    language: str
    cites: Sequence[int]
    seen: str


class AnswersChanged(PublishingError):
    """A convener changed an answer after the moderator had read it."""


def relays(inquiry: Inquiry) -> list[Relay]:
    """Everybody who was asked, in their order, with their communities."""
    return list(inquiry.relays.select_related("steward__community").defer("steward__community__search"))


def usable(asked: Sequence[Relay]) -> list[Relay]:
    """The answers that may be published: those cited to their community with consent."""
    return [one for one in asked if one.answer and one.may_cite]


def begun(asked: Sequence[Relay]) -> str:
    """What a moderator goes on from: each answer that may be used, headed by its community."""
    return "\n\n".join(f"**{one.steward.community.name}**\n\n{one.answer}" for one in usable(asked))


def digest(asked: Sequence[Relay]) -> str:
    """By what a page knows that the answers are still as it showed them."""
    said = [(one.pk, one.answer, one.may_cite) for one in asked]
    return sha256(repr(said).encode()).hexdigest()


def publish(question: Submission, decision: Decision, made: Consolidated) -> None:
    """Publish the reply, at the address that it had before if it had one; tell the asker, and thank who answered.

    Raises PublishingError, AnswersChanged.
    """
    inquiry = Inquiry.objects.select_for_update().get(submission=question)
    asked = relays(inquiry)
    if made.seen != digest(asked):
        raise AnswersChanged(_("An answer was changed after you opened this. Look at the answers again."))
    citable = {one.steward.community_id for one in usable(asked)}
    if not made.cites or not set(made.cites) <= citable:
        raise PublishingError(_("Choose at least one community that agreed to be cited."))
    about = question.entry
    draft = Draft(
        question=made.question,
        context=made.context,
        reply=made.reply,
        language=made.language,
        country=about.get("host") or "",
        terms=[
            *(("topic", slug) for slug in about.get("topic", ())),
            *(("purpose", slug) for slug in about.get("purpose", ())),
            *(("maturity", slug) for slug in (about.get("maturity"),) if slug),
        ],
        cites=made.cites,
    )
    reply = inquiry.reply
    inquiry.reply = replies.publish(draft, reply=reply, at=decision.at)
    inquiry.save(update_fields=["reply"])
    letters.answered(question, inquiry, decision)
    for one in asked:
        if one.answer:
            letters.thanks(one, inquiry.reply, decision, cited=one.steward.community_id in made.cites)


def take_back(question: Submission) -> None:
    """Undo a publication; its address stays for the next one."""
    reply = Inquiry.objects.select_related("reply").get(submission=question).reply
    if reply is not None and reply.withdrawn_at is None:
        replies.withdraw(reply)
