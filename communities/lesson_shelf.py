"""The lessons that the public can read, each with the community that has it now. Nothing here writes.

A lesson vanishes with its community, and comes back with it; where that was merged it leads on with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from pyroaring import BitMap

from . import mergers
from .folding import fold
from .lesson_models import Again
from .mergers import Merged
from .models import Community, Lesson, Role, Term

LEAST_COUNTED = 5  # answers, before it is said how many would do it again

Facet = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """A lesson, its purposes, and the community that has it."""

    lesson: Lesson
    purposes: list[Term]
    community: Community
    name_language: str

    @property
    def role(self) -> str:
        """Who told it: a role, never a name."""
        return str(Role(self.lesson.role).label)

    @cached_property
    def facets(self) -> frozenset[Facet]:
        """Every parameter and value by which it is found."""
        lesson = self.lesson
        found = {("community", self.community.slug), ("maturity", lesson.maturity.slug), ("again", lesson.again)}
        found |= {("purpose", term.slug) for term in self.purposes}
        if lesson.ingredient:
            found.add(("ingredient", lesson.ingredient.slug))
        if lesson.effort:
            found.add(("effort", lesson.effort))
        return frozenset(found)

    @cached_property
    def folded(self) -> str:
        """All its words as they are compared, a space before each."""
        lesson = self.lesson
        return f" {fold(f'{lesson.did} {lesson.happened} {self.community.name} {self.community.acronym}')}"


@dataclass(frozen=True)
class Tally:
    """How many of some lessons their communities would do again."""

    total: int
    again: int
    differently: int

    @property
    def is_shown(self) -> bool:
        """Whether there are enough for a figure to mean anything."""
        return self.total >= LEAST_COUNTED


class LessonGone(Exception):
    """The lesson, or its community, was taken back."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def everything() -> list[Told]:
    """All of them, by stage and then the newest first. Four queries; one where there are none."""
    return _told(Lesson.objects.published())


def of_community(pk: int, merged: Merged) -> list[Told]:
    """Those of a published community, and of all that were merged into it."""
    return _told(Lesson.objects.published().filter(community__in=mergers.all_of(pk, merged)), merged)


def at_stage(slug: str) -> list[Told]:
    """Those about one stage."""
    return _told(Lesson.objects.published().filter(maturity__slug=slug))


def one(pk: int) -> Told | None:
    """The lesson of that number; None where there never was one. Raises LessonGone."""
    lesson = Lesson.objects.filter(pk=pk).select_related("community__merged_into").first()
    if lesson is None:
        return None
    if lesson.withdrawn_at:
        raise LessonGone(lesson.withdrawn_at)
    found = _told(Lesson.objects.filter(pk=pk))
    if not found:
        raise LessonGone(lesson.community.withdrawn_at or lesson.published_at)
    return found[0]


def numbers(public: BitMap) -> list[tuple[int, datetime]]:
    """The number of each lesson of these communities, and when it was published, without its words."""
    rows = list(Lesson.objects.published().order_by("pk").values_list("pk", "community_id", "published_at"))
    merged = mergers.read() if rows else {}
    return [(pk, at) for pk, community, at in rows if mergers.now(community, merged) in public]


def tally(told: Iterable[Told]) -> Tally:
    """What their communities say of doing it again."""
    said = [one.lesson.again for one in told]
    return Tally(len(said), len(said) - said.count(Again.NO), said.count(Again.DIFFERENTLY))


def _told(lessons: QuerySet[Lesson], merged: Merged | None = None) -> list[Told]:
    rows = list(
        lessons.select_related("maturity", "ingredient")
        .prefetch_related("purposes")
        .order_by("maturity__order", "maturity__slug", "-published_at", "-pk")
    )
    if not rows:
        return []
    merged = mergers.read() if merged is None else merged
    wanted = {row.pk: mergers.now(row.community_id, merged) for row in rows}
    known = Community.objects.published().annotate(name_language=KT("entry__written_in"))
    public = known.only("slug", "name", "acronym").in_bulk(set(wanted.values()))
    return [
        Told(row, list(row.purposes.all()), community, community.name_language or "")
        for row in rows
        if (community := public.get(wanted[row.pk]))
    ]
