"""Introductions: a wish to be introduced to whoever looks after a community, as it was passed on to one of them.

What is done with them stands in `passing_on.py` and `introductions.py`. The wish itself is a submission.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reply(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    NOT_NOW = "not-now", _("Not now")
    NEVER = "never", _("Not to be asked again")


class Introduction(models.Model):
    """One wish, passed on to one steward. Only the hash of the token is kept; the token is in the steward's letter."""

    submission = models.ForeignKey("submissions.Submission", on_delete=models.CASCADE, related_name="introductions")
    steward = models.ForeignKey("submissions.Steward", on_delete=models.CASCADE, related_name="introductions")
    token_hash = models.CharField(max_length=64, unique=True)
    passed_on_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    reply = models.CharField(max_length=8, choices=Reply, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(token_hash=""), name="introduction_has_a_hash"),
            models.UniqueConstraint(fields=("submission", "steward"), name="introduction_once_to_a_steward"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(reply=Reply.ACCEPTED), name="introduction_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | Q(reply__in=Reply.values, replied_at__isnull=False),
                name="introduction_replied_to_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} → {self.steward_id}: {self.reply or '…'}"
