"""Sessions open to guests, as they are announced: by a steward at once, by others once their address is confirmed.

Either way OPSI reads it before it is published.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from communities.models import Community

from . import limits, links, moderation, once
from .limits import Limit
from .links import Issued
from .models import Kind, Purpose, SessionSent, State, Steward, Submission

MOST_WAITING = 3  # of one community, that its stewards announced


class TooManyWait(Exception):
    """As many as may wait for OPSI do."""


def make(
    community: Community, answers: Mapping[str, Any], who: Mapping[str, str], *, language: str, network: str
) -> Issued | None:
    """Store a session and mail the link that confirms its sender's address; said again within the hour, it is the same.

    `answers` are those of the form, `who` has `email` and `role`. Gives back a private link while the address is to be
    confirmed. Raises TooOftenError.
    """
    row = once.about(community, Kind.SESSION, network, answers=dict(answers), language=language, **_sender(who))
    with transaction.atomic():
        known = once.known(row)
        if known is None:
            limits.take(Limit.LETTERS_OF_NETWORK, network)
            limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(row.sender_email))
            known = _store(row)
            if known is row:
                moderation.send(row, version=row.version)
        return links.issue(known, Purpose.RESUME) if known.awaits_confirmation else None


def announce(steward: Steward, answers: Mapping[str, Any], *, language: str, network: str) -> Submission:
    """A steward's session waits for OPSI at once; said again within the hour, it is the same. Raises TooManyWait."""
    with transaction.atomic():
        steward = Steward.objects.select_for_update(of=("self",)).select_related("community").get(pk=steward.pk)
        sender = {"sender_name": steward.name, **_sender({"email": steward.email, "role": steward.role})}
        row = once.about(steward.community, Kind.SESSION, network, answers=dict(answers), language=language, **sender)
        if known := once.known(row):
            return known
        waiting = Submission.objects.filter(kind=Kind.SESSION, community=steward.community, state=State.PENDING)
        if waiting.count() >= MOST_WAITING:
            raise TooManyWait
        known = _store(row)
        if known is row:
            moderation.announce(row)
        return known


def _sender(who: Mapping[str, str]) -> dict[str, str]:
    return {f"sender_{key}": value for key, value in who.items()}


def _store(row: Submission) -> Submission:
    stored = once.store(row)
    if stored is row:
        SessionSent.objects.create(submission=row)
    return stored
