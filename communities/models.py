"""The catalogue's tables: terms, communities, links between them, every revision, and the catalogue's version.

The entry (see `entry.py`) is the community as the public sees it; columns beside it filter, sort and constrain.
Only `publishing.py` writes communities, links and revisions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import entry as entries
from . import labels, vocabularies
from .call_models import Call, CallEntry  # noqa: F401 - and here
from .collection_models import Collection, CollectionEntry  # noqa: F401 - Django looks for models here
from .kept_models import Searched, TermMatch  # noqa: F401 - and these
from .lesson_models import Lesson, LessonPurpose  # noqa: F401 - and these
from .priority_models import PriorityFigure  # noqa: F401 - and this
from .pulse_models import Pulse  # noqa: F401 - and this
from .reply_models import Reply, ReplyCommunity  # noqa: F401 - and these
from .schema import LONGEST_ADDRESS
from .session_models import Session  # noqa: F401 - and this

SHA256_HEX = 64


class TermQuerySet(models.QuerySet["Term"]):
    def active(self) -> Self:
        """The terms that may be chosen today."""
        return self.filter(active=True)

    def by_vocabulary(self) -> dict[str, dict[str, "Term"]]:
        """All terms of this set, in their order, by the name of their vocabulary and by their slug."""
        grouped: dict[str, dict[str, Term]] = {name: {} for name in vocabularies.read()}
        for term in self.order_by("vocabulary", "order", "slug"):
            grouped.setdefault(term.vocabulary, {})[term.slug] = term
        return grouped


class Term(vocabularies.InTwoLanguages, models.Model):
    """One value of a controlled vocabulary. Its slug stands in addresses and exports and never changes."""

    vocabulary = models.CharField(_("vocabulary"), max_length=40)
    slug = models.SlugField(_("slug"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    label_fr = models.CharField(_("label in French"), max_length=120, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    definition_fr = models.TextField(_("definition in French"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("may be chosen"), default=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ("vocabulary", "order", "slug")
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        permissions = [("merge_term", _("Can merge terms"))]
        constraints = [
            models.UniqueConstraint(fields=("vocabulary", "slug"), name="term_slug_once_in_its_vocabulary"),
            models.CheckConstraint(
                condition=Q(vocabulary__in=list(vocabularies.read())), name="term_of_a_known_vocabulary"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")), name="term_not_replaced_by_itself"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(active=False), name="term_replaced_is_chosen_no_more"
            ),
        ]

    def __str__(self) -> str:
        return self.shown


Terms = Mapping[str, Mapping[str, Term]]  # by vocabulary, by slug


class CommunityQuerySet(models.QuerySet["Community"]):
    def published(self) -> Self:
        """What the public can read: the one meaning of public, from which every page and file starts."""
        return self.filter(withdrawn_at=None)

    def in_this_order(self, ids: Sequence[int]) -> Self:
        """Those of this set with some ids, in the order of the ids."""
        listed = Value(list(ids), output_field=ArrayField(models.BigIntegerField()))
        place = Func(listed, F("pk"), function="array_position", output_field=models.IntegerField())
        return self.filter(pk__in=ids).order_by(place)

    def entries_of(self, ids: Iterable[int]) -> dict[int, entries.Entry]:
        """The entries of those of this set with some ids, by id. One query."""
        stored = self.filter(pk__in=ids).values_list("pk", "entry")
        return {pk: entries.upgrade(entry) for pk, entry in stored}

    def confirmed(self) -> Self:
        return self.exclude(confirmed_on=None)


def _one(vocabulary: str) -> Any:
    """The one term of `vocabulary` that a community has, or none. A trigger holds term and vocabulary together."""
    return models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=f"communities_by_{vocabulary}",
        limit_choices_to={"vocabulary": vocabulary},
        verbose_name=labels.LABELS[vocabulary],
    )


class Community(models.Model):
    """One community or network: its entry as published, and the columns that filters and sorting need."""

    slug = models.SlugField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    entry = models.JSONField(_("entry"))

    name = models.CharField(_("name"), max_length=200)
    name_sort = models.CharField(max_length=240, db_collation="C")
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    host = models.CharField(_("country"), max_length=2, null=True, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    languages = ArrayField(models.CharField(max_length=3), default=list)
    region = models.CharField(max_length=20, null=True, blank=True, choices=labels.REGIONS)
    search = SearchVectorField(null=True)
    search_names = models.TextField(blank=True)

    kind = _one("kind")
    scale = _one("scale")
    maturity = _one("maturity")
    eligibility = _one("eligibility")
    route = _one("route")
    involvement = _one("involvement")
    convener = _one("convener")
    mode = _one("mode")
    rhythm = _one("rhythm")
    formality = _one("formality")
    workload = _one("workload")
    facilitation = _one("facilitation")
    composition = _one("composition")
    origin = _one("origin")
    terms = models.ManyToManyField(Term, through="CommunityTerm", related_name="communities")

    revision_number = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField(_("listed since"))
    updated_at = models.DateTimeField(_("last changed"))
    confirmed_on = models.DateField(_("confirmed by its convener"), null=True, blank=True)
    # Since when its convener has been asked whether the entry is right, without an answer yet; see `silence.py`.
    asked_on = models.DateField(_("asked since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    version = models.BigIntegerField(default=0, editable=False, db_index=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ("name_sort", "id")
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        permissions = [
            ("withdraw_community", _("Can withdraw what is published, and put it back")),
            ("merge_community", _("Can merge communities, and part them again")),
        ]
        indexes = [GinIndex(fields=["search"]), GinIndex(fields=["countries"]), GinIndex(fields=["languages"])]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="community_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="community_has_a_slug"),
            models.CheckConstraint(
                condition=Q(host=None) | Q(countries__contains=[F("host")]), name="community_host_among_its_countries"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(withdrawn_at__isnull=False), name="community_merged_is_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="community_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("communities:detail", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.withdrawn_at is None


class CommunityTerm(models.Model):
    """A community has a term of a vocabulary of which it may have several."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE)
    term = models.ForeignKey(Term, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("community", "term"), name="community_has_a_term_once")]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.term_id}"


