"""What stands on the desk beside a submission: who is looking at it, what they have typed so far, and staff's notes.

None of it is a decision: it moves no state and no version.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Hold(models.Model):
    """Who is looking at a submission, softly: others are told, and may decide all the same. It runs out by itself."""

    submission = models.OneToOneField("Submission", on_delete=models.CASCADE, primary_key=True, related_name="hold")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="hold_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.user_id}"


class Typed(models.Model):
    """What a moderator has typed into the panel and not sent: the names of its fields, each with its values."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="typed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    # The version of the submission for which it was typed.
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("submission", "user"), name="typed_once_by_each")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.user_id}"


class Note(models.Model):
    """A note among staff that came with no decision. Erasing its submission's sender deletes it."""

    submission = models.ForeignKey("Submission", on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note among staff"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text[:80]


class Checked(models.Model):
    """Which of OPSI's criteria the moderator ticked when deciding (see `criteria.py`)."""

    decision = models.OneToOneField("Decision", on_delete=models.PROTECT, primary_key=True, related_name="checked")
    met = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.decision_id}: {', '.join(self.met)}"


class SavedWords(models.Model):
    """Words that staff often write to senders, kept in both languages; what they are good for says the title."""

    title = models.CharField(_("title on the desk"), max_length=80, unique=True)
    verb = models.CharField(
        _("used when"),
        max_length=10,
        choices=[("ask", _("Asking for changes")), ("approve", _("Approving")), ("decline", _("Declining"))],
    )
    text = models.TextField(_("words to the sender"), max_length=2000)
    text_fr = models.TextField(_("words to the sender, in French"), max_length=2000, blank=True)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("verb", "title")
        verbose_name = _("saved words")
        verbose_name_plural = _("saved words")
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=("ask", "approve", "decline")), name="saved_words_of_a_verb")
        ]

    def __str__(self) -> str:
        return self.title

    def said_in(self, language: str) -> str:
        """The words in the sender's language, as far as they are there."""
        return self.text_fr if language == "fr" and self.text_fr else self.text
