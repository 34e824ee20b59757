"""What an approved session does in the catalogue, taking it back, and calling it off.

Runs inside the transaction of a verb. That a session was approved is a sign of life of its community: an approved
submission of this kind, at its `decided_at`.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from communities import sessions
from communities.addresses import communities_now
from communities.models import Community, Session
from communities.refusals import NotPublished
from communities.zones import NoSuchTime

from .models import SessionSent, Steward, Submission
from .session_words import LABELS, PREFIX, moments


def said_of(submission: Submission) -> dict[str, Any]:
    """The session as its door wants it. Raises InvalidSession."""
    said = {key.removeprefix(PREFIX): submission.answers.get(key) or "" for key in LABELS}
    try:
        said["starts_at"], said["ends_at"] = moments(submission.answers)
    except (KeyError, NoSuchTime, ValueError) as error:
        raise sessions.InvalidSession(_("Its day and times cannot be read. Correct them.")) from error
    return said


def community_of(submission: Submission) -> Community:
    """The community whose session it is, as it stands in the catalogue now."""
    assert submission.community is not None  # noqa: S101 - a constraint holds that
    slug = submission.community.slug
    return communities_now([slug])[slug]


def publish(submission: Submission, *, role: str, at: datetime) -> Community:
    """Publish it. Raises NotPublished, InvalidSession."""
    community, sent = community_of(submission), _sent(submission)
    sent.session = sessions.publish(said_of(submission), community=community, role=role, session=sent.session, at=at)
    sent.save()
    return community


def take_back(submission: Submission, *, at: datetime) -> None:
    """It is published no longer; approved once more, it keeps its address."""
    if session := session_of(submission):
        sessions.withdraw(session, at=at)


def call_off(submission: Submission, *, at: datetime) -> None:
    """It does not take place. Raises NotPublished."""
    session = session_of(submission)
    if session is None:
        raise NotPublished(_("No session of this is published."))
    sessions.call_off(session, at=at)


def session_of(submission: Submission) -> Session | None:
    """What was published of it."""
    return _sent(submission).session


def steward_of(submission: Submission) -> Steward | None:
    """Who looks after the community today under the address from which the session was announced."""
    current = Steward.objects.filter(community=submission.community, ended_at=None)
    return current.filter(email__iexact=submission.sender_email).first() if submission.sender_email else None


def _sent(submission: Submission) -> SessionSent:
    return SessionSent.objects.select_related("session").get(submission=submission)
