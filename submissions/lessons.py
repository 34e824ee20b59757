"""Lessons that the public sends: alone, from the page of a listed community, or with the form of an entry.

Either way the address is confirmed before OPSI sees it, and it is decided apart from any entry.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from communities.models import Community

from . import limits, links, moderation, once, questionnaire
from .limits import Limit
from .links import Issued
from .models import Kind, LessonSent, Purpose, Submission
from .questionnaire import learned


def make(
    community: Community, answers: Mapping[str, Any], *, email: str, role: str, language: str, network: str
) -> Issued | None:
    """Store a lesson and mail the link that confirms its address; said again within the hour, it is the same one.

    `answers` are those to the questions in `questionnaire/learned.py`. Gives back a private link while the address is
    to be confirmed. Raises TooOftenError.
    """
    said = {"answers": dict(answers), "entry": {}, "language": language, "question_set": questionnaire.VERSION}
    lesson = once.about(community, Kind.LESSON, network, sender_email=email.lower(), sender_role=role, **said)
    with transaction.atomic():
        row = once.known(lesson) or _store(lesson, network)
        return links.issue(row, Purpose.RESUME) if row.awaits_confirmation else None


def bring_along(form: Submission) -> Submission | None:
    """The lesson that came with a form whose address is confirmed now: a submission of its own, which waits for OPSI.

    The form's row is locked.
    """
    if not learned.is_begun(form.answers) or form.kind not in (Kind.NEW, Kind.CHANGE):
        return None
    kept = ("community", "base_revision", "name", "host", "language", "question_set")
    sender = ("sender_name", "sender_email", "sender_role")
    answers = {key: form.answers[key] for key in learned.KEYS if key in form.answers}
    copied = {field: getattr(form, field) for field in (*kept, *sender)}
    row = Submission.objects.create(kind=Kind.LESSON, answers=answers, **copied)
    LessonSent.objects.create(submission=row, came_with=form)
    moderation.bring_along(row)
    return row


def _store(lesson: Submission, network: str) -> Submission:
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(lesson.sender_email))
    row = once.store(lesson)
    if row is lesson:
        LessonSent.objects.create(submission=row)
        moderation.send(row, version=row.version)
    return row
