"""Inviting conveners of communities that are listed from public sources: whom, a wave of letters, and one reminder.

The addresses are those of `data/invitations.csv`: mailboxes of a role or a list that a public page names.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from communities.models import Community

from .. import keyed, limits, links
from ..models import Invitation, InvitingLetter, State, Steward, Wave
from . import letters

FILE = Path(__file__).parents[1] / "data" / "invitations.csv"
# What an address reaches, where a person reads it. Others are commands to software, and are never written to.
REACHES = {"shared mailbox": _("A shared mailbox"), "list owners": _("Owners of a list")}
# Where a sender's form was given up, nothing was changed.
MAILBOX = "submissions.invitation"  # what its hash under the key is for
GIVEN_UP = (State.DRAFT, State.UNCONFIRMED, State.WITHDRAWN, State.EXPIRED)


class Outcome(models.TextChoices):
    """What an invitation has come to."""

    CONFIRMED = "confirmed", _("Confirmed")
    CLAIMED = "claimed", _("Says that it is right; waits for OPSI")
    DECLINED = "declined", _("Not accepted")
    CHANGED = "changed", _("Changed")
    BEGUN = "begun", _("Began a change")
    REMOVED = "removed", _("Removed")
    OBJECTED = "objected", _("Should be removed; with OPSI")
    NEVER = "never", _("Not to be asked again")
    BOUNCED = "bounced", _("Bounced")
    SILENT = "silent", _("Silent")

    @property
    def is_under_way(self) -> bool:
        """Whether it leads to something that has not come about yet."""
        return self in (Outcome.CLAIMED, Outcome.BEGUN, Outcome.OBJECTED)


@dataclass(frozen=True)
class Candidate:
    """A community that can be invited, and by which address."""

    community: Community
    address: str
    reaches: str
    source: str
    invited_at: datetime | None  # in an earlier wave

    @property
    def reaches_in_words(self) -> str:
        return str(REACHES[self.reaches])


class NothingChosen(Exception):
    """Nobody of those who were ticked can be invited."""


@cache
def _known() -> dict[str, dict[str, str]]:
    """The addresses by which conveners can be invited, by the slug that the community had when it was written down."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: row for row in csv.DictReader(file) if row["reaches"] in REACHES}


def known_addresses() -> set[str]:
    """All addresses by which conveners can be invited."""
    return {row["address"] for row in _known().values()}


def candidates() -> list[Candidate]:
    """Whom staff can invite today, by name: not confirmed, without anybody on record, and nobody who said no."""
    listed = Community.objects.published().filter(confirmed_on=None, addresses__slug__in=_known())
    listed = listed.exclude(stewards__in=Steward.objects.filter(ended_at=None)).defer("search")
    rows = {one.pk: one for one in listed.annotate(invited=Max("invitations__wave__sent_at"))}
    slugs = listed.order_by().values_list("addresses__slug", "pk")
    found = [(rows[pk], _known()[slug]) for slug, pk in slugs if pk in rows and slug in _known()]
    refused = _refused({row["address"] for _community, row in found})
    made = {
        one.pk: Candidate(one, row["address"].lower(), row["reaches"], row["sources"].split()[0], one.invited)
        for one, row in found
        if mailbox_digest(row["address"]) not in refused
    }
    return sorted(made.values(), key=lambda one: (one.community.name_sort, one.community.pk))


def send(chosen: Collection[int], *, user: User, key: UUID, language: str) -> Wave:
    """Write an invitation to each of these communities' addresses; the same form sent twice makes one wave.

    Raises NothingChosen.
    """
    if wave := Wave.objects.filter(key=key).first():
        return wave
    invited = [one for one in candidates() if one.community.pk in chosen][: settings.INVITED_AT_ONCE]
    if not invited:
        raise NothingChosen
    try:
        with transaction.atomic():
            wave = Wave.objects.create(key=key, sent_by=user)
            seen = set()
            for one in invited:
                mailbox = mailbox_digest(one.address)
                if mailbox not in seen:  # an address that stands for two communities is written to once
                    seen.add(mailbox)
                    invitation = Invitation.objects.create(
                        wave=wave, community=one.community, address=one.address, mailbox=mailbox, language=language
                    )
                    _write(invitation, 1, wave.sent_at)
            return wave
    except IntegrityError:
        return Wave.objects.get(key=key)


