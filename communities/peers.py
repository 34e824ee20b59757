"""Communities like a given one, and why, in words: by what they share, the rarer the weightier."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from math import log

from django.utils.translation import gettext_lazy as _

from .facets import label
from .index import Facet, Index

# What counts towards likeness, how much, and how it is said.
SHARED = {
    "topic": (3.0, _("Same topic: %(values)s")),
    "function": (2.0, _("Same function: %(values)s")),
    "focus": (2.0, _("Same focus: %(values)s")),
    "purpose": (1.5, _("Same purpose: %(values)s")),
    "maturity": (1.5, _("At the same stage: %(values)s")),
    "country": (1.5, _("Both in %(values)s")),
    "region": (1.5, _("Both for %(values)s")),
    "convener": (1.0, _("Same kind of convener: %(values)s")),
    "method": (1.0, _("Same way of working: %(values)s")),
    "language": (1.0, _("Both work in %(values)s")),
    "composition": (1.0, _("Same composition: %(values)s")),
    "scale": (0.7, _("Same scale: %(values)s")),
    "kind": (0.3, _("Same kind: %(values)s")),
}
MOST, MOST_REASONS = 4, 3
# Less than this is chance: about one purpose that every third community has.
LEAST = 1.5


@dataclass(frozen=True)
class Peer:
    """A community that is like another one; `reasons` are sentences, the weightiest first."""

    pk: int
    reasons: list[str]


def similar(catalogue: Index, pk: int, besides: Collection[int] = ()) -> list[Peer]:
    """The most similar published communities to one, at most four; those `besides` are left out."""
    row = catalogue.rows.get(pk)
    weights = {facet: _weight(catalogue, facet) for facet in (row.facets if row else ()) if facet[0] in SHARED}
    scores: dict[int, float] = defaultdict(float)
    for facet, weight in weights.items():
        for other in catalogue.having(facet):
            scores[other] += weight
    for left_out in (pk, *besides):
        scores.pop(left_out, None)
    best = sorted((-score, other) for other, score in scores.items() if score >= LEAST)[:MOST]
    return [Peer(other, _reasons(catalogue, other, weights)) for _score, other in best]


def _weight(catalogue: Index, facet: Facet) -> float:
    return SHARED[facet[0]][0] * log((len(catalogue.everyone) + 1) / len(catalogue.having(facet)))


def _reasons(catalogue: Index, other: int, weights: dict[Facet, float]) -> list[str]:
    shared: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (name, value), weight in weights.items():
        if (name, value) in catalogue.rows[other].facets:
            shared[name].append((weight, value))
    heaviest = sorted(shared.items(), key=lambda item: (-sum(weight for weight, _value in item[1]), item[0]))
    return [SHARED[name][1] % {"values": _listed(catalogue, name, values)} for name, values in heaviest[:MOST_REASONS]]


def _listed(catalogue: Index, name: str, values: list[tuple[float, str]]) -> str:
    return ", ".join(label(catalogue, name, value) for _weight, value in sorted(values, reverse=True))
