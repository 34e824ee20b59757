"""What the catalogue tells somebody who plans a community: which come near it, and what others do. No queries."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from pyroaring import BitMap

from . import peers, precedents, vocabularies
from .facets import label
from .index import Facet, Index
from .peers import Peer

# What of a plan counts towards likeness.
COUNTS = ("topic", "purpose", "function", "focus", "country", "scale", "composition")

Plan = Mapping[str, Collection[str]]  # the values that a plan has, by parameter


def matching(catalogue: Index, plan: Plan) -> list[Peer]:
    """The listed communities that come closest to a plan and have not ended, at most four, with how one joins them.

    Whoever shares none of what the plan is about does not come near it. Those at home come first: they can be joined.
    """
    facets = [(name, value) for name in COUNTS for value in plan.get(name, ())]
    about = next(([facet for facet in facets if facet[0] == name] for name in precedents.WHAT if plan.get(name)), None)
    among = peers.any_of(catalogue, about) if about else catalogue.everyone
    alive = among - catalogue.having(("maturity", vocabularies.CLOSED))
    at_home = peers.any_of(catalogue, [facet for facet in facets if facet[0] == "country"])
    found = [one for pool in (alive & at_home, alive - at_home) for one in peers.like(catalogue, facets, pool)]
    return [Peer(one.pk, [*one.reasons, *_ways_to_join(catalogue, one.pk)]) for one in found[: peers.MOST]]


def _ways_to_join(catalogue: Index, pk: int) -> list[str]:
    routes = sorted(value for name, value in catalogue.rows[pk].facets if name == "route")
    return [_("How somebody joins: %(route)s") % {"route": label(catalogue, "route", route)} for route in routes]


def counted(catalogue: Index, facets: Collection[Facet]) -> list[tuple[str, int]]:
    """How many listed communities have each of these, by what it is called."""
    return [(label(catalogue, *facet), len(catalogue.having(facet))) for facet in facets]


def naming_more_than(catalogue: Index, name: str, number: int) -> int:
    """How many listed communities have more than so many values of a parameter."""
    at_least = [BitMap(catalogue.everyone), *(BitMap() for _turn in range(number + 1))]
    for value in catalogue.terms[name]:
        having = catalogue.having((name, value))
        for values in range(number + 1, 0, -1):
            at_least[values] |= at_least[values - 1] & having
    return len(at_least[-1])
