"""Lessons: what a community did at a stage of its life, what happened, and whether it would do so again.

Only `lessons.py` writes here. A lesson names nobody; its number is its address and is never given to another.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from . import labels

DID, HAPPENED = 600, 1_500  # characters
TITLE = 90


class Again(models.TextChoices):
    """Whether its community would do so again."""

    YES = "yes", _("Yes")
    DIFFERENTLY = "differently", _("Yes, but differently")
    NO = "no", _("No")


class Effort(models.TextChoices):
    """What it took."""

    HOURS = "hours", _("A few hours")
    DAYS = "days", _("A few days")
    WEEKS = "weeks", _("Weeks or more")


class LessonQuerySet(models.QuerySet["Lesson"]):
    def published(self) -> Self:
        """What was not withdrawn; its community may have been: see `lesson_shelf.py`."""
        return self.filter(withdrawn_at=None)


def _term(vocabulary: str, **options: Any) -> Any:
    """A term of `vocabulary`. A trigger holds the two together."""
    return models.ForeignKey(
        "Term",
        on_delete=models.PROTECT,
        related_name=f"lessons_by_{vocabulary}",
        limit_choices_to={"vocabulary": vocabulary},
        **options,
    )


class Lesson(models.Model):
    """One lesson of one community, in its own words."""

    community = models.ForeignKey(
        "Community", on_delete=models.PROTECT, related_name="lessons", verbose_name=_("community")
    )
    did = models.TextField(_("what they did"), max_length=DID)
    happened = models.TextField(_("what happened"), max_length=HAPPENED)
    again = models.CharField(_("would they do it again"), max_length=11, choices=Again)
    maturity = _term("maturity", verbose_name=_("stage at the time"))
    ingredient = _term("ingredient", null=True, blank=True, verbose_name=labels.LABELS["ingredient"])
    purposes: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Term", through="LessonPurpose", related_name="lessons_by_purpose"
    )
    effort = models.CharField(_("what it took"), max_length=5, choices=Effort, blank=True)
    written_in = models.CharField(_("language"), max_length=3)
    role = models.CharField(_("told by"), max_length=12)
    published_at = models.DateTimeField(_("published"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-id")
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.CheckConstraint(condition=~Q(did="") & ~Q(happened=""), name="lesson_says_what_and_what_came_of_it"),
            models.CheckConstraint(condition=Q(again__in=Again.values), name="lesson_again_or_not"),
            models.CheckConstraint(condition=Q(effort__in=["", *Effort.values]), name="lesson_of_a_known_effort"),
            models.CheckConstraint(condition=~Q(written_in="") & ~Q(role=""), name="lesson_has_a_language_and_a_role"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("published_at")),
                name="lesson_withdrawn_after_it_was_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:lesson", args=[self.pk])

    @property
    def title(self) -> str:
        """The start of what they did."""
        return Truncator(" ".join(self.did.split())).chars(TITLE)


class LessonPurpose(models.Model):
    """A purpose that a lesson is about."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE)
    term = models.ForeignKey("Term", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("lesson", "term"), name="lesson_has_a_purpose_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.term_id}"
