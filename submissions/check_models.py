"""What is kept of self-checks and priorities until it is counted, and the sums of what was counted. Nobody's name.

An answer is about one ingredient and stands by itself: nothing says which others came with it, nor from whom. Once it
is counted it is deleted, and the sum has it.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from communities.models import Community
from communities.priority_models import Measure

RATED = Q(value__range=(1, 5))


class CheckAnswer(models.Model):
    """One answer that waits to be counted."""

    measure = models.CharField(max_length=8, choices=Measure)
    ingredient = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["measure", "ingredient"])]
        constraints = [
            models.CheckConstraint(condition=RATED, name="check_answer_from_1_to_5"),
            models.CheckConstraint(
                condition=Q(measure__in=(Measure.PRIORITY, Measure.IN_PLACE)), name="check_answer_of_a_self_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.ingredient}: {self.value}"


class CheckTally(models.Model):
    """What was counted of one measure of one ingredient, and on which day it was last looked at."""

    measure = models.CharField(max_length=8, choices=Measure)
    ingredient = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    looked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("measure", "ingredient"), name="check_tally_once"),
            models.CheckConstraint(
                condition=Q(total__gte=models.F("count"), total__lte=5 * models.F("count")),
                name="check_tally_of_answers_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.ingredient}: {self.total} of {self.count}"


class CountedPriority(models.Model):
    """A community whose priority for an ingredient was counted, so that it counts once. Not what it said."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    ingredient = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("community", "ingredient"), name="counted_priority_once")]

    def __str__(self) -> str:
        return f"{self.community_id}, {self.ingredient}"


class CheckSent(models.Model):
    """A keyed digest of a self-check that was sent to be counted, for a day: the same twice counts once."""

    mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.mark[:8]}…"
