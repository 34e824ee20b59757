"""Asking again: rounds of letters to those who answer for an entry, invitations to those who could, and the pulse.

What is done with them stands in `living/`. That somebody was asked and has not answered is public, as a day alone; see
`communities/silence.py`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.pulse_models import TEN

MOST_LETTERS = 3
MOST_INVITING_LETTERS = 2  # the invitation and one reminder


class Round(models.Model):
    """One time of asking about one community, from its first letter until a sign of life. One is open at a time."""

    class End(models.TextChoices):
        CONFIRMED = "confirmed", _("Still right")
        LIFE = "life", _("Another sign of life")
        OBJECTION = "objection", _("Does not want to be asked")
        NOBODY = "nobody", _("Nobody is left to ask")

    community = models.ForeignKey("communities.Community", on_delete=models.PROTECT, related_name="rounds")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True, choices=End)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=Q(ended_at=None), name="round_open_once_for_a_community"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="round_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.began_at:%Y-%m-%d}"


class Asking(models.Model):
    """One letter of a round to one steward. Only the hash of its token is kept; the token is in the letter."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="askings")
    steward = models.ForeignKey("submissions.Steward", on_delete=models.CASCADE, related_name="askings")
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    email = models.OneToOneField("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("round", "steward", "number"), name="asking_letter_never_twice"),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_LETTERS)), name="asking_three_letters_at_most"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="asking_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.number}"


class Wave(models.Model):
    """Invitations that a member of staff sent at one time."""

    # Of the form that sent it, so that sending that twice makes one wave.
    key = models.UUIDField(unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("wave of invitations")
        verbose_name_plural = _("waves of invitations")
        permissions = [("invite", _("Can invite conveners to confirm entries"))]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.sent_at):%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """One address invited to answer for one community that is listed from public sources."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Still right")
        CHANGED = "changed", _("Change something")
        REMOVED = "removed", _("Should not be listed")
        NEVER = "never", _("Does not want to be asked")

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invitations")
    community = models.ForeignKey("communities.Community", on_delete=models.PROTECT, related_name="invitations")
    # Erased at its owner's wish; the keyed digest then still knows the mailbox again, and does not give it away.
    address = models.EmailField(_("address"), blank=True)
    mailbox = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language of letters"), max_length=5, default="en")
    answer = models.CharField(_("answer"), max_length=10, blank=True, choices=Answer)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # What came of the answer: a confirmation, a draft of a change, or a report.
    submission = models.ForeignKey(
        "submissions.Submission", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("wave", "pk")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["mailbox"])]
        constraints = [
            models.UniqueConstraint(fields=("wave", "mailbox"), name="invitation_to_a_mailbox_once_a_wave"),
            models.UniqueConstraint(fields=("wave", "community"), name="invitation_of_a_community_once_a_wave"),
            models.CheckConstraint(condition=~Q(mailbox=""), name="invitation_has_a_mailbox"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(
                    answer__in=("confirmed", "changed", "removed", "never"),
                    answered_at__isnull=False,
                ),
                name="invitation_answered_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.community_id}"


class InvitingLetter(models.Model):
    """The invitation or its reminder. Only the hash of its token is kept; the token is in the letter."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="letters")
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    written_at = models.DateTimeField(default=timezone.now)
    email = models.OneToOneField("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("invitation", "number")
        constraints = [
            models.UniqueConstraint(fields=("invitation", "number"), name="inviting_letter_never_twice"),
            models.CheckConstraint(
                condition=Q(number__range=(1, MOST_INVITING_LETTERS)), name="inviting_letter_and_one_reminder"
            ),
            models.CheckConstraint(condition=~Q(token_hash=""), name="inviting_letter_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.number}"


class EntryLink(models.Model):
    """A fresh link in place of that of a letter, whose time was over. Only the hash of its token is kept."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, null=True, related_name="fresh_links")
    letter = models.ForeignKey(InvitingLetter, on_delete=models.CASCADE, null=True, related_name="fresh_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(token_hash=""), name="entry_link_has_a_hash"),
            models.CheckConstraint(
                condition=Q(asking__isnull=True) ^ Q(letter__isnull=True), name="entry_link_is_of_one_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asking_id or self.letter_id}"


class KeptPulse(models.Model):
    """Three numbers about a year that a convener gave for OPSI only. Published ones stand in the catalogue."""

    community = models.ForeignKey("communities.Community", on_delete=models.PROTECT, related_name="kept_pulses")
    year = models.PositiveSmallIntegerField()
    participants = models.PositiveIntegerField(_("regular participants"), null=True)
    participation = models.PositiveSmallIntegerField(_("of ten members, took part"), null=True)
    benefits = models.PositiveIntegerField(_("benefits reported"), null=True)

    class Meta:
        ordering = ("community", "year")
        verbose_name = _("pulse for OPSI only")
        verbose_name_plural = _("pulses for OPSI only")
        constraints = [
            models.UniqueConstraint(fields=("community", "year"), name="kept_pulse_once_a_year"),
            models.CheckConstraint(
                condition=Q(participation=None) | Q(participation__lte=TEN), name="kept_pulse_is_of_ten_members"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}, {self.year}"
