"""Who has done something like it in a government like one's own: communities ranked, and why, in words. No queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import countries, index, neighbours, peers
from .facets import label
from .index import Facet, Index

ASKED = ("topic", "purpose", "scale", "country")
# How much each counts, and how it is said.
COUNTS = {
    "topic": (3.0, gettext_lazy("Same topic: %(value)s")),
    "purpose": (2.0, gettext_lazy("Same purpose: %(value)s")),
    "country": (2.0, gettext_lazy("In the same country: %(value)s")),
    "scale": (1.0, gettext_lazy("Same scale: %(value)s")),
}
NEAR_BY = 1.0
CONFIRMED = 0.5  # what its convener has confirmed can be relied on more
WHAT = ("topic", "purpose")  # whoever shares none of these, if they are asked for, has not done this
MOST = 5  # on one printed page


@dataclass(frozen=True)
class Precedent:
    """A community that has done something like it; `reasons` are sentences, the weightiest first."""

    pk: int
    reasons: list[str]


def find(catalogue: Index, asked: Mapping[str, str]) -> list[Precedent]:
    """The closest precedents for what is asked for: one value each of some of ASKED."""
    wanted = {(name, asked[name]): COUNTS[name][0] for name in ASKED if asked.get(name)}
    near = _near(asked.get("country", ""))
    weights = {**dict.fromkeys(near, NEAR_BY), **wanted}
    must = [facet for facet in wanted if facet[0] in WHAT] or list(weights)
    among = peers.any_of(catalogue, must)
    scored = ((-_score(catalogue, pk, wanted, near), pk) for pk in peers.candidates(catalogue, weights, among))
    return [Precedent(pk, _reasons(catalogue, pk, wanted, near)) for _points, pk in sorted(scored)[:MOST]]


def _near(iso2: str) -> list[Facet]:
    return [("country", other) for other in neighbours.of(iso2)] if iso2 else []


def _score(catalogue: Index, pk: int, wanted: Mapping[Facet, float], near: list[Facet]) -> float:
    has = catalogue.rows[pk].facets
    score = sum(weight for facet, weight in wanted.items() if facet in has)
    score += NEAR_BY if _beside(catalogue, pk, wanted, near) else 0
    return score + (CONFIRMED if ("confirmed", index.YES) in has else 0)


def _beside(catalogue: Index, pk: int, wanted: Mapping[Facet, float], near: list[Facet]) -> list[str]:
    """The countries near by that it works in, unless it works in the country itself."""
    has = catalogue.rows[pk].facets
    if any(facet[0] == "country" and facet in has for facet in wanted):
        return []
    return [iso2 for name, iso2 in near if (name, iso2) in has]


def _reasons(catalogue: Index, pk: int, wanted: Mapping[Facet, float], near: list[Facet]) -> list[str]:
    has = catalogue.rows[pk].facets
    shared = sorted((-weight, facet) for facet, weight in wanted.items() if facet in has)
    reasons = [COUNTS[name][1] % {"value": label(catalogue, name, value)} for _weight, (name, value) in shared]
    if beside := _beside(catalogue, pk, wanted, near):
        reasons.append(_("Near by: %(countries)s") % {"countries": ", ".join(map(countries.name, beside))})
    if ("confirmed", index.YES) in has:
        reasons.append(_("Confirmed by its convener"))
    return reasons
