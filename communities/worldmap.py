"""The map: a selection of communities in, shapes and marks and their index out. No HTTP, no queries, no addresses.

Which country, city or row of the tray a community belongs to is `placement.py`'s; the countries' shapes are
`outlines.py`'s.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import countries, labels, outlines, vocabularies
from .outlines import Box
from .placement import City, Placed, Tally, placed, tally

__all__ = ["Placed", "WorldMap", "draw", "everywhere", "klass", "locator", "overview", "placed", "world"]

# The least count of each class, from the palest to the darkest; class 0 is "none listed yet".
CLASSES = ((1, _("1")), (2, _("2–4")), (5, _("5–9")), (10, _("10–19")), (20, _("20 or more")))
NONE_LISTED = 0

# Names stand on these alone: where there is room for them. Degrees east and north of the name's middle.
ROOM_FOR_A_NAME = {
    "US": (-99, 38.2),
    "CA": (-107, 59),
    "BR": (-53, -9),
    "AU": (134, -25),
    "RU": (96, 61),
    "CN": (103, 34.5),
    "IN": (79, 22),
}
EUROPE = ((-10.8, 38), (0, 63.5), (34, 45), (0, 34.6))  # places on the enlargement's western, northern, … edge
# The heart of each world region, for drawings of one alone: degrees at its north-western and south-eastern corners.
REGIONS = {
    "africa": ((-10, 27), (43, -27)),
    "americas": ((-115, 45), (-45, -42)),
    "latin-america": ((-100, 20), (-45, -42)),
    "asia-pacific": ((88, 32), (162, -32)),
    "europe": ((-3, 62), (33, 40)),
    "middle-east": ((33, 37), (57, 17)),
}
DOT = 6.0
LOCATOR = (340, 208)  # width and height of the small "where is it" drawing, at least


@dataclass(frozen=True)
class Land:
    """A country with communities: its outline."""

    iso2: str
    name: str
    count: int
    klass: int
    path: str


@dataclass(frozen=True)
class Mark:
    """A country with communities that is too small for an outline: the middle of its square."""

    iso2: str
    name: str
    count: int
    klass: int
    x: int
    y: int


@dataclass(frozen=True)
class Dot:
    """A city with communities."""

    name: str
    count: int
    x: int
    y: int
    radius: float


@dataclass(frozen=True)
class Label:
    """A country's name and count, written on its land."""

    name: str
    count: int
    klass: int
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """One picture: the land where nothing is listed as a single path, then what is on it."""

    box: Box
    blank: str
    lands: tuple[Land, ...] = ()
    marks: tuple[Mark, ...] = ()
    dots: tuple[Dot, ...] = ()
    names: tuple[Label, ...] = ()

    @property
    def width(self) -> int:
        return round(self.box[2] - self.box[0])

    @property
    def height(self) -> int:
        return round(self.box[3] - self.box[1])

    @property
    def viewbox(self) -> str:
        """The value of the SVG's viewBox."""
        return f"{self.box[0]:.0f} {self.box[1]:.0f} {self.width} {self.height}"


@dataclass(frozen=True)
class IndexRow:
    """One line of the country index: what is drawn there, and what is based there but works across borders."""

    iso2: str
    name: str
    count: int
    across: int
    klass: int


@dataclass(frozen=True)
class TrayRow:
    """One line of the tray: communities that no country holds. `parameters` select them in the list, if any do."""

    name: Any
    count: int
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class WorldMap:
    """Everything that a page needs to draw a selection and to say it in words."""

    world: Drawing
    europe: Drawing
    index: tuple[IndexRow, ...]
    tray: tuple[TrayRow, ...]
    total: int

    @property
    def countries(self) -> int:
        """How many countries have communities of their own."""
        return sum(1 for row in self.index if row.count)

    @property
    def legend(self) -> tuple[tuple[int, Any], ...]:
        """Each class of shading with its words."""
        return tuple((klass, words) for klass, (_least, words) in enumerate(CLASSES, start=1))


def draw(communities: Iterable[Placed]) -> WorldMap:
    """The map of a selection, in the reader's language."""
    counted = tally(communities)
    europe = _drawing(counted, _europe(), dot=DOT * 0.6)
    return WorldMap(
        world=_drawing(counted, outlines.extent(), enlarged=europe.box, names=True),
        europe=europe,
        index=_index(counted),
        tray=tuple(_tray(counted)),
        total=counted.total,
    )


def world(communities: Iterable[Placed]) -> Drawing:
    """A selection on a map of the world alone, without names."""
    return _drawing(tally(communities), outlines.extent())


def klass(count: int) -> int:
    """The class of shading for a count: 0 for none, 5 for twenty or more."""
    return sum(1 for least, _words in CLASSES if count >= least)


@lru_cache(maxsize=512)
def locator(
    iso2: str | None, latitude: float | None = None, longitude: float | None = None, room: tuple[int, int] = LOCATOR
) -> Drawing | None:
    """A country, and a city in it where known, in its neighbourhood; None for a country that is not on the map."""
    if not iso2:
        return None
    outline = outlines.by_country().get(iso2)
    small = outlines.small_countries().get(iso2)
    if outline is None and small is None:
        return None
    box = _neighbourhood(outline.mainland if outline else (*small, *small), room)  # type: ignore[misc]
    blank = "".join(land.within(box) for land in outlines.outlines() if land.iso2 != iso2)
    here = Land(iso2, "", 1, 4, outline.within(box)) if outline else None
    mark = Mark(iso2, "", 1, 4, round(small[0]), round(small[1])) if small else None
    dots = () if latitude is None or longitude is None else (_dot(City("", latitude, longitude), 1, DOT),)
    return Drawing(box, blank, (here,) if here else (), (mark,) if mark else (), dots)


