"""After a new secret key: what is known again for long is hashed anew, so that the former key can be taken away.

Who said “never ask me again”, and how often a convener was asked lately, must outlive a key. What lives for hours or
days is left to die with it: see docs/deploying.md.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet

from . import keyed, limits
from .inquiries import relaying
from .inquiry_models import Relay
from .living import inviting
from .models import Invitation, Steward


def rekey() -> int:
    """Find by a former key and keep by today's. Gives back how many rows; without former keys it looks at nothing."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    invited = {*inviting.known_addresses(), *Invitation.objects.exclude(address="").values_list("address", flat=True)}
    asked = set(Steward.objects.exclude(email="").values_list("email", flat=True))
    return sum(
        (
            _kept_anew(Invitation.objects.all(), inviting.MAILBOX, invited),
            _kept_anew(Steward.objects.all(), inviting.MAILBOX, invited),
            _kept_anew(Relay.objects.all(), relaying.MAILBOX, asked),
        )
    )


def _kept_anew(rows: QuerySet, purpose: str, addresses: Iterable[str]) -> int:
    todays: dict[str, str] = {}
    for mailbox in {limits.mailbox_of(address) for address in addresses}:
        new, *former = keyed.digests(purpose, mailbox)
        todays |= dict.fromkeys(former, new)
    found = set(rows.filter(mailbox__in=todays).values_list("mailbox", flat=True))
    return sum(int(rows.filter(mailbox=old).update(mailbox=todays[old])) for old in found)
