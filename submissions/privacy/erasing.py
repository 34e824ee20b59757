"""Erasing by address: everything that came from it, is kept of it or mentions it, by the rule of `personal.py`.

What a person asks for behind their own link goes by that rule as well. Here somebody of OPSI has made sure who asks, so
every spelling of the address counts, and what others wrote is looked through.
"""

from collections.abc import Sized
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from communities import releases

from .. import personal
from ..models import Alert, Invitation, Removal, SentBack, Steward
from . import addresses, mentions
from .addresses import Spellings


class OfStaff(Exception):
    """It is the address of an open account of staff, which is closed first."""


@dataclass
class Outcome:
    """The evidence, and the places that are left to people: what is published."""

    removal: Removal
    left: list[str] = field(default_factory=list)


def ahead(address: str) -> dict[str, int]:
    """What would go, by kind, for whoever is about to press the button. Raises NotAnAddress."""
    who = addresses.of(address)
    spellings = who.on_record()
    rows: dict[str, Sized] = {
        "submissions": personal.with_mistyped(any_of("sender_email", spellings)),
        "stewards": Steward.objects.filter(any_of("email", spellings)),
        "invitations": Invitation.objects.filter(any_of("address", spellings)),
        "alerts": Alert.objects.filter(any_of("email", spellings)),
        "bounces": SentBack.objects.filter(any_of("address", spellings)),
        "staff accounts": accounts_of(who),
    }
    counts = {name: len(found) for name, found in rows.items()}
    return {**counts, "rows that mention it": sum(1 for _place in mentions.found(who))}


def erase(address: str, *, by: str, user: User | None = None) -> Outcome:
    """Erase it everywhere, at once or not at all. Raises NotAnAddress, OfStaff."""
    who = addresses.of(address)
    with transaction.atomic():
        accounts = accounts_of(who)
        if any(account.is_active for account in accounts):
            raise OfStaff
        spellings = who.on_record()
        counts = personal.erase_all(personal.with_mistyped(any_of("sender_email", spellings)), spellings)
        for account in accounts:
            _forget(account)
            counts["staff accounts"] += 1
        counts["mentions"] += mentions.take_out(who)
        removal = Removal.objects.create(why=Removal.Why.WISH, by=by, user=user, counts=dict(+counts))
    # Files know no transaction, so they come last: doing it again completes it.
    releases.forget_mailbox(who.is_in, timezone.now().date().isoformat())
    left = [str(place) for place in mentions.found(who)]
    left += [f"release {date}" for date in releases.mentioning(who.is_in)]
    return Outcome(removal, left)


def any_of(column: str, spellings: list[str]) -> Q:
    """Rows whose column is one of these, in capitals or not."""
    which = Q(pk=None)
    for one in spellings:
        which |= Q(**{f"{column}__iexact": one})
    return which


def accounts_of(who: Spellings) -> list[User]:
    """The accounts of staff that go by this address."""
    maybe = User.objects.filter(
        who.may_be_in("email") | who.may_be_in("username") | who.may_be_in("emailaddress__email")
    )
    found = maybe.distinct().prefetch_related("emailaddress_set")
    return [one for one in found if any(map(who.is_in, _addresses_of(one)))]


def _addresses_of(user: User) -> list[str]:
    return [user.email, user.username, *(one.email for one in user.emailaddress_set.all())]  # type: ignore[attr-defined]


def _forget(account: User) -> None:
    """Leave of a closed account that somebody decided, whoever it was."""
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=account).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username=account.username).delete()
    account.username, account.email, account.first_name, account.last_name = f"former-{account.pk}", "", "", ""
    account.set_unusable_password()
    account.save()