class Address(models.Model):
    """A slug that some community has or once had. None is ever given to another: old ones lead to the present one."""

    slug = models.SlugField(max_length=LONGEST_ADDRESS, primary_key=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="addresses")

    def __str__(self) -> str:
        return self.slug


class Link(models.Model):
    """What one community is to another, as the first one's entry states it."""

    from_community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="links_out")
    relation = models.CharField(max_length=20, choices=labels.RELATIONS)
    to_community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="links_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("from_community", "relation", "to_community"), name="link_between_two_once"
            ),
            models.CheckConstraint(condition=~Q(from_community=F("to_community")), name="link_between_two_different"),
            models.CheckConstraint(condition=Q(relation__in=list(labels.RELATIONS)), name="link_of_a_known_relation"),
        ]

    def __str__(self) -> str:
        return f"{self.from_community_id} {self.relation} {self.to_community_id}"


class Role(models.TextChoices):
    """In what role somebody published: a role, never a name."""

    STAFF = "staff", _("OPSI staff")
    CONVENER = "convener", _("Its convener")
    COORDINATOR = "coordinator", _("Its co-ordinator")
    FACILITATOR = "facilitator", _("Its facilitator")
    MEMBER = "member", _("A member")
    OTHER = "other", _("Someone who knows it")
    SOURCES = "sources", _("Public sources, read by OPSI")


class Action(models.TextChoices):
    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Changed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RESTORED = "restored", _("Restored")
    MERGED = "merged", _("Merged into another entry")
    JOINED = "joined", _("Another entry merged into it")
    PARTED = "parted", _("An entry that was merged into it stands by itself again")


class Revision(models.Model):
    """The entry at one publication. A trigger refuses to change or delete it; each digest covers the one before."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=Action)
    entry = models.JSONField()
    entry_digest = models.CharField(max_length=SHA256_HEX)
    changed = ArrayField(models.CharField(max_length=40), default=list)
    role = models.CharField(max_length=12, choices=Role)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=SHA256_HEX, blank=True)
    digest = models.CharField(max_length=SHA256_HEX)

    class Meta:
        ordering = ("community", "-number")
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=("community", "number"), name="revision_number_once_in_its_community"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_numbers_begin_at_one"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="revision_of_a_known_action"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="revision_by_a_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.community_id}, {self.number}"

    @property
    def is_redacted(self) -> bool:
        """Whether part of it was erased for good: see `revisions.redact`."""
        return "redacted" in self.entry


class CatalogueVersion(models.Model):
    """One row: the number that every change to a publicly read table moves, by triggers."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_has_one_version")]

    def __str__(self) -> str:
        return str(self.number)
