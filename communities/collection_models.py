"""Collections: communities that OPSI's staff have chosen, in an order, with an introduction. Public once published."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

TITLE = 120
INTRODUCTION = 6_000
NOTE = 300
MARKDOWN = _("Markdown: paragraphs, lists, emphasis and links.")


class CollectionQuerySet(models.QuerySet["Collection"]):
    def published(self) -> Self:
        """What the public can read."""
        return self.filter(published=True)


class Collection(models.Model):
    """A title, an introduction, and what they introduce. Its address never changes once the public has seen it."""

    title = models.CharField(_("title"), max_length=TITLE)
    title_fr = models.CharField(
        _("title in French"), max_length=TITLE, blank=True, help_text=_("Give both in French, or neither.")
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The end of its address: /collections/…/. It stays for good once the collection is published."),
    )
    introduction = models.TextField(_("introduction"), max_length=INTRODUCTION, help_text=MARKDOWN)
    introduction_fr = models.TextField(
        _("introduction in French"), max_length=INTRODUCTION, blank=True, help_text=MARKDOWN
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Its place among the collections: lower numbers come first.")
    )
    published = models.BooleanField(_("published"), default=False)
    public_since = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ("order", "title", "id")
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="collection_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="collection_has_a_slug"),
            models.CheckConstraint(condition=~Q(introduction=""), name="collection_has_an_introduction"),
            models.CheckConstraint(
                condition=Q(title_fr="", introduction_fr="") | ~Q(title_fr="") & ~Q(introduction_fr=""),
                name="collection_in_french_whole_or_not_at_all",
                violation_error_message=_("Give both the title and the introduction in French, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(published=False) | Q(public_since__isnull=False), name="collection_public_since_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    def save(self, *args: Any, **options: Any) -> None:
        if self.published and self.public_since is None:
            self.public_since = timezone.now()
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("communities:collection", args=[self.slug])

    @property
    def language(self) -> str:
        """The language in which a reader gets it: theirs where it is translated, else English."""
        return "fr" if self.title_fr and get_language() == "fr" else "en"

    @property
    def shown(self) -> str:
        """The title in that language."""
        return self.title_fr if self.language == "fr" else self.title

    @property
    def introduced(self) -> str:
        """The introduction in that language, as staff wrote it."""
        return self.introduction_fr if self.language == "fr" else self.introduction


class CollectionEntry(models.Model):
    """A community in a collection, and why it is there."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    community = models.ForeignKey(
        "Community", on_delete=models.PROTECT, related_name="in_collections", verbose_name=_("community")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    note = models.CharField(
        _("why it is here"), max_length=NOTE, blank=True, help_text=_("Published beside the community.")
    )
    note_fr = models.CharField(_("why it is here, in French"), max_length=NOTE, blank=True)

    class Meta:
        ordering = ("collection", "position")
        verbose_name = _("community of the collection")
        verbose_name_plural = _("communities of the collection")
        constraints = [
            models.UniqueConstraint(
                fields=("collection", "community"),
                name="collection_has_a_community_once",
                violation_error_message=_("This community is in the collection already."),
            ),
            # Two may change places within one transaction.
            models.UniqueConstraint(
                fields=("collection", "position"),
                name="collection_has_a_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(note_fr="") | ~Q(note=""), name="collection_note_in_english_first"),
        ]

    def __str__(self) -> str:
        return self.community.name

    @property
    def note_language(self) -> str:
        """The language in which a reader gets the note."""
        return "fr" if self.note_fr and get_language() == "fr" else "en"

    @property
    def noted(self) -> str:
        """The note in that language."""
        return self.note_fr if self.note_language == "fr" else self.note
