"""The pulse of a community: three numbers a year, as its convener gave them and agreed to publish them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

TEN = 10


class Pulse(models.Model):
    """One year of one community. A number that its convener does not know is empty."""

    community = models.ForeignKey("communities.Community", on_delete=models.CASCADE, related_name="pulses")
    year = models.PositiveSmallIntegerField(_("year"))
    participants = models.PositiveIntegerField(_("regular participants"), null=True)
    participation = models.PositiveSmallIntegerField(_("of ten members, took part"), null=True)
    benefits = models.PositiveIntegerField(_("benefits reported"), null=True)

    class Meta:
        ordering = ("community", "year")
        verbose_name = _("pulse")
        verbose_name_plural = _("pulses")
        constraints = [
            models.UniqueConstraint(fields=("community", "year"), name="pulse_once_a_year"),
            models.CheckConstraint(
                condition=Q(participation=None) | Q(participation__lte=TEN), name="pulse_is_of_ten_members"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}, {self.year}"
