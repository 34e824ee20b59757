"""How far the catalogue covers the world: where communities are listed, and where staff have searched at all.

“None listed yet” says nothing of a country in which nobody has looked: the two are told apart here. No queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from pyroaring import BitMap

from . import countries, facets, vocabularies
from .filters import title
from .index import Index
from .kept_models import Searched
from .models import Term

OF = ("purpose", "scale")


@dataclass(frozen=True)
class OfWorld:
    """How many countries are searched or not, with communities listed or none yet."""

    searched_listed: int
    searched_none: int
    unsearched_listed: int
    unsearched_none: int


@dataclass(frozen=True)
class OfValue:
    """How many communities of one purpose or scale are listed, and in how many countries staff looked for them."""

    label: str
    url: str
    listed: int
    countries: int
    last: date | None


@dataclass(frozen=True)
class Gap:
    """A purpose or scale that none listed in a country has; `url` lists the communities that have it elsewhere."""

    label: str
    url: str
    elsewhere: int


@dataclass(frozen=True)
class Gaps:
    """What is missing of one vocabulary in a country, where so many of those listed there state anything of it."""

    title: str
    stating: int
    listed: int
    missing: tuple[Gap, ...]


def of_world(catalogue: Index, searches: Iterable[Searched]) -> OfWorld:
    """Country by country; a search for one purpose or at one scale alone does not make a country searched."""
    everywhere = {iso2 for iso2, _name in countries.all_countries()}
    listed = {iso2 for iso2 in everywhere if catalogue.having(("country", iso2))}
    searched = {one.country for one in searches if not one.purpose_id and not one.scale_id} & everywhere
    return OfWorld(
        searched_listed=len(searched & listed),
        searched_none=len(searched - listed),
        unsearched_listed=len(listed - searched),
        unsearched_none=len(everywhere - searched - listed),
    )


def of_values(catalogue: Index, searches: Iterable[Searched], name: str) -> list[OfValue]:
    """Term by term of one of OF; a search counts for a term unless it was for another one."""
    made, path = [], reverse("communities:list")
    for slug, term in catalogue.terms[name].items():
        if term.active:
            meant = [one for one in searches if _is_for(one, name, term)]
            made.append(
                OfValue(
                    label=facets.label(catalogue, name, slug),
                    url=f"{path}?{name}={slug}",
                    listed=len(catalogue.having((name, slug))),
                    countries=len({one.country for one in meant}),
                    last=max((one.on for one in meant), default=None),
                )
            )
    return made


def gaps(catalogue: Index, iso2: str) -> list[Gaps]:
    """What no community in a country states, of purposes and of the scales that a country can have."""
    here = catalogue.having(("country", iso2))
    return [_gaps(catalogue, here, name) for name in OF]


def _gaps(catalogue: Index, here: BitMap, name: str) -> Gaps:
    path, missing, stating = reverse("communities:list"), [], BitMap()
    for slug, term in catalogue.terms[name].items():
        those = catalogue.having((name, slug))
        stating |= here & those
        if term.active and slug not in vocabularies.ACROSS and not here & those:
            missing.append(Gap(facets.label(catalogue, name, slug), f"{path}?{name}={slug}", len(those)))
    return Gaps(title(name), len(stating), len(here), tuple(missing))


def _is_for(one: Searched, name: str, term: Term) -> bool:
    limits = {other: getattr(one, f"{other}_id") for other in OF}
    return all(limit is None or (other == name and limit == term.pk) for other, limit in limits.items())
