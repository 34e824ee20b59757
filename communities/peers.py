"""Communities that are worth knowing to a given one, and why, in words.

Similar ones share most with it, the rarer the weightier; those one step ahead share much and are at the next stage of
life; bridges share a topic and work at another scale.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyroaring import BitMap

from . import vocabularies
from .facets import label
from .index import Facet, Index

# What counts towards likeness, how much, and how it is said.
SHARED = {
    "topic": (3.0, gettext_lazy("Same topic: %(values)s")),
    "function": (2.0, gettext_lazy("Same function: %(values)s")),
    "focus": (2.0, gettext_lazy("Same focus: %(values)s")),
    "purpose": (1.5, gettext_lazy("Same purpose: %(values)s")),
    "maturity": (1.5, gettext_lazy("At the same stage: %(values)s")),
    "country": (1.5, gettext_lazy("Both in %(values)s")),
    "region": (1.5, gettext_lazy("Both for %(values)s")),
    "convener": (1.0, gettext_lazy("Same kind of convener: %(values)s")),
    "method": (1.0, gettext_lazy("Same way of working: %(values)s")),
    "language": (1.0, gettext_lazy("Both work in %(values)s")),
    "composition": (1.0, gettext_lazy("Same composition: %(values)s")),
    "scale": (0.7, gettext_lazy("Same scale: %(values)s")),
    "kind": (0.3, gettext_lazy("Same kind: %(values)s")),
}
MOST, MOST_REASONS = 4, 3
# Less than this is chance: about one purpose that every third community has.
LEAST = 1.5
# So many candidates are compared one by one; among more, those that share several things with it.
ENOUGH = 200

Weights = Mapping[Facet, float]


@dataclass(frozen=True)
class Peer:
    """A community worth knowing to another one; `reasons` are sentences, the weightiest first."""

    pk: int
    reasons: list[str]


def similar(catalogue: Index, pk: int, besides: Collection[int] = ()) -> list[Peer]:
    """The most similar published communities to one, at most four; those `besides` are left out."""
    weights = _weights(catalogue, pk)
    best = _best(catalogue, weights, candidates(catalogue, weights, catalogue.everyone), (pk, *besides))
    return [Peer(other, _reasons(catalogue, other, weights)) for other in best]


def like(catalogue: Index, facets: Collection[Facet], among: BitMap) -> list[Peer]:
    """The most similar among these to one that is only planned, and would have these facets; at most four."""
    used = (facet for facet in facets if facet[0] in SHARED and catalogue.having(facet))
    weights = {facet: _weight(catalogue, facet) for facet in used}
    best = _best(catalogue, weights, candidates(catalogue, weights, among), ())
    return [Peer(other, _reasons(catalogue, other, weights)) for other in best]


def ahead(catalogue: Index, pk: int, besides: Collection[int] = ()) -> list[Peer]:
    """The most similar ones that are one stage of life further on; none where the stage is not stated, or the last."""
    stage = next(iter(_values(catalogue, pk, "maturity")), None)
    if stage not in vocabularies.STAGES[:-1]:
        return []
    following = vocabularies.STAGES[vocabularies.STAGES.index(stage) + 1]
    weights = _weights(catalogue, pk)
    pool = candidates(catalogue, weights, catalogue.having(("maturity", following)))
    first = _("One step ahead: %(stage)s") % {"stage": label(catalogue, "maturity", following)}
    best = _best(catalogue, weights, pool, (pk, *besides))
    return [Peer(other, [first, *_reasons(catalogue, other, weights)]) for other in best]


def shared(catalogue: Index, pk: int, other: int) -> list[str]:
    """What two communities have in common, in sentences; none where one of them is not published."""
    return _reasons(catalogue, other, _weights(catalogue, pk)) if other in catalogue.rows else []


def bridges(catalogue: Index, pk: int, besides: Collection[int] = ()) -> list[Peer]:
    """Those on a topic of its own at another scale: in a country of its own, or worldwide."""
    scale = next(iter(_values(catalogue, pk, "scale")), None)
    if scale is None:
        return []
    weights = _weights(catalogue, pk)
    common = {facet: weight for facet, weight in weights.items() if facet[0] in ("topic", "country")}
    on_topic = any_of(catalogue, [("topic", topic) for topic in _values(catalogue, pk, "topic")])
    at_home = any_of(catalogue, [("country", iso2) for iso2 in _values(catalogue, pk, "country")])
    worldwide = catalogue.having(("scale", vocabularies.INTERNATIONAL))
    pool = (on_topic & (at_home | worldwide)) - catalogue.having(("scale", scale))
    pool = pool & any_of(catalogue, [("scale", other) for other in catalogue.terms["scale"]])
    best = _best(catalogue, common, candidates(catalogue, common, pool), (pk, *besides))
    return [Peer(other, [_reach(catalogue, other), *_reasons(catalogue, other, common)]) for other in best]


def _reach(catalogue: Index, pk: int) -> str:
    scale = next(iter(_values(catalogue, pk, "scale")))
    return _("At another scale: %(scale)s") % {"scale": label(catalogue, "scale", scale)}


def _values(catalogue: Index, pk: int, name: str) -> list[str]:
    row = catalogue.rows.get(pk)
    return sorted(value for other, value in (row.facets if row else ()) if other == name)


def any_of(catalogue: Index, facets: list[Facet]) -> BitMap:
    """The communities that have any of these."""
    return BitMap.union(BitMap(), *(catalogue.having(facet) for facet in facets))


def _weights(catalogue: Index, pk: int) -> Weights:
    row = catalogue.rows.get(pk)
    return {facet: _weight(catalogue, facet) for facet in (row.facets if row else ()) if facet[0] in SHARED}


def _weight(catalogue: Index, facet: Facet) -> float:
    return SHARED[facet[0]][0] * log((len(catalogue.everyone) + 1) / len(catalogue.having(facet)))


def candidates(catalogue: Index, weights: Weights, among: BitMap) -> BitMap:
    """The candidates: whoever shares something, begun with what weighs most; no more than a few hundred."""
    heaviest = sorted(weights, key=lambda facet: (-weights[facet], facet))
    pool = BitMap()
    for facet in heaviest:
        if len(pool) >= ENOUGH:
            break
        found = among & catalogue.having(facet)
        for other in heaviest:
            if len(found) <= ENOUGH:
                break
            closer = found & catalogue.having(other)
            found = closer if len(closer) > MOST else found
        pool |= found[:ENOUGH]
    return pool


def _best(catalogue: Index, weights: Weights, pool: BitMap, without: Collection[int]) -> list[int]:
    """Of the candidates, the few that share most, if it is more than chance."""
    scores = {other: sum(weights[facet] for facet in weights.keys() & catalogue.rows[other].facets) for other in pool}
    ranked = sorted((-score, other) for other, score in scores.items() if score >= LEAST and other not in without)
    return [other for _score, other in ranked[:MOST]]


def _reasons(catalogue: Index, other: int, weights: Weights) -> list[str]:
    common: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for name, value in weights.keys() & catalogue.rows[other].facets:
        common[name].append((weights[name, value], value))
    heaviest = sorted(common.items(), key=lambda item: (-sum(weight for weight, _value in item[1]), item[0]))
    return [SHARED[name][1] % {"values": _listed(catalogue, name, values)} for name, values in heaviest[:MOST_REASONS]]


def _listed(catalogue: Index, name: str, values: list[tuple[float, str]]) -> str:
    return ", ".join(label(catalogue, name, value) for _weight, value in sorted(values, reverse=True))
