"""What somebody agreed to: to which words and when; and taking it back, which counts at once.

Each consent is {"use", "given", "text", "at"}; one that was taken back also has "given_at", when it was given. It
stands with what was sent, and, for as long as it holds, on the record of who looks after the entry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from communities import publishing
from communities.models import Role

from . import course, moderation, personal, questionnaire, reports
from .models import Kind, State, Steward, Submission

PUBLISH, MAP, CASE_STUDY, PEERS = "publish", "map", "case-study", "peers"
KEY_OF = {use: key for key, use in questionnaire.CONSENTS.items()}
WAITING = (State.PENDING, State.CHANGES_REQUESTED)
STANDING = (*WAITING, State.APPROVED)


@dataclass(frozen=True)
class Consent:
    """One use, whether it is agreed to, and since when."""

    use: str
    given: bool
    since: datetime | None


def of(submission: Submission) -> list[Consent]:
    """What its sender agreed to or not, where it can still be taken back; in the order of the form.

    A decision that its sender is not told of yet shows in nothing here.
    """
    if course.shown_state(submission) not in STANDING or submission.erased_at:
        return []
    steward = _steward_of(submission)
    stated = steward.consents if steward and steward.consents else submission.consents
    records = {one["use"]: one for one in stated}
    return [
        Consent(use, bool(records[use]["given"]), parse_datetime(records[use]["at"]))
        for use in KEY_OF
        if use in records
    ]


def take_back(submission: Submission, use: str, *, language: str, network: str) -> None:
    """Its sender agrees to a use no longer: it ends wherever it stands about this community.

    Not to be published: what waits is withdrawn, and of a published entry OPSI is asked at once to take it out.
    Raises TooOftenError and moderation's refusals, and then nothing has happened.
    """
    if not any(one.given for one in of(submission) if one.use == use):
        return
    with transaction.atomic():
        theirs = personal.of_sender(submission) if personal.is_confirmed(submission) else [submission]
        about = [one for one in theirs if one.pk == submission.pk or _is_about_the_same(one, submission)]
        steward = _steward_of(submission)
        _end_in(about, steward, use)
        community = submission.community_now
        is_published = submission.state == State.APPROVED and community is not None and community.is_published
        if use == PUBLISH and is_published and community:
            reports.ask_removal(community, submission.sender_email, language=language, network=network)


def take_back_on_record(steward: Steward, use: str) -> None:
    """Whoever looks after an entry agrees to a use no longer; being published is theirs to end by other ways.

    Runs inside a transaction.
    """
    if use in (one.use for one in on_record(steward)):
        sent = Submission.objects.filter(community=steward.community, sender_email__iexact=steward.email)
        _end_in([one for one in sent.defer("search") if _is_about(one, steward.community_id)], steward, use)


def on_record(steward: Steward) -> list[Consent]:
    """What whoever looks after an entry agrees to, beside its being published."""
    read = [_read(one) for one in steward.consents if one["given"] and one["use"] in (MAP, CASE_STUDY, PEERS)]
    if steward.may_be_asked and PEERS not in (one.use for one in read):
        read.append(Consent(PEERS, True, steward.since))
    return read


def _end_in(rows: Iterable[Submission], steward: Steward | None, use: str) -> None:
    now = timezone.now()
    for one in rows:
        row = Submission.objects.select_for_update().defer("search").get(pk=one.pk)
        _note_in(row, use, now)
        if use == PUBLISH and row.state in WAITING:
            moderation.withdraw(row, version=row.version)
    if steward is None:
        return
    end(steward, use, at=now)
    if use == MAP and steward.community.is_published:
        reason = _("Taken off the map at its convener’s wish")
        publishing.take_out(steward.community, ("latitude", "longitude"), role=Role.CONVENER, reason=reason)


def end(steward: Steward, use: str, *, at: datetime) -> None:
    """Note on the record of who looks after an entry that they agree to a use no longer."""
    steward.consents = _without(steward.consents, use, at)
    steward.may_be_asked = steward.may_be_asked and use != PEERS
    steward.save(update_fields=["consents", "may_be_asked"])


def _steward_of(submission: Submission) -> Steward | None:
    if not submission.sender_email or not personal.is_confirmed(submission):
        return None
    current = Steward.objects.filter(community=submission.community_now, ended_at=None)
    return current.filter(email__iexact=submission.sender_email).first()


def _is_about_the_same(one: Submission, other: Submission) -> bool:
    return other.community_id is not None and _is_about(one, other.community_id)


def _is_about(one: Submission, community: int) -> bool:
    stands = one.state in STANDING and not one.erased_at
    return stands and one.community_id == community and one.kind in (Kind.NEW, Kind.CHANGE, Kind.CLOSURE)


def _note_in(row: Submission, use: str, now: datetime) -> None:
    """Also among the answers, so that the form does not give it again; and a proposal no longer has the place."""
    row.consents = _without(row.consents, use, now)
    row.answers = {key: said for key, said in row.answers.items() if key != KEY_OF[use]}
    if use == MAP and row.state in WAITING and "latitude" in row.entry:
        row.entry = {**row.entry, "latitude": None, "longitude": None}
    if row.state in WAITING:
        row.version += 1  # a moderator who has it open looks again
    row.save(update_fields=["consents", "answers", "entry", "version", "updated_at"])


def _read(record: Mapping[str, Any]) -> Consent:
    return Consent(record["use"], bool(record["given"]), parse_datetime(record["at"]))


def _without(records: Iterable[dict[str, Any]], use: str, at: datetime) -> list[dict[str, Any]]:
    return [
        {**one, "given": False, "given_at": one["at"], "at": at.isoformat()}
        if one["use"] == use and one["given"]
        else one
        for one in records
    ]
