"""Alerts: who asked to be told of new entries in which selection, and the links and letters that each alert has.

What is done with them stands in `alerts.py`. Ending an alert deletes all of this.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 1_500  # characters; an index over it must fit


class Rhythm(models.TextChoices):
    DAY = "day", _("At most once a day")
    WEEK = "week", _("At most once a week")


class Alert(models.Model):
    """One address that is told of what is new in one selection, from the day on which it was confirmed."""

    email = models.EmailField(_("address"))
    # The selection's query string in its one normal form (see `communities/filters.py`); empty for the whole catalogue.
    query = models.CharField(_("selection"), max_length=LONGEST_QUERY, blank=True)
    rhythm = models.CharField(_("how often"), max_length=4, choices=Rhythm, default=Rhythm.WEEK)
    language = models.CharField(_("language"), max_length=5, default="en")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    renewal_offered_at = models.DateTimeField(_("renewal offered"), null=True, blank=True)
    # The ids of the communities that it need not tell of (a bitmap): there from the beginning, or told of since.
    told = models.BinaryField(default=bytes)
    # The catalogue's version that was looked at in full, and the time before which there is no letter of news.
    looked_version = models.BigIntegerField(null=True)
    not_before = models.DateTimeField(_("no news before"), default=timezone.now)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["not_before"])]
        constraints = [
            models.UniqueConstraint(fields=("email", "query"), name="alert_once_for_an_address_and_a_selection"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="alert_of_a_known_rhythm"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, ends_at=None) | Q(confirmed_at__isnull=False, ends_at__isnull=False),
                name="alert_confirmed_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.query or '–'}"


class AlertLink(models.Model):
    """A private link to an alert. Only the hash of its token is kept; the token is in a letter.

    One that confirms is good once and for some days, and brings the rhythm that was asked for with it. Any other shows
    and renews its alert for 30 days, and ends it as long as it lives: an old letter must still stop the next one.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    confirms = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=4, blank=True)
    # Of one that confirms: for those whose mail gateway eats links.
    code_hash = models.CharField(max_length=64, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(token_hash=""), name="alert_link_has_a_hash"),
            models.CheckConstraint(
                condition=Q(confirms=False) | Q(expires_at__isnull=False, rhythm__in=Rhythm.values),
                name="alert_link_that_confirms_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {'confirms' if self.confirms else 'ends'}"


class AlertLetter(models.Model):
    """Which letters in the outbox belong to which alert, so that they end with it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="letters")
    email = models.OneToOneField("post_office.Email", on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.name}"
