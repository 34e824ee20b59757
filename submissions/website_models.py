"""What was found at a community's website when it was asked last."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WebsiteLook(models.Model):
    """One community's website: what it answered last, since when it fails, until when staff want to hear no more."""

    community = models.OneToOneField("communities.Community", on_delete=models.CASCADE, related_name="website_look")
    url = models.CharField(_("address of the website"), max_length=500)
    asked_at = models.DateTimeField(_("asked last"))
    answer = models.CharField(_("answer"), max_length=10)
    why = models.CharField(_("why"), max_length=200, blank=True)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    times = models.PositiveIntegerField(_("times in a row"), default=0)
    quiet_until = models.DateTimeField(_("known to staff until"), null=True, blank=True)

    class Meta:
        verbose_name = _("website that does not answer")
        verbose_name_plural = _("websites that do not answer")
        ordering = ("failing_since", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(failing_since=None, times=0) | Q(failing_since__isnull=False, times__gte=1),
                name="website_look_failing_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.url
