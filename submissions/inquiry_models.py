"""Inquiries: what becomes of a question once relayed. Who was asked, what they answered, the reply made of it.

What is done with them stands in `inquiries/`. The question itself, and who asked it, is a submission.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Reply
from communities.reply_models import CONTEXT, QUESTION

MOST_ASKED = 5
ANSWER = 3_000  # characters


class Inquiry(models.Model):
    """A question as its moderator worded it when it was relayed, and until when it can be answered."""

    submission = models.OneToOneField("Submission", on_delete=models.PROTECT, related_name="inquiry")
    question = models.CharField(_("question"), max_length=QUESTION)
    context = models.TextField(_("what it is about"), max_length=CONTEXT, blank=True)
    relayed_at = models.DateTimeField(_("relayed"), default=timezone.now)
    answers_until = models.DateTimeField(_("answers until"))
    reply = models.OneToOneField(Reply, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("reply"))

    class Meta:
        verbose_name = _("relayed question")
        verbose_name_plural = _("relayed questions")
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="inquiry_has_its_question"),
            models.CheckConstraint(
                condition=Q(answers_until__gt=F("relayed_at")), name="inquiry_leaves_time_to_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Relay(models.Model):
    """One convener who was asked, and what they answered. Five at most, and no mailbox twice.

    A trigger refuses who does not agree to be asked or looks after no published community today.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="relays")
    position = models.PositiveSmallIntegerField(_("place"))
    steward = models.ForeignKey("Steward", on_delete=models.PROTECT, related_name="relays", verbose_name=_("steward"))
    # A keyed digest: the same mailbox is known again, and not given away.
    mailbox = models.CharField(max_length=64)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=ANSWER, blank=True)
    may_cite = models.BooleanField(_("may be published, cited to the community"), default=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    declined_at = models.DateTimeField(_("would rather not"), null=True, blank=True)

    class Meta:
        ordering = ("inquiry", "position")
        verbose_name = _("relay of a question")
        verbose_name_plural = _("relays of questions")
        indexes = [models.Index(fields=["mailbox", "asked_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(position__range=(1, MOST_ASKED)), name="relay_among_the_first_five"),
            models.UniqueConstraint(fields=("inquiry", "position"), name="relay_has_a_place_of_its_own"),
            models.UniqueConstraint(fields=("inquiry", "mailbox"), name="relay_to_a_mailbox_once"),
            models.CheckConstraint(condition=~Q(mailbox=""), name="relay_has_a_mailbox"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", may_cite=False)
                | (Q(answered_at__isnull=False, declined_at=None) & ~Q(answer="")),
                name="relay_answered_or_declined_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id}, {self.position}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is waited for from this convener."""
        return bool(self.answered_at or self.declined_at)


class RelayLink(models.Model):
    """A private link by which a convener answers. Only the hash of its token is kept; the token is in a letter."""

    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(token_hash=""), name="relay_link_has_a_hash")]

    def __str__(self) -> str:
        return f"{self.relay_id}"