def everywhere() -> Drawing:
    """The whole world, all of it alike."""
    land = "".join(outline.path for outline in outlines.outlines())
    return Drawing(outlines.extent(), "", (Land("", "", 1, 4, land),))


def overview(named: Iterable[str] = (), region: str | None = None, room: tuple[int, int] = LOCATOR) -> Drawing:
    """The world, or one of its regions, with the named countries on it, all alike."""
    box = _neighbourhood(_between(*REGIONS[region]), room) if region in REGIONS else outlines.extent()
    chosen = frozenset(named)
    blank = "".join(land.within(box) for land in outlines.outlines() if land.iso2 not in chosen)
    lands = (Land(iso2, "", 1, 4, land.within(box)) for iso2, land in outlines.by_country().items() if iso2 in chosen)
    small = ((iso2, *place) for iso2, place in outlines.small_countries().items() if iso2 in chosen)
    return Drawing(box, blank, tuple(lands), tuple(Mark(iso2, "", 1, 4, round(x), round(y)) for iso2, x, y in small))


def _drawing(
    counted: Tally, box: Box, *, enlarged: Box | None = None, names: bool = False, dot: float = DOT
) -> Drawing:
    """What lies in a box. Dots that are drawn in the enlargement anyway are left out."""
    whole = box == outlines.extent()
    listed: list[Land] = []
    blank: list[str] = []
    for outline in outlines.outlines():
        path = outline.path if whole else outline.within(box)
        count = counted.countries[outline.iso2] if outline.iso2 else NONE_LISTED
        if path and count:
            listed.append(Land(outline.iso2, countries.name(outline.iso2), count, klass(count), path))
        else:
            blank.append(path)
    dots = (_dot(city, count, dot) for city, count in counted.cities.most_common())
    return Drawing(
        box,
        "".join(blank),
        tuple(listed),
        tuple(mark for mark in _marks(counted) if _inside(mark, box)),
        tuple(one for one in dots if _inside(one, box) and not (enlarged and _inside(one, enlarged))),
        tuple(_names(counted)) if names else (),
    )


def _marks(counted: Tally) -> Iterable[Mark]:
    for iso2, (x, y) in outlines.small_countries().items():
        if count := counted.countries[iso2]:
            yield Mark(iso2, countries.name(iso2), count, klass(count), round(x), round(y))


def _dot(city: City, count: int, radius: float) -> Dot:
    """A city's dot: its area grows with the count, so that twice as many is twice the ink."""
    x, y = outlines.project(city.longitude, city.latitude)
    return Dot(city.name, count, round(x), round(y), round(radius * math.sqrt(0.7 + 0.3 * count), 1))


def _names(counted: Tally) -> Iterable[Label]:
    for iso2, (longitude, latitude) in ROOM_FOR_A_NAME.items():
        if count := counted.countries[iso2]:
            x, y = outlines.project(longitude, latitude)
            yield Label(countries.name(iso2), count, klass(count), round(x), round(y))


def _index(counted: Tally) -> tuple[IndexRow, ...]:
    rows = (
        IndexRow(
            iso2,
            countries.name(iso2),
            counted.countries[iso2],
            counted.across[iso2],
            klass(counted.countries[iso2]),
        )
        for iso2 in counted.countries.keys() | counted.across.keys()
    )
    return tuple(sorted(rows, key=lambda row: (-row.count, countries.sort_key(row.name))))


def _tray(counted: Tally) -> Iterable[TrayRow]:
    if counted.international:
        scale = {"scale": vocabularies.INTERNATIONAL}
        yield TrayRow(_("International"), counted.international, scale)
    stated = {region: count for region, count in counted.regions.items() if region}
    for region, count in sorted(stated.items(), key=lambda pair: (-pair[1], pair[0])):
        yield TrayRow(labels.REGIONS.get(region, region), count, {"scale": vocabularies.REGIONAL, "region": region})
    if counted.regions[""]:
        yield TrayRow(_("World region not stated"), counted.regions[""], {})
    if counted.unplaced:
        yield TrayRow(_("Country not stated"), counted.unplaced, {})


def _inside(thing: Mark | Dot, box: Box) -> bool:
    return box[0] < thing.x < box[2] and box[1] < thing.y < box[3]


def _europe() -> Box:
    west, north, east, south = (outlines.project(*place) for place in EUROPE)
    return round(west[0]), round(north[1]), round(east[0]), round(south[1])


def _between(north_west: tuple[float, float], south_east: tuple[float, float]) -> Box:
    (left, top), (right, bottom) = outlines.project(*north_west), outlines.project(*south_east)
    return min(left, right), top, max(left, right), bottom


def _neighbourhood(box: Box, room: tuple[int, int]) -> Box:
    """A box of the room's proportions around another, at least as large, so that one sees what lies about."""
    least_width, least_height = room
    middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    scale = max(1.0, 1.4 * (box[2] - box[0]) / least_width, 1.4 * (box[3] - box[1]) / least_height)
    half_width, half_height = scale * least_width / 2, scale * least_height / 2
    return (
        round(middle_x - half_width),
        round(middle_y - half_height),
        round(middle_x + half_width),
        round(middle_y + half_height),
    )
