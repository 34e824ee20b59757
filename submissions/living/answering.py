"""What somebody does behind the link of a letter: confirm, change or close, end the asking, ask for removal.

A link is good for 30 days. After that its page mails a fresh one to whoever is on record still, so that an entry can be
revived years later. Each act locks the letter first: twelve equal clicks do what one does.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from communities import entry as entries
from communities.models import Community

from .. import consents, fresh_links, intake, links, moderation, reports
from .. import letters as review_letters
from ..links import Issued
from ..models import Asking, EntryLink, Invitation, InvitingLetter, Kind, Round, State, Steward, Submission
from . import inviting, letters, signs


class Closed(Exception):
    """Nothing can be answered here any more."""


@dataclass(frozen=True)
class Opened:
    """Who opened a link, and about which community: a steward on record, or somebody who was invited."""

    community: Community
    address: str
    name: str
    role: str
    issued_at: datetime
    asking: Asking | None = None
    letter: InvitingLetter | None = None
    steward: Steward | None = None
    invitation: Invitation | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer counts."""
        if not self.community.is_published or not self.address:
            return False
        if self.steward:
            return self.steward.ended_at is None
        return self.invitation is not None and self.invitation.answer not in (
            Invitation.Answer.NEVER,
            Invitation.Answer.REMOVED,
        )

    @property
    def is_over(self) -> bool:
        """Whether the time of the link is over."""
        return links.is_over(self.issued_at)

    @property
    def language(self) -> str:
        """In which they are written to."""
        return self.steward.language if self.steward else self.invitation.language  # type: ignore[union-attr]

    @property
    def sender(self) -> dict[str, str]:
        """As a form that they go on with is filled in."""
        filled = {"sender_name": self.name, "sender_email": self.address, "sender_role": self.role}
        return {key: said for key, said in filled.items() if said}


def find(token: str) -> Opened | None:
    """Whoever holds this token, also one whose time is over; None for a token that never was."""
    digest = links.hash_of(token)
    fresh = EntryLink.objects.filter(token_hash=digest).first()
    return _of_round(digest, fresh) or _of_wave(digest, fresh)


def mail_fresh(token: str, network: str) -> None:
    """Mail a fresh link in place of this one, to whoever is on record still. Raises TooOftenError."""
    opened = find(token)
    if opened is None or not opened.is_open:
        return
    fresh = links.fresh_token()
    with transaction.atomic(), translation.override(opened.language):
        EntryLink.objects.create(asking=opened.asking, letter=opened.letter, token_hash=links.hash_of(fresh))
        about = {"about": opened.community.name, "language": opened.language}
        fresh_links.mail(opened.address, letters.page_of(fresh), network=network, **about)


def confirm(token: str) -> None:
    """It is still right. Of a steward that counts at once, as of today; of somebody invited, see `_confirm_invited`.

    Raises Closed.
    """
    with _locked(token) as opened:
        if opened.invitation:
            return _confirm_invited(opened, opened.invitation)
        community = opened.community
        if community.confirmed_on != timezone.now().date() or community.asked_on:
            moderation.reaffirm(_confirmation(opened), at_once=True)
        return None


def change(token: str, kind: str, *, language: str, network: str) -> Issued:
    """A draft of a change or a closing, filled in with the entry and who they are. Raises Closed, TooOftenError."""
    with _locked(token) as opened:
        issued = intake.begin_change(
            opened.community, language=language, network=network, kind=kind, given=opened.sender
        )
        if opened.invitation and opened.invitation.answer != Invitation.Answer.CONFIRMED:
            _note(opened.invitation, Invitation.Answer.CHANGED, issued.link.submission)
        return issued


def stop(token: str) -> None:
    """They do not want to be asked again: a steward's record ends by their objection. Raises Closed."""
    with _locked(token) as opened:
        _object(opened, Invitation.Answer.NEVER)


def take_back(token: str, use: str) -> None:
    """Whoever is on record agrees to a use no longer. Raises Closed."""
    with _locked(token) as opened:
        if opened.steward is None:
            raise Closed
        consents.take_back_on_record(opened.steward, use)


def remove(token: str, *, language: str, network: str) -> None:
    """It should not be listed: that goes to the desk as a report, and they are not asked again. Raises Closed."""
    with _locked(token) as opened:
        report = reports.ask_removal(opened.community, opened.address, language=language, network=network)
        _object(opened, Invitation.Answer.REMOVED, report)


