"""Links that letters carry, and which letter in the outbox belongs to which submission."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a link in a letter is good for."""

    RESUME = "resume", _("Go on, see where it stands, answer")
    CONFIRM = "confirm", _("Confirm the address")
    SHOW = "show", _("Show to a colleague, read only")


class LetterLink(models.Model):
    """A private link to a submission. Only the hash of its token is kept; the token is in a letter."""

    submission = models.ForeignKey("submissions.Submission", on_delete=models.CASCADE, related_name="letter_links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # Of one to go on with: a salted hash of the address to which it went; empty where no letter had it.
    mailed_to = models.CharField(max_length=64, blank=True, editable=False)
    # Of one that shows it to a colleague: the answers that are not published too, as its sender chose.
    shows_private = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="letter_link_of_a_known_purpose"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="letter_link_has_a_hash"),
            models.CheckConstraint(
                condition=Q(shows_private=False) | Q(purpose=Purpose.SHOW), name="letter_link_shows_private_by_choice"
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(purpose=Purpose.SHOW), name="letter_link_shows_a_submission_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.purpose}"

    def is_good(self, now: datetime) -> bool:
        """Whether the link may be used: not past its time, and not yet used where it is good for once."""
        return now < self.expires_at and not (self.purpose == Purpose.CONFIRM and self.used_at)


class PostedLetter(models.Model):
    """Which letter in the outbox belongs to which submission and decision, so that an undo can hold it back."""

    submission = models.ForeignKey("submissions.Submission", on_delete=models.CASCADE, related_name="letters")
    decision = models.ForeignKey(
        "submissions.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    email = models.OneToOneField("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(name="reminder"), name="posted_letter_reminds_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.name}"
