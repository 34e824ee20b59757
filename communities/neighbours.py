"""Which countries lie beside a country, as the map's outlines have it. Nothing here counts or names anything.

Two countries whose outlines have points in common share a border. Islands, and countries too small for an outline,
have the nearest ones instead. No territory is judged here: the outlines are Natural Earth's.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from math import hypot

from . import outlines
from .outlines import Box, Point, project

LEAST_IN_COMMON = 2  # points: one alone can be a corner, or chance
FEWEST = 4
LOOKED_AT = 24  # countries whose points are compared one by one
WORLD = project(180, 0)[0] - project(-180, 0)[0]  # the way round, in the drawing's units


@cache
def of(iso2: str) -> tuple[str, ...]:
    """The countries that share a land border with one, by code; then the nearest others, until there are four."""
    beside = _in_common().get(iso2, {})
    bordering = sorted(other for other, points in beside.items() if points >= LEAST_IN_COMMON)
    near = [other for other in _nearest(iso2) if other not in bordering] if len(bordering) < FEWEST else []
    return (*bordering, *near[: max(FEWEST - len(bordering), 0)])


def _nearest(iso2: str) -> list[str]:
    """The few countries nearest to one on the map, nearest first."""
    places, boxes = _places(), _boxes()
    if iso2 not in places:
        return []
    here = places[iso2]
    gaps = {other: _gap(boxes[iso2], box) for other, box in boxes.items() if other != iso2}
    away: dict[str, float] = {}
    for other in sorted(gaps, key=lambda other: gaps[other])[:LOOKED_AT]:
        # None is nearer than its box is: the rest are farther than enough of those that were looked at.
        if len(away) >= FEWEST and gaps[other] > sorted(away.values())[FEWEST - 1]:
            break
        away[other] = min(_distance(one, point) for one in here for point in places[other])
    return sorted(away, key=lambda other: (away[other], other))[:FEWEST]


@cache
def _boxes() -> dict[str, Box]:
    return {iso2: _box(points) for iso2, points in _places().items()}


def _box(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _gap(one: Box, other: Box) -> float:
    """How far two boxes are apart, at least; across the date line where that is shorter."""
    across = max(one[0] - other[2], other[0] - one[2], 0)
    round_the_back = max(WORLD - max(one[2], other[2]) + min(one[0], other[0]), 0)
    return hypot(min(across, round_the_back), max(one[1] - other[3], other[1] - one[3], 0))


def _distance(one: Point, other: Point) -> float:
    """In the drawing's units, across the date line where that is shorter."""
    across = abs(one[0] - other[0])
    return hypot(min(across, abs(WORLD - across)), one[1] - other[1])


@cache
def _places() -> dict[str, tuple[Point, ...]]:
    """The points of every country: its outline's, or its one place."""
    drawn: dict[str, tuple[Point, ...]] = {
        iso2: tuple(point for ring in outline.rings for point in ring.points)
        for iso2, outline in outlines.by_country().items()
    }
    return {**{iso2: (place,) for iso2, place in outlines.small_countries().items()}, **drawn}


@cache
def _in_common() -> dict[str, dict[str, int]]:
    """How many points each two outlines have in common."""
    holders: dict[Point, set[str]] = defaultdict(set)
    for iso2, outline in outlines.by_country().items():
        for ring in outline.rings:
            for point in ring.points:
                holders[point].add(iso2)
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for those in holders.values():
        for one in those:
            for other in those - {one}:
                counted[one][other] += 1
    return counted
