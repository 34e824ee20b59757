"""Sessions that communities open to guests: when, where, in which language, and what about.

Only `sessions.py` writes here. A session names nobody; its number is its address and is never given to another.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import zones

ABOUT, PLACE, SIGN_UP, LINK = 200, 200, 300, 500  # characters


class SessionQuerySet(models.QuerySet["Session"]):
    def published(self) -> Self:
        """What was not withdrawn; its community may have been: see `session_shelf.py`."""
        return self.filter(withdrawn_at=None)


class Session(models.Model):
    """One session of one community to which guests are welcome, in its own words."""

    community = models.ForeignKey(
        "Community", on_delete=models.PROTECT, related_name="sessions", verbose_name=_("community")
    )
    about = models.CharField(_("what it is about"), max_length=ABOUT)
    language = models.CharField(_("language"), max_length=3)
    zone = models.CharField(_("time zone"), max_length=40, validators=[zones.check])
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    link = models.CharField(_("link to join"), max_length=LINK, blank=True)
    place = models.CharField(_("place"), max_length=PLACE, blank=True)
    sign_up = models.CharField(_("how to sign up"), max_length=SIGN_UP, blank=True)
    role = models.CharField(_("announced by"), max_length=12)
    # How often it was published, called off or put back: calendars take the highest for the latest.
    sequence = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(_("published"))
    changed_at = models.DateTimeField(_("last changed"))
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-id")
        verbose_name = _("session open to guests")
        verbose_name_plural = _("sessions open to guests")
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="session_says_what_it_is_about"),
            models.CheckConstraint(
                condition=~Q(language="") & ~Q(role="") & ~Q(zone=""), name="session_has_a_language_a_role_and_a_zone"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(link="") | ~Q(place=""), name="session_has_a_link_or_a_place"),
            models.CheckConstraint(condition=Q(link="") | Q(link__regex=r"^https?://"), name="session_link_is_web"),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("published_at"))
                & (Q(called_off_at=None) | Q(called_off_at__gte=F("published_at")))
                & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("published_at"))),
                name="session_changed_after_it_was_published",
            ),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("communities:session", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or would have."""
        return self.ends_at <= timezone.now()

    # When, as clocks show it: without a zone, so that templates show it as it is --------------------

    @property
    def starts_there(self) -> datetime:
        return zones.there(self.starts_at, self.zone)

    @property
    def ends_there(self) -> datetime:
        return zones.there(self.ends_at, self.zone)

    @property
    def starts_in_utc(self) -> datetime:
        return zones.there(self.starts_at, zones.UNIVERSAL)

    @property
    def ends_in_utc(self) -> datetime:
        return zones.there(self.ends_at, zones.UNIVERSAL)

    @property
    def clocks(self) -> str:
        """The place whose clocks it goes by: Paris, New York."""
        return zones.place(self.zone)

    @property
    def is_in_utc(self) -> bool:
        """Whether it goes by UTC itself, so that there is nothing to convert."""
        return self.zone == zones.UNIVERSAL
