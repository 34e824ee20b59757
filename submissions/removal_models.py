"""What was removed of personal data, when and by whom: the evidence, which names nobody it was about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Removal(models.Model):
    """One run of `purge`, or one erasing by address. A trigger refuses to change or delete it."""

    class Why(models.TextChoices):
        TIME = "time", _("Its time was over")
        WISH = "wish", _("Erased at somebody’s wish")

    why = models.CharField(_("why"), max_length=4, choices=Why)
    at = models.DateTimeField(_("when"), default=timezone.now)
    # Nobody where the site itself or a command did it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    by = models.CharField(_("through"), max_length=20)
    # By kind (see `privacy/kinds.py`), how many. Kinds of which there was nothing are left out.
    counts = models.JSONField(_("how many"), default=dict)
    # Whether nothing was left to do; a run within bounds may leave some to the next.
    is_complete = models.BooleanField(_("complete"), default=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")
        default_permissions = ("view",)
        permissions = [("erase_person", _("Can export and erase what is held about an address"))]
        constraints = [models.CheckConstraint(condition=Q(why__in=("time", "wish")), name="removal_says_why")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
