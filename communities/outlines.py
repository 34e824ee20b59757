"""The countries' outlines in the map's own units: projected once, kept as SVG paths. No counts and no names.

Natural Earth 1:110m (public domain) without Antarctica, in the Equal Earth projection (Šavrič, Patterson and Jenny,
2018): areas compare truly, which a map of counts needs. Countries that are too small for that scale are points.
"""

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import countries

DATA = Path(__file__).parent / "data"
ANTARCTICA = "010"
WIDTH = 2000  # units from the western edge of the drawing to the eastern one; paths are whole units
MARGIN = 8

_COEFFICIENTS = (1.340264, -0.081106, 0.000893, 0.003796)
_EAST = 2.7066299  # the projection's x at longitude 180° on the equator, for a globe of radius 1
_SCALE = WIDTH / (2 * _EAST)

Point = tuple[float, float]
Line = list[list[float]]  # longitudes and latitudes
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Ring:
    """One closed line of an outline, the box around it, and the line as SVG path data."""

    points: tuple[tuple[int, int], ...]
    box: Box
    path: str

    def touches(self, box: Box) -> bool:
        left, top, right, bottom = self.box
        return right > box[0] and left < box[2] and bottom > box[1] and top < box[3]


@dataclass(frozen=True)
class Outline:
    """One country's or territory's land. `iso2` is empty for land that has no code in ISO 3166-1."""

    iso2: str
    rings: tuple[Ring, ...]
    path: str

    def within(self, box: Box) -> str:
        """The path of those rings that touch the box; "" if none does."""
        return "".join(ring.path for ring in self.rings if ring.touches(box))

    @property
    def mainland(self) -> Box:
        """The box around the largest ring."""
        return max((ring.box for ring in self.rings), key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))


def project(longitude: float, latitude: float) -> Point:
    """A place in degrees to the drawing's units; y grows southwards. Equal Earth keeps areas, not shapes."""
    a1, a2, a3, a4 = _COEFFICIENTS
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    stretch = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * stretch)
    y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
    return WIDTH / 2 + _SCALE * x, -_SCALE * y


@cache
def outlines() -> tuple[Outline, ...]:
    """All land but Antarctica on the map of the world, in the data's order."""
    return drawn_by(_in_one_piece)


def drawn_by(lay: Callable[[Line], Iterable[Point]]) -> tuple[Outline, ...]:
    """All land but Antarctica; `lay` says where the points of a line lie on the drawing, if they are on it."""
    with (DATA / "world-110m.geojson").open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    codes = {countries.numeric(iso2): iso2 for iso2, _name in countries.all_countries()}
    return tuple(
        _outline(codes.get(feature["properties"]["i"], ""), feature["geometry"]["coordinates"], lay)
        for feature in features
        if feature["properties"]["i"] != ANTARCTICA
    )


@cache
def by_country() -> dict[str, Outline]:
    """The outlines that have a code, by it."""
    return {outline.iso2: outline for outline in outlines() if outline.iso2}


@cache
def small_countries() -> dict[str, Point]:
    """Where countries without an outline stand on the map of the world."""
    return {iso2: project(*degrees) for iso2, degrees in small_countries_in_degrees().items()}


@cache
def small_countries_in_degrees() -> dict[str, Point]:
    """Where countries without an outline lie: longitude and latitude."""
    with (DATA / "small-countries.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {row["iso2"]: (float(row["longitude"]), float(row["latitude"])) for row in rows}


@cache
def extent() -> Box:
    """The box around all land, countries without an outline included, with a margin."""
    boxes = [ring.box for outline in outlines() for ring in outline.rings]
    boxes += [(round(x), round(y), round(x), round(y)) for x, y in small_countries().values()]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts) - MARGIN, min(tops) - MARGIN, max(rights) + MARGIN, max(bottoms) + MARGIN


def _outline(iso2: str, polygons: Iterable[Iterable[Line]], lay: Callable[[Line], Iterable[Point]]) -> Outline:
    rings = tuple(_rings(polygons, lay))
    return Outline(iso2, rings, "".join(ring.path for ring in rings))


def _rings(polygons: Iterable[Iterable[Line]], lay: Callable[[Line], Iterable[Point]]) -> Iterator[Ring]:
    for polygon in polygons:
        for line in polygon:
            points = tuple(_without_repeats(lay(line)))[:-1]  # the last is the first again
            if len(points) > 2:
                xs, ys = zip(*points, strict=True)
                yield Ring(points, (min(xs), min(ys), max(xs), max(ys)), _path(points))


def _in_one_piece(line: Line) -> Iterator[Point]:
    """The projected line; one that crosses the date line is carried on beyond 180° instead of across the map."""
    longitudes = [point[0] for point in line]
    crosses = max(longitudes) - min(longitudes) > 180
    for longitude, latitude in line:
        yield project(longitude + 360 if crosses and longitude < 0 else longitude, latitude)


def _without_repeats(points: Iterable[Point]) -> Iterator[tuple[int, int]]:
    last = None
    for x, y in points:
        here = (round(x), round(y))
        if here != last:
            yield here
        last = here


def _path(points: tuple[tuple[int, int], ...]) -> str:
    """Path data in steps from point to point, which is half as long as naming every place."""
    (x, y), *rest = points
    steps: list[str] = []
    for to_x, to_y in rest:
        steps.append(f"{_number(to_x - x, first=not steps)}{_number(to_y - y)}")
        x, y = to_x, to_y
    return f"M{points[0][0]},{points[0][1]}l{''.join(steps)}z"


def _number(value: int, *, first: bool = False) -> str:
    """A number in path data: a minus sign parts it from the one before, else a blank does."""
    return str(value) if first or value < 0 else f" {value}"
