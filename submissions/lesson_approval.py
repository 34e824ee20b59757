"""What an approved lesson does in the catalogue, and taking it back. Runs inside the transaction of a verb."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from communities import lessons
from communities.addresses import communities_now
from communities.models import Community, Lesson
from communities.refusals import NotPublished

from .models import LessonSent, Submission
from .questionnaire.learned import PREFIX
from .reading import Reading


def said_of(submission: Submission) -> dict[str, Any]:
    """The lesson as its door wants it; in the language of the form where its sender chose no other."""
    said = {key.removeprefix(PREFIX): value for key, value in Reading(submission).values.items()}
    return {**said, "written_in": said.get("written_in") or submission.language}


def community_of(submission: Submission) -> Community | None:
    """The community whose lesson it is, as it stands in the catalogue now; None before it is listed."""
    form = _sent(submission).came_with
    community = submission.community or (form.community if form else None)
    return communities_now([community.slug])[community.slug] if community else None


def publish(submission: Submission, *, role: str, at: datetime) -> Community:
    """Publish it. Raises NotPublished, InvalidLesson."""
    community = community_of(submission)
    if community is None:
        raise NotPublished(_("Its community is not listed yet. Decide on that first; this can wait."))
    sent = _sent(submission)
    sent.lesson = lessons.publish(said_of(submission), community=community, role=role, lesson=sent.lesson, at=at)
    sent.save()
    return community


def take_back(submission: Submission, *, at: datetime) -> None:
    """It is published no longer; approved once more, it keeps its address."""
    if lesson := lesson_of(submission):
        lessons.withdraw(lesson, at=at)


def lesson_of(submission: Submission) -> Lesson | None:
    """What was published of it."""
    return _sent(submission).lesson


def _sent(submission: Submission) -> LessonSent:
    return LessonSent.objects.select_related("lesson", "came_with__community").get(submission=submission)
