"""Relaying: who can be asked, asking them, reminding them once, and seeing when a question is due on the desk.

Runs inside the transactions of the verbs of `moderation`; decides nothing itself.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from post_office.models import Email

from communities.index import Index

from .. import keyed, limits, links, outbox
from ..models import Decision, Inquiry, PostedLetter, Relay, RelayLink, State, Steward, Submission
from . import letters, matching
from .matching import Candidate, Match

logger = logging.getLogger(__name__)

QUARTER = timedelta(days=91)
MAILBOX = "submissions.relay"  # what its hash under the key is for


class CannotBeAsked(Exception):
    """Somebody who was ticked cannot be asked any more, or too many were ticked, or nobody."""


def matches(question: Submission, catalogue: Index, now: datetime | None = None) -> list[Match]:
    """Every convener who fits a question and may be asked today, the best first. Two queries."""
    return _matches(question, catalogue, _willing(), now or timezone.now())


def carry_out(
    question: Submission,
    decision: Decision,
    chosen: Collection[int],
    catalogue: Index,
    *,
    wording: str,
    context: str,
) -> Inquiry:
    """Put a question, as its moderator words it, to the stewards of these ids. Raises CannotBeAsked."""
    willing = _willing().order_by("pk").select_for_update(of=("self",))
    fitting = {one.candidate.steward: one for one in _matches(question, catalogue, willing, decision.at)}
    asked = [fitting[pk] for pk in dict.fromkeys(chosen) if pk in fitting]
    if not asked or len(asked) != len(set(chosen)) or len(asked) > settings.MOST_ASKED:
        raise CannotBeAsked
    inquiry = Inquiry.objects.create(
        submission=question,
        question=wording,
        context=context,
        relayed_at=decision.at,
        answers_until=decision.at + settings.TIME_TO_ANSWER,
    )
    for position, match in enumerate(asked, start=1):
        relay = Relay.objects.create(
            inquiry=inquiry,
            position=position,
            steward_id=match.candidate.steward,
            mailbox=match.candidate.mailbox,
            asked_at=decision.at,
        )
        letters.asks(relay, fresh_link(relay), decision)
    return inquiry


def fresh_link(relay: Relay) -> str:
    """The token of a new link by which a convener answers; earlier ones stay good."""
    token = links.fresh_token()
    RelayLink.objects.create(relay=relay, token_hash=links.hash_of(token))
    return token


def take_back(question: Submission) -> None:
    """Undo a relay: nobody was asked."""
    Inquiry.objects.filter(submission=question).delete()


def call_off(question: Submission) -> None:
    """Its asker took it back: what waits to leave to conveners does not leave."""
    waiting = PostedLetter.objects.filter(submission=question, name__startswith=letters.TO_CONVENERS)
    of_them = Email.objects.filter(pk__in=waiting.values("email"), status__in=outbox.WAITING)
    free = of_them.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Email.objects.filter(pk__in=list(free)).delete()


def mailbox_digest(address: str) -> str:
    """By what a mailbox is known again."""
    return keyed.digest(MAILBOX, limits.mailbox_of(address))


# What the mail loop does ----------------------------------------------------------------------------


def remind_due(now: datetime) -> int:
    """Remind each convener who has not answered, once, while there is time left. Gives back how many."""
    count = 0
    for pk in list(_to_be_reminded(now).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                relay = _to_be_reminded(now).select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
                if relay is not None:
                    letters.reminds(relay, fresh_link(relay))
                    relay.reminded_at = now
                    relay.save(update_fields=["reminded_at"])
                    count += 1
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Reminder of relay %s", pk)
    return count


def due(now: datetime) -> list[Submission]:
    """The relayed questions whose time is over, or to which everybody has said something."""
    open_ones = Relay.objects.filter(inquiry=OuterRef("inquiry"), answered_at=None, declined_at=None)
    relayed = Submission.objects.filter(state=State.RELAYED).defer("search")
    return list(relayed.filter(Q(inquiry__answers_until__lte=now) | ~Exists(open_ones)).order_by("pk"))


def _to_be_reminded(now: datetime) -> QuerySet[Relay]:
    waiting = Relay.objects.filter(answered_at=None, declined_at=None, reminded_at=None)
    return waiting.filter(
        asked_at__lte=now - settings.REMINDED_AFTER,
        inquiry__answers_until__gt=now,
        inquiry__submission__state=State.RELAYED,
        steward__may_be_asked=True,
        steward__ended_at=None,
    ).select_related("inquiry__submission", "steward__community")


def _willing() -> QuerySet[Steward]:
    return Steward.objects.filter(may_be_asked=True, ended_at=None, community__withdrawn_at=None)


def _matches(question: Submission, catalogue: Index, willing: QuerySet[Steward], now: datetime) -> list[Match]:
    since = Q(asked_at__gt=now - QUARTER)
    relays = Relay.objects.values("mailbox").annotate(last=Max("asked_at"), lately=Count("pk", filter=since))
    # Whoever's steward is locked cannot be asked meanwhile: the relays are read after that.
    stewards = willing.only("pk", "community_id", "email")
    people = [(one.pk, one.community_id, mailbox_digest(one.email)) for one in stewards]
    known = relays.filter(mailbox__in={mailbox for _pk, _community, mailbox in people})
    asked = {one["mailbox"]: (one["last"], one["lately"]) for one in known}
    own = mailbox_digest(question.sender_email)
    candidates = [
        Candidate(pk, community, mailbox, catalogue.rows[community].facets, *asked.get(mailbox, (None, 0)))
        for pk, community, mailbox in people
        if community in catalogue.rows and mailbox != own
    ]
    about = matching.wanted(question.entry)
    return matching.rank(about, candidates, most_lately=settings.RELAYS_A_QUARTER)