def _confirm_invited(opened: Opened, invitation: Invitation) -> None:
    """Where the mailbox is at the very domain of the entry's website and nobody is on record, it counts at once.

    Everything else waits on the desk: a published mailbox says that somebody reads it, not who convenes the community.
    """
    said_before = invitation.submission if invitation.answer == Invitation.Answer.CONFIRMED else None
    if said_before and said_before.state in (State.PENDING, State.APPROVED):
        return
    website = entries.upgrade(opened.community.entry)["website"]
    at_once = inviting.is_at_its_domain(opened.address, website) and not signs.on_record(opened.community).exists()
    row = _confirmation(opened, consents=[_consent()])
    _note(invitation, Invitation.Answer.CONFIRMED, row)
    decision = moderation.reaffirm(row, at_once=at_once)
    if at_once:
        row.community = opened.community
        review_letters.approved(row, decision)


def _confirmation(opened: Opened, **more: Any) -> Submission:
    community = opened.community
    return Submission.objects.create(
        kind=Kind.CONFIRMATION,
        community=community,
        base_revision=community.revision_number,
        entry=community.entry,
        name=community.name,
        host=community.host or "",
        language=opened.language,
        **{"sender_name": "", "sender_role": "", **opened.sender},
        **more,
    )


def _consent() -> Mapping[str, Any]:
    return {"use": "publish", "given": True, "text": "confirmation", "at": timezone.now().isoformat()}


def _object(opened: Opened, answer: str, report: Submission | None = None) -> None:
    if opened.invitation:
        _note(opened.invitation, answer, report)
        if report is None:
            Invitation.objects.filter(pk=opened.invitation.pk).update(address="")
    if steward := opened.steward:
        now = timezone.now()
        if not signs.on_record(opened.community).exclude(pk=steward.pk).exists():
            signs.heard(opened.community, now, Round.End.OBJECTION)
        Steward.objects.filter(pk=steward.pk).update(ended_at=now, ended_by="objection", may_be_asked=False)


def _note(invitation: Invitation, answer: str, submission: Submission | None) -> None:
    invitation.answer, invitation.answered_at = answer, timezone.now()
    invitation.submission = submission or invitation.submission
    invitation.save(update_fields=["answer", "answered_at", "submission"])


@contextmanager
def _locked(token: str) -> Iterator[Opened]:
    """One transaction around the letter, locked, and whoever it is to as they stand now. Raises Closed."""
    with transaction.atomic():
        opened = find(token)
        if opened and opened.asking:
            Asking.objects.select_for_update().filter(pk=opened.asking.pk).first()
        if opened and opened.letter:
            Invitation.objects.select_for_update().filter(pk=opened.letter.invitation_id).first()
        opened = find(token)
        if opened is None or not opened.is_open or opened.is_over:
            raise Closed
        yield opened


def _of_round(digest: str, fresh: EntryLink | None) -> Opened | None:
    asked = Asking.objects.select_related("steward__community").defer("steward__community__search")
    one = asked.filter(**({"pk": fresh.asking_id} if fresh else {"token_hash": digest})).first()
    if one is None:
        return None
    steward, issued_at = one.steward, fresh.created_at if fresh else one.asked_at
    who = (steward.community, steward.email, steward.name, steward.role, issued_at)
    return Opened(*who, asking=one, steward=steward)


def _of_wave(digest: str, fresh: EntryLink | None) -> Opened | None:
    written = InvitingLetter.objects.select_related("invitation__community", "invitation__submission")
    of_letter = written.defer("invitation__community__search", "invitation__submission__search")
    one = of_letter.filter(**({"pk": fresh.letter_id} if fresh else {"token_hash": digest})).first()
    if one is None:
        return None
    invitation, issued_at = one.invitation, fresh.created_at if fresh else one.written_at
    # Who came on record by it goes on as anybody on record does, and ends as they do.
    known = Steward.objects.filter(community=invitation.community, email__iexact=invitation.address)
    steward = known.exclude(email="").order_by(F("ended_at").asc(nulls_first=True)).first()
    if steward:
        who = (invitation.community, steward.email, steward.name, steward.role, issued_at)
        return Opened(*who, letter=one, steward=steward)
    return Opened(
        invitation.community, invitation.address, "", "convener", issued_at, letter=one, invitation=invitation
    )


def waits(invitation: Invitation) -> bool:
    """Whether a confirmation of somebody invited still waits for OPSI."""
    return bool(invitation.submission and invitation.submission.state == State.PENDING)
