"""Calls for entries: what OPSI asks, of whom and until when; and which communities came in by which call."""

from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from . import call_questions, countries, zones
from .collection_models import MARKDOWN

TITLE = 120
WORDS = 6_000
OPSIS_ZONE = "Europe/Paris"
# How a call stands where it does not count days.
TO_COME, OVER = -2, -1

check_zone = zones.check  # as migrations know it


class CallQuerySet(models.QuerySet["Call"]):
    def published(self) -> Self:
        """What the public can read."""
        return self.filter(published=True)


class Call(models.Model):
    """A dated call for entries. Its address and its extra questions never change once the public has seen them."""

    title = models.CharField(_("title"), max_length=TITLE)
    title_fr = models.CharField(
        _("title in French"), max_length=TITLE, blank=True, help_text=_("Give all in French, or nothing.")
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The end of its address: /calls/…/. It stays for good once the call is published."),
    )
    words = models.TextField(_("what it asks for"), max_length=WORDS, help_text=MARKDOWN)
    words_fr = models.TextField(_("what it asks for, in French"), max_length=WORDS, blank=True, help_text=MARKDOWN)
    summary = models.TextField(
        _("summary"),
        max_length=WORDS,
        blank=True,
        help_text=_("What came of it. Shown once the call is over. Markdown, as above."),
    )
    summary_fr = models.TextField(_("summary in French"), max_length=WORDS, blank=True, help_text=MARKDOWN)
    zone = models.CharField(
        _("time zone"),
        max_length=40,
        default=OPSIS_ZONE,
        validators=[check_zone],
        help_text=_("Where the times below are said. Readers see them there and in UTC."),
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), help_text=_("The last moment to send an entry."))
    countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("target countries"),
        default=list,
        blank=True,
        help_text=_("None means all countries."),
    )
    questions = models.JSONField(default=list, blank=True, editable=False, validators=[call_questions.check])
    # The version of the questionnaire with which it was published.
    question_set = models.CharField(_("question set"), max_length=20, blank=True, editable=False)
    published = models.BooleanField(_("published"), default=False)
    public_since = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ("-closes_at", "-id")
        verbose_name = _("call for entries")
        verbose_name_plural = _("calls for entries")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="call_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="call_has_a_slug"),
            models.CheckConstraint(condition=~Q(words=""), name="call_has_words"),
            models.CheckConstraint(
                condition=Q(title_fr="", words_fr="", summary_fr="")
                | ~Q(title_fr="")
                & ~Q(words_fr="")
                & (Q(summary="", summary_fr="") | ~Q(summary="") & ~Q(summary_fr="")),
                name="call_in_french_whole_or_not_at_all",
                violation_error_message=_("Give title, words and summary in French, or none of them."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("A call has to close after it opens."),
            ),
            models.CheckConstraint(
                condition=Exact(
                    Func(F("questions"), function="jsonb_typeof", output_field=models.TextField()), Value("array")
                ),
                name="call_has_a_list_of_questions",
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(public_since__isnull=False), name="call_public_since_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    def save(self, *args: Any, **options: Any) -> None:
        if self.published and self.public_since is None:
            self.public_since = timezone.now()
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("communities:call", args=[self.slug])

    # When -------------------------------------------------------------------------------------------

    def standing(self, now: datetime) -> int:
        """How many days are left, by the calendar of its zone; TO_COME and OVER for those that are not open."""
        if now < self.opens_at:
            return TO_COME
        if now >= self.closes_at:
            return OVER
        return (self.last_day - now.astimezone(self.clock).date()).days

    @property
    def days_left(self) -> int:
        """The standing at this moment."""
        return self.standing(timezone.now())

    @property
    def left(self) -> str:
        """How long it is open still, in words; nothing where it is not."""
        days = self.days_left
        if days < 0:
            return ""
        soon = {0: gettext("It closes today."), 1: gettext("It closes tomorrow.")}
        return soon.get(days) or ngettext("%(days)d day left.", "%(days)d days left.", days) % {"days": days}

    @property
    def is_open(self) -> bool:
        return self.days_left >= 0

    @property
    def is_over(self) -> bool:
        return self.days_left == OVER

    @property
    def last_day(self) -> date:
        """The last day of its zone's calendar on which it is open: the one before, where it closes at midnight."""
        return (self.closes_at - datetime.resolution).astimezone(self.clock).date()

    @property
    def closes_there(self) -> datetime:
        """The deadline as a clock of its zone shows it; without a zone, so that templates show it as it is."""
        return zones.there(self.closes_at, self.zone)

    @property
    def opens_there(self) -> datetime:
        """When it opens, likewise."""
        return zones.there(self.opens_at, self.zone)

    @property
    def closes_in_utc(self) -> datetime:
        """The deadline in UTC, likewise."""
        return zones.there(self.closes_at, zones.UNIVERSAL)

    @property
    def place(self) -> str:
        """The place that its time zone is named after: Paris, New York."""
        return zones.place(self.zone)

    @property
    def clock(self) -> ZoneInfo:
        """The zone in which its times are said."""
        return ZoneInfo(self.zone)

    # In the reader's words --------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language in which a reader gets it: theirs where it is translated, else English."""
        return "fr" if self.title_fr and get_language() == "fr" else "en"

    @property
    def shown(self) -> str:
        """The title in that language."""
        return self.title_fr if self.language == "fr" else self.title

    @property
    def said(self) -> str:
        """What it asks for in that language, as staff wrote it."""
        return self.words_fr if self.language == "fr" else self.words

    @property
    def summed_up(self) -> str:
        """The summary in that language, as staff wrote it."""
        return self.summary_fr if self.language == "fr" else self.summary

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The target countries as (code, name), by name in the reader's language."""
        named = [(code, countries.name(code)) for code in self.countries]
        return sorted(named, key=lambda pair: countries.sort_key(pair[1]))

    @property
    def extras(self) -> list[call_questions.Extra]:
        """Its own questions, in the reader's language."""
        return call_questions.read(self.questions)


class CallEntry(models.Model):
    """A community that came in by a call. Written when what was sent through the call is approved."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="entries")
    community = models.OneToOneField("Community", on_delete=models.PROTECT, related_name="came_in_by")

    class Meta:
        verbose_name = _("community of the call")
        verbose_name_plural = _("communities of the call")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.community_id}"