def preview(candidate: Candidate, language: str) -> str:
    """The letter to one of them, as plain text, with a link that opens nothing."""
    with translation.override(language):
        return letters.invitation_as_written(candidate.community, "…").text


def to_be_reminded(now: datetime) -> QuerySet[Invitation]:
    """The invitations that nobody has answered, and that were not reminded of yet."""
    silent = Invitation.objects.filter(answer="", wave__sent_at__lte=now - settings.INVITATION_REMINDED_AFTER)
    still = silent.exclude(address="").filter(community__withdrawn_at=None, community__confirmed_on=None)
    arrived = still.exclude(letters__email__status=STATUS.failed)
    return arrived.annotate(written=Count("letters")).filter(written=1).order_by("pk")


def remind(pk: int, now: datetime) -> int:
    """Remind of one invitation, once."""
    locked = Invitation.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if locked is None or not to_be_reminded(now).filter(pk=pk).exists():
        return 0
    _write(locked, 2, now)
    return 1


def over(now: datetime) -> QuerySet[Invitation]:
    """The invitations whose addresses have been kept for their time."""
    return Invitation.objects.filter(wave__sent_at__lte=now - settings.INVITATION_LIFE).exclude(address="")


def forget(now: datetime) -> int:
    """Delete the addresses of invitations that are a year old, with the links to them. Gives back how many."""
    old = over(now)
    InvitingLetter.objects.filter(invitation__in=old).delete()
    return old.update(address="")


def invitations(wave: Wave) -> QuerySet[Invitation]:
    """The invitations of a wave with all that `outcome` reads. Three queries, however many there are."""
    rows = wave.invitations.select_related("community", "submission").prefetch_related("letters__email")
    return rows.defer("community__search", "community__entry", "submission__search")


def outcome(invitation: Invitation) -> Outcome:
    """What an invitation has come to."""
    row = invitation.submission
    state = row.state if row else State.EXPIRED
    match invitation.answer:
        case Invitation.Answer.CONFIRMED:
            waits_or_not = Outcome.CLAIMED if state == State.PENDING else Outcome.DECLINED
            return Outcome.CONFIRMED if state == State.APPROVED else waits_or_not
        case Invitation.Answer.CHANGED:
            return Outcome.BEGUN if state in GIVEN_UP else Outcome.CHANGED
        case Invitation.Answer.REMOVED:
            return Outcome.OBJECTED if invitation.community.is_published else Outcome.REMOVED
        case Invitation.Answer.NEVER:
            return Outcome.NEVER
    failed = any(one.email and one.email.status == STATUS.failed for one in invitation.letters.all())
    return Outcome.BOUNCED if failed else Outcome.SILENT


def is_at_its_domain(address: str, website: str) -> bool:
    """Whether a mailbox is at exactly the website's own domain: then nobody but the community answers from it."""
    host = website.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
    return bool(host) and host == address.rpartition("@")[2].lower()


def mailbox_digest(address: str) -> str:
    """By what a mailbox is known again."""
    return keyed.digest(MAILBOX, limits.mailbox_of(address))


def _refused(addresses: Collection[str]) -> set[str]:
    """The mailboxes among these whose readers do not want to be asked, or had an entry removed."""
    no = (Invitation.Answer.NEVER, Invitation.Answer.REMOVED)
    mailboxes = {mailbox_digest(address) for address in addresses}
    said_so = Invitation.objects.filter(mailbox__in=mailboxes, answer__in=no).values_list("mailbox", flat=True)
    objected = Steward.objects.filter(ended_by="objection").values_list("email", "mailbox")
    return {*said_so, *(mailbox or mailbox_digest(email) for email, mailbox in objected if email or mailbox)}


def _write(invitation: Invitation, number: int, now: datetime) -> None:
    token = links.fresh_token()
    letter = letters.invite(invitation, token, number)
    InvitingLetter.objects.create(
        invitation=invitation, number=number, token_hash=links.hash_of(token), written_at=now, email=letter
    )
