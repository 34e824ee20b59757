"""Making private links dead at once: all of them, those of one kind, or those that went to one address."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from . import links
from .models import AlertLink, Asking, EntryLink, Introduction, InvitingLetter, LetterLink, RelayLink


def _submissions(address: str) -> int:
    """Of questionnaires and what was sent: their page offers a fresh one, to the address on record."""
    now = timezone.now()
    good = LetterLink.objects.filter(expires_at__gt=now)
    return _of(good, "submission__sender_email", address).update(expires_at=now)


def _alerts(address: str) -> int:
    """Of alerts, which go on: whoever asks for the same alert anew gets a fresh one."""
    return _of(AlertLink.objects.all(), "alert__email", address).delete()[0]


def _questions(address: str) -> int:
    """Of questions that were passed on: the reminder brings a fresh one."""
    return _of(RelayLink.objects.all(), "relay__steward__email", address).delete()[0]


def _introductions(address: str) -> int:
    return _unknown(_of(Introduction.objects.all(), "steward__email", address))


def _asked(address: str) -> int:
    """Of letters that ask whether an entry is right, and that invite: the next of these brings a fresh one."""
    asked, invited = EntryLink.objects.filter(letter=None), EntryLink.objects.filter(asking=None)
    gone = _of(asked, "asking__steward__email", address).delete()[0]
    gone += _of(invited, "letter__invitation__address", address).delete()[0]
    gone += _unknown(_of(Asking.objects.all(), "steward__email", address))
    return gone + _unknown(_of(InvitingLetter.objects.all(), "invitation__address", address))


KINDS: dict[str, Callable[[str], int]] = {
    "submissions": _submissions,
    "alerts": _alerts,
    "questions": _questions,
    "introductions": _introductions,
    "asked": _asked,
}


def revoke(kind: str = "", address: str = "") -> dict[str, int]:
    """Make links dead, all or none; how many of each kind."""
    with transaction.atomic():
        return {name: act(address) for name, act in KINDS.items() if kind in ("", name)}


def _of(rows: QuerySet, field: str, address: str) -> QuerySet:
    return rows.filter(**{f"{field}__iexact": address}) if address else rows


def _unknown(rows: QuerySet) -> int:
    """Give each row the hash of a token that nobody has ever seen."""
    changed: list[Model] = []
    for row in rows.only("pk"):
        row.token_hash = links.hash_of(links.fresh_token())
        changed.append(row)
    rows.model._default_manager.bulk_update(changed, ["token_hash"], batch_size=500)
    return len(changed)
