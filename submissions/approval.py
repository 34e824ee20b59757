"""What an approval does elsewhere: publishing through the one door, the steward's record, and taking both back.

Runs inside the transaction of a verb of `moderation`; decides nothing itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from communities import call, publishing
from communities import entry as entries
from communities.entry import Entry
from communities.models import Community, Revision, Role

from . import calls, closing, lesson_approval, passing_on, session_approval, stewardship
from .inquiries import consolidating
from .living import signs
from .models import Decision, Kind, Origin, Round, Steward, Submission
from .questionnaire.shape import FROM_CALL

# Who sent it answers for the community from then on, if this is their part in it. Whoever put it in first does so too.
ANSWERING_ROLES = ("convener", "coordinator", "facilitator")


@dataclass(frozen=True)
class Outcome:
    """What was published: the community, the revision (none for a report) and the fields that were taken."""

    community: Community | None
    revision: Revision | None
    fields: list[str]


def carry_out(submission: Submission, *, take: Collection[str] | None, base: int | None, at: datetime) -> Outcome:
    """Publish what the submission proposes. Raises InvalidEntry, StaleBase, NotPublished."""
    if submission.kind == Kind.NEW:
        return _publish_new(submission, at)
    if submission.is_change:
        return _publish_change(submission, take, base, at)
    if submission.kind == Kind.CONFIRMATION:
        return _confirm(submission, at)
    if submission.kind == Kind.LESSON:
        return Outcome(lesson_approval.publish(submission, role=role_of(submission), at=at), None, [])
    if submission.kind == Kind.SESSION:
        return Outcome(session_approval.publish(submission, role=role_of(submission), at=at), None, [])
    return Outcome(submission.community, None, [])


def proposed_changes(submission: Submission) -> list[str]:
    """The fields that a change alters, against the revision that it was written against.

    Not the size where it follows from a number of people, which is a field of its own.
    """
    written_against = base_of(submission)
    proposed = entries.normalise(submission.entry)
    unreadable = set(written_against.get("redacted", ()))
    if entries.size_of({**proposed, "size": None}):
        unreadable.add("size")
    return [field for field in entries.changed_fields(written_against, proposed) if field not in unreadable]


def base_of(submission: Submission) -> Entry:
    """The entry that a change was written against, as it was published then."""
    revisions = Revision.objects.filter(community=submission.community, number=submission.base_revision or 0)
    return entries.upgrade(revisions.values_list("entry", flat=True).get())


def applied(live: Entry, submission: Submission, fields: Collection[str]) -> Entry:
    """The live entry with the proposed values of these fields. To take what is withheld empties it."""
    proposed = entries.normalise(submission.entry)
    newly = set(proposed["withheld"]) - set(live["withheld"]) if "withheld" in fields else ()
    emptied = {field: entries.blank()[field] for field in newly}
    return entries.normalise({**live, **{field: proposed[field] for field in fields}, **emptied})


def take_back(submission: Submission, decision: Decision, *, at: datetime) -> Revision | None:
    """Undo what an approval published: a new community is withdrawn, a changed one is put back as it was.

    Raises StaleBase where something else has been published since.
    """
    community = submission.community_now
    if submission.kind == Kind.QUESTION:
        consolidating.take_back(submission)
    if submission.kind == Kind.CLAIM:
        stewardship.take_back(submission, decision)
    if submission.kind == Kind.LESSON:
        lesson_approval.take_back(submission, at=at)
    if submission.kind == Kind.SESSION:
        session_approval.take_back(submission, at=at)
    if submission.kind == Kind.INTRODUCTION:
        passing_on.take_back(submission)
    if decision.revision is None or community is None:
        return None
    Steward.objects.filter(community=community, since=decision.at).delete()
    reason = _("An approval was undone")
    if submission.kind == Kind.NEW:
        call.take_back(community)
        return publishing.withdraw(community, role=Role.STAFF, reason=reason, base=decision.revision, at=at)
    if not community.revisions.filter(number=decision.revision, at=decision.at).exists():
        return None  # the approval had changed nothing
    return publishing.revert(
        community, to=decision.revision - 1, role=Role.STAFF, reason=reason, base=decision.revision, at=at
    )


def came_alive(submission: Submission, *, at: datetime) -> None:
    """Who sent it answers for the entry, where it is so, and whatever followed from silence is over."""
    _keep_steward(submission, at)
    if submission.community and submission.kind in signs.OF_LIFE:
        is_confirmed = submission.kind == Kind.CONFIRMATION
        signs.heard(submission.community, at, Round.End.CONFIRMED if is_confirmed else Round.End.LIFE)


def _keep_steward(submission: Submission, at: datetime) -> None:
    """Keep who sent it, and the answers that are for OPSI only, on the record of the community's steward."""
    if submission.kind == Kind.CONFIRMATION:
        stewardship.put_on_record(submission, at=at)
    if not submission.sender_email or submission.kind not in (Kind.NEW, Kind.CHANGE):
        return
    who: dict[str, Any] = {"community": submission.community_now, "email": submission.sender_email, "ended_at": None}
    known = Steward.objects.filter(**who).first()
    if known is None and submission.kind == Kind.CHANGE and submission.sender_role not in ANSWERING_ROLES:
        return
    steward = known or Steward(**who, since=at)
    steward.name = submission.sender_name or steward.name
    steward.role, steward.language = submission.sender_role, submission.language
    steward.may_be_asked = consented(submission, "peers")
    steward.consents = submission.consents
    # What a call asked is about the call, and stays with what was sent.
    lasting = {key: value for key, value in submission.private_answers.items() if not key.startswith(FROM_CALL)}
    steward.private_answers = {**_still_private(steward), **lasting}
    steward.save()


