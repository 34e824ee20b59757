"""Claims: somebody says that they convene, or now run, a listed community, and wants to look after its entry.

The address is confirmed before OPSI sees it: its domain is the evidence. Who is accepted becomes a steward of record.
"""

from django.db import transaction

from communities.models import Community

from . import limits, links, moderation, once
from .limits import Limit
from .links import Issued
from .models import Kind, Purpose, Submission


def make(community: Community, who: dict[str, str], words: str, *, language: str, network: str) -> Issued | None:
    """Store a claim and mail the link that confirms its address; said again within the hour, it is the same one.

    `who` has `name`, `email` and `role`. Gives back a private link while the address is to be confirmed. Raises
    TooOftenError.
    """
    sender = {f"sender_{key}": value for key, value in who.items()}
    claim = once.about(community, Kind.CLAIM, network, answers={"words": words}, language=language, **sender)
    with transaction.atomic():
        row = once.known(claim) or _store(claim, network)
        return links.issue(row, Purpose.RESUME) if row.awaits_confirmation else None


def _store(claim: Submission, network: str) -> Submission:
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(claim.sender_email))
    row = once.store(claim)
    if row is claim:
        moderation.send(row, version=row.version)
    return row
