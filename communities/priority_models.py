"""What communities call a priority, and what they have in place, as it was published: frozen, and added to in steps."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.utils.translation import gettext_lazy as _

FEWEST = 5


class Measure(models.TextChoices):
    """Who was asked what about an ingredient."""

    STATED = "stated", _("Priority, conveners in the questionnaire")
    PRIORITY = "priority", _("Priority, self-check")
    IN_PLACE = "in-place", _("In place, self-check")


class PriorityFigure(models.Model):
    """The mean of one measure of one ingredient at one step. A trigger refuses to change or delete it.

    `number` is how many answers are behind it, rounded down to fives; `halves` the mean from 1 to 5, rounded to halves
    and doubled. So two steps cannot be told apart by the answers of a single one: see docs/decisions.md.
    """

    measure = models.CharField(_("measure"), max_length=8, choices=Measure)
    ingredient = models.CharField(_("ingredient"), max_length=60)
    number = models.PositiveIntegerField(_("answers, in fives"))
    halves = models.PositiveSmallIntegerField(_("mean, in halves"))
    published_on = models.DateField(_("published on"))

    class Meta:
        ordering = ("ingredient", "measure", "number")
        verbose_name = _("figure of a priority")
        verbose_name_plural = _("figures of priorities")
        constraints = [
            models.UniqueConstraint(fields=("measure", "ingredient", "number"), name="priority_figure_once_a_step"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="priority_figure_of_a_known_measure"),
            models.CheckConstraint(condition=Q(halves__range=(2, 10)), name="priority_figure_is_a_mean_from_1_to_5"),
            models.CheckConstraint(
                condition=Q(number__gte=FEWEST) & Q(number=F("number") - Mod(F("number"), FEWEST)),
                name="priority_figure_counts_in_fives",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ingredient}, {self.measure}: {self.halves / 2} (n = {self.number})"
