"""What letters that ask about entries hold about a person: given to them, and taken out at their word."""

from collections.abc import Collection
from typing import Any

from ..models import Asking, Invitation, InvitingLetter, Steward


def held(address: str) -> list[dict[str, Any]]:
    """The invitations of an address."""
    rows = _of(address).select_related("community").order_by("pk") if address else []
    return [
        {
            "community": one.community.name,
            "address": one.address,
            "language": one.language,
            "sent": one.wave.sent_at,
            "answer": one.answer,
            "answered": one.answered_at,
        }
        for one in rows
    ]


def erase(address: str, stewards: Collection[Steward]) -> int:
    """Take the address out, with the links to it; from how many invitations. A keyed digest knows a refusal again."""
    Asking.objects.filter(steward__in=stewards).delete()
    InvitingLetter.objects.filter(invitation__in=_of(address)).delete()
    return int(_of(address).update(address=""))


def _of(address: str) -> Any:
    return Invitation.objects.filter(address__iexact=address).select_related("wave")
