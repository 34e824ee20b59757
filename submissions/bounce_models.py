"""Addresses whose letters come back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class SentBack(models.Model):
    """An address from which letters came back for good: how often, when last, and what its server said.

    The row goes once a letter has shown that the address works, or staff say so.
    """

    address = models.EmailField(_("address"))
    times = models.PositiveIntegerField(_("letters that came back"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("latest"))
    status = models.CharField(_("status"), max_length=12, blank=True)  # RFC 3463, such as 5.1.1
    said = models.CharField(_("what its server said"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("address whose letters come back")
        verbose_name_plural = _("addresses whose letters come back")
        ordering = ("-last_at", "-pk")
        constraints = [
            models.UniqueConstraint(Lower("address"), name="sent_back_once_for_an_address"),
            models.CheckConstraint(condition=Q(times__gte=1), name="sent_back_at_least_once"),
        ]

    def __str__(self) -> str:
        return self.address