def _still_private(steward: Steward) -> dict[str, Any]:
    """The answers on a steward's record, without those to fields that are withheld no longer."""
    live = Community.objects.values_list("entry", flat=True).get(pk=steward.community_id)
    hidden = entries.kept_back(live["withheld"])
    return {
        key: value
        for key, value in steward.private_answers.items()
        if key in hidden or key not in entries.CONTENT_FIELDS
    }


def consented(submission: Submission, use: str) -> bool:
    """Whether the sender agreed to this use."""
    return any(consent.get("use") == use and consent.get("given") for consent in submission.consents)


def role_of(submission: Submission) -> str:
    """In what role it is published: the sender's own, never a name."""
    if submission.origin == Origin.IMPORT:
        return Role.SOURCES
    return submission.sender_role if submission.sender_role in Role.values else Role.OTHER


def confirmed_on(submission: Submission, at: datetime) -> date | None:
    """A convener who agrees to the listing confirms the entry by sending it; nobody else does."""
    if submission.origin == Origin.FORM and submission.sender_role == "convener" and consented(submission, "publish"):
        return at.date()
    return None


def _publish_new(submission: Submission, at: datetime) -> Outcome:
    role, confirmed = role_of(submission), confirmed_on(submission, at)
    community = submission.community
    if community is None:
        proposed = {**submission.entry, "slug": ""}
        revision = publishing.publish(proposed, role=role, confirmed=confirmed, at=at)
        _came_in(submission, revision.community)
        return Outcome(revision.community, revision, [])
    # Approved before and undone: the same community comes back, at the same address.
    back = publishing.restore(community, role=Role.STAFF, reason="", at=at)
    revision = publishing.publish(
        submission.entry, role=role, community=community, base=back.number, confirmed=confirmed, at=at
    )
    _came_in(submission, community)
    return Outcome(community, revision, [])


def _confirm(submission: Submission, at: datetime) -> Outcome:
    """The entry as it is, confirmed as of the day on which its convener said so; not once it reads otherwise."""
    community = Community.objects.get(submissions=submission)
    if community.revision_number != submission.base_revision:
        return Outcome(community, None, [])
    revision = publishing.publish(
        entries.upgrade(community.entry),
        role=Role.CONVENER,
        community=community,
        base=submission.base_revision,
        confirmed=(submission.pending_since or at).date(),
        at=at,
    )
    return Outcome(community, revision, [])


def _came_in(submission: Submission, community: Community) -> None:
    if submission.call and calls.came_in_time(submission):
        call.came_in(community, submission.call)


def _publish_change(submission: Submission, take: Collection[str] | None, base: int | None, at: datetime) -> Outcome:
    was_about = Community.objects.get(submissions=submission)
    community = submission.community_now or was_about
    # Of another entry, into which that one was merged, its sender has seen no revision.
    seen = submission.base_revision if community == was_about else 0
    changes = proposed_changes(submission)
    fields = [field for field in changes if take is None or field in take]
    # Only a convener whose words are all taken has confirmed what is then published.
    confirmed = confirmed_on(submission, at) if fields == changes else None
    revision = publishing.publish(
        applied(entries.upgrade(community.entry), submission, fields),
        role=role_of(submission),
        community=community,
        base=base or seen,
        confirmed=confirmed,
        reason=closing.reason_of(submission, fields),
        at=at,
    )
    return Outcome(was_about, revision, fields)
