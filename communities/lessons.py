"""The one door of lessons: the only code that writes them. They are told in a role, never in anybody's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import index, languages
from .entry import tidy_text
from .lesson_models import DID, HAPPENED, Again, Effort
from .models import CatalogueVersion, Community, Lesson, LessonPurpose, Role, Term
from .refusals import NotPublished, PublishingError


class InvalidLesson(PublishingError):
    """The lesson cannot be published as it is."""


def publish(
    said: Mapping[str, Any],
    *,
    community: Community,
    role: str,
    lesson: Lesson | None = None,
    at: datetime | None = None,
) -> Lesson:
    """Publish a lesson of a published community; in the place of `lesson`, one of its own that was withdrawn.

    `said` has `did`, `happened`, `again`, `maturity`, `written_in`, and may have `ingredient`, `purpose` (a list) and
    `effort`; terms by their slugs. Raises InvalidLesson, NotPublished.
    """
    with transaction.atomic():
        _take_turn()
        if not Community.objects.published().filter(pk=community.pk).exists():
            raise NotPublished(_("The community of this lesson is not published. Its lessons cannot be, either."))
        row = Lesson(community=community) if lesson is None else _locked(lesson)
        if row.pk and (row.withdrawn_at is None or row.community_id != community.pk):
            raise NotPublished(_("This lesson is published already."))
        purposes = _fill(row, said)
        row.role, row.published_at, row.withdrawn_at = Role(role), at or timezone.now(), None
        row.save()
        row.lessonpurpose_set.all().delete()
        LessonPurpose.objects.bulk_create([LessonPurpose(lesson=row, term=term) for term in purposes])
    return row


def withdraw(lesson: Lesson, *, at: datetime | None = None) -> None:
    """Take a lesson off every public page; its address stays and says so. Raises NotPublished."""
    with transaction.atomic():
        _take_turn()
        row = _locked(lesson)
        if row.withdrawn_at is not None:
            raise NotPublished(_("This lesson has been withdrawn already."))
        row.withdrawn_at = max(at or timezone.now(), row.published_at)
        row.save(update_fields=["withdrawn_at"])


def restore(lesson: Lesson) -> None:
    """Put a withdrawn lesson back as it was. Raises NotPublished."""
    with transaction.atomic():
        _take_turn()
        row = _locked(lesson)
        if row.withdrawn_at is None:
            raise NotPublished(_("This lesson is published already."))
        row.withdrawn_at = None
        row.save(update_fields=["withdrawn_at"])


def _take_turn() -> None:
    CatalogueVersion.objects.select_for_update().get(pk=1)
    transaction.on_commit(index.look_again)


def _locked(lesson: Lesson) -> Lesson:
    return Lesson.objects.select_for_update().get(pk=lesson.pk)


def _fill(row: Lesson, said: Mapping[str, Any]) -> list[Term]:
    """Set what was said, and give back the purposes."""
    terms = index.terms()
    row.did, row.happened = (tidy_text(str(said.get(key) or "")) for key in ("did", "happened"))
    row.again, row.effort = str(said.get("again") or ""), str(said.get("effort") or "")
    row.written_in = str(said.get("written_in") or "")
    maturity = terms["maturity"].get(said.get("maturity") or "")
    is_sound = (
        0 < len(row.did) <= DID
        and 0 < len(row.happened) <= HAPPENED
        and row.again in Again.values
        and row.effort in ("", *Effort.values)
        and row.written_in in languages.NAMES
    )
    if maturity is None or not is_sound:
        raise InvalidLesson(_("A lesson says what was done, what happened, at which stage, and whether again."))
    row.maturity, row.ingredient = maturity, terms["ingredient"].get(said.get("ingredient") or "")
    return [terms["purpose"][slug] for slug in said.get("purpose") or () if slug in terms["purpose"]]
