"""Who of the staff gets the weekly digest, and up to which week."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """One member of staff’s weekly digest. Without a row it is wanted, and none was written yet."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest")
    wanted = models.BooleanField(_("wanted"), default=True)
    # The Monday of the latest one, so that no week is told of twice.
    week = models.DateField(_("latest week"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.week}"
