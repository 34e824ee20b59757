"""What connects: communities linked with several others, and the same aims in several countries. Nothing is guessed.

A bridge is a community that its own entry or theirs links with two others or more. Countries have something in common
where communities in each state the same topic and the same purpose, whether or not they know of each other yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from pyroaring import BitMap

from . import mergers
from .charts import FEWEST
from .facets import label
from .index import Facet, Index
from .mergers import Merged
from .models import Community, Link

MOST = 10
LEAST = 2  # others, or countries: what leads to one only connects nothing
LOOKED_AT = 40  # aims that most communities share; only among them are countries counted
NAMED = 3


@dataclass(frozen=True)
class Aim:
    """A topic with a purpose, stated by communities in several countries; `url` lists them."""

    topic: str
    purpose: str
    url: str
    communities: int
    countries: int


@dataclass(frozen=True)
class Named:
    """A community as a link to it needs it."""

    slug: str
    name: str
    language: str


@dataclass(frozen=True)
class Bridge:
    """A community, and with how many others it is linked."""

    community: Named
    others: int


@dataclass(frozen=True)
class Onward:
    """Where a linked community leads on to: a few others, and how many more there are."""

    named: tuple[Named, ...]
    more: int


def shared_aims(catalogue: Index) -> list[Aim]:
    """The aims that communities in most countries have in common. One that fewer than five share is not told."""
    shared = sorted(_aims(catalogue), key=lambda aim: (-aim[0], aim[1:]))[:LOOKED_AT]
    countries = [bitmap for (name, _value), bitmap in catalogue.bitmaps.items() if name == "country"]
    told = []
    for count, topic, purpose in shared:
        those = catalogue.having(topic) & catalogue.having(purpose)
        told.append(
            Aim(
                topic=label(catalogue, *topic),
                purpose=label(catalogue, *purpose),
                url=f"{reverse('communities:list')}?{urlencode([topic, purpose])}",
                communities=count,
                countries=sum(1 for bitmap in countries if bitmap.intersect(those)),
            )
        )
    told.sort(key=lambda aim: (-aim.countries, -aim.communities, aim.topic, aim.purpose))
    return [aim for aim in told if aim.countries >= LEAST][:MOST]


def bridges(everyone: BitMap) -> list[Bridge]:
    """The communities that are linked with most others, of all that are published. Two queries, or three."""
    beside = _beside(Link.objects.all(), everyone)
    many = sorted((-len(others), pk) for pk, others in beside.items() if len(others) >= LEAST)[:MOST]
    named = _named(pk for _count, pk in many)
    return sorted((Bridge(named[pk], -count) for count, pk in many), key=lambda one: (-one.others, one.community.name))


def onward(pk: int, linked: Iterable[int], merged: Merged, everyone: BitMap) -> dict[int, Onward]:
    """By each community that one is linked with: whom it leads on to, besides those that one is linked with itself."""
    near = set(linked)
    if not near:
        return {}
    theirs = [own for other in near for own in mergers.all_of(other, merged)]
    beside = _beside(Link.objects.filter(Q(from_community__in=near) | Q(to_community__in=theirs)), everyone)
    further = {other: beside[other] - near - {pk} for other in near}
    named = _named(chain.from_iterable(further.values()))
    made = {other: [named[one] for one in named if one in those] for other, those in further.items() if those}
    return {other: Onward(tuple(those[:NAMED]), len(those[NAMED:])) for other, those in made.items()}


def _named(ids: Iterable[int]) -> dict[int, Named]:
    """Communities by id, in the order of their names."""
    rows = Community.objects.filter(pk__in=set(ids)).order_by("name_sort", "id")
    return {pk: Named(*rest) for pk, *rest in rows.values_list("pk", "slug", "name", "entry__written_in")}


def _beside(links: QuerySet[Link], everyone: BitMap) -> dict[int, set[int]]:
    """By published community: those that it is linked with, whichever of the two says so."""
    pairs = list(links.values_list("from_community", "to_community"))
    merged = mergers.read() if any(named not in everyone for _one, named in pairs) else {}
    beside: dict[int, set[int]] = defaultdict(set)
    for one, named in pairs:
        other = mergers.now(named, merged)
        if one != other and one in everyone and other in everyone:
            beside[one].add(other)
            beside[other].add(one)
    return beside


def _aims(catalogue: Index) -> Iterator[tuple[int, Facet, Facet]]:
    for topic in catalogue.terms["topic"]:
        for purpose in catalogue.terms["purpose"]:
            aim = ("topic", topic), ("purpose", purpose)
            count = catalogue.having(aim[0]).intersection_cardinality(catalogue.having(aim[1]))
            if count >= FEWEST:
                yield (count, *aim)
