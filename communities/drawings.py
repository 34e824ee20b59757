"""Drawings of the world and of its parts: what is on them, and how a count of communities becomes one. No HTTP.

The countries' shapes are `outlines.py`'s, and `frames.py` has the pictures of single regions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from . import countries, dots, frames, naming, outlines
from .dots import Dot
from .naming import Label, Named
from .outlines import Box, Outline, Point
from .placement import Tally

# The least count of each class, from the palest to the darkest; class 0 is "none listed yet".
LEAST = (1, 2, 5, 10, 20)
NONE_LISTED = 0
EUROPE = ((-10.8, 38), (0, 63.5), (34, 45), (0, 34.6))  # places on the enlargement's western, northern, … edge
ENLARGEMENT = 0.25  # of the world's width, by the style sheet
# The radius of a single community's dot and the narrowest that it is drawn, in pixels.
ON_THE_WORLD, ENLARGED, ON_A_REGION = (2.6, 640), (2.4, 160), (3.6, 320)


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
class Drawing:
    """One picture: the land where nothing is listed as a single path, then what is on it."""

    box: Box
    blank: str
    lands: tuple[Land, ...] = ()
    marks: tuple[Mark, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()

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


def klass(count: int) -> int:
    """The class of shading for a count: 0 for none, 5 for twenty or more."""
    return sum(1 for least in LEAST if count >= least)


def of_the_world(counted: Tally) -> Drawing:
    """The whole world, with names where they lie on their land."""
    return _on_the_world(counted, outlines.extent(), *ON_THE_WORLD, spill=1.6)


def of_europe_enlarged(counted: Tally) -> Drawing:
    """The part of the world's drawing that is too crowded there."""
    return _on_the_world(counted, _europe(), *ENLARGED)


def for_a_card(counted: Tally, width: int) -> Drawing:
    """The whole world without names; what stands on it is sized for a picture so many pixels wide."""
    box = outlines.extent()
    whole = round(box[2] - box[0])  # the card gives radiuses in units, not in pixels
    return _on_the_world(counted, box, ON_THE_WORLD[0] * whole / width, whole)


def of_region(counted: Tally, region: str) -> Drawing:
    """One of the world's regions, with the names for which there is room."""
    frame = frames.FRAMES[region]
    radius, narrowest = ON_A_REGION
    drawn = dots.dots(counted.cities, frame.place, frame.box, narrowest, radius)
    marks = _marks(counted, frames.small_countries_in(region), frame.box)
    lands = _lands(counted, frames.seen_in(region), frame.box)
    named = [*_named(lands[1], region, frame.box), *(Named(one.name, one.count, one.x, one.y, None) for one in marks)]
    labels = naming.labels(named, [(dot.x, dot.y) for dot in drawn], frame.box, spill=6)
    return Drawing(frame.box, *lands, marks, drawn, labels)


def _on_the_world(counted: Tally, box: Box, radius: float, narrowest: int, spill: float = 0) -> Drawing:
    """What lies in a box of the map of the world; with names if they may be so many times as long as their land."""
    drawn = dots.dots(counted.cities, outlines.project, box, narrowest, radius)
    marks = _marks(counted, outlines.small_countries(), box)
    lands = _lands(counted, outlines.outlines(), box)
    named = _named(lands[1], "", box) if spill else ()
    taken = [(dot.x, dot.y) for dot in drawn]
    labels = naming.labels(named, taken, box, spill, widths=(naming.WIDE,), covered=(_under_the_enlargement(),))
    return Drawing(box, *lands, marks, drawn, labels)


def _lands(counted: Tally, shown: Iterable[Outline], box: Box) -> tuple[str, tuple[Land, ...]]:
    """The path of all land without communities, and each land with some."""
    listed: list[Land] = []
    blank: list[str] = []
    for outline in shown:
        path = outline.within(box)
        count = counted.countries[outline.iso2] if outline.iso2 else NONE_LISTED
        if path and count:
            listed.append(Land(outline.iso2, countries.name(outline.iso2), count, klass(count), path))
        else:
            blank.append(path)
    return "".join(blank), tuple(listed)


def _marks(counted: Tally, small: Mapping[str, Point], box: Box) -> tuple[Mark, ...]:
    return tuple(
        Mark(iso2, countries.name(iso2), count, klass(count), round(x), round(y))
        for iso2, (x, y) in small.items()
        if (count := counted.countries[iso2]) and box[0] < x < box[2] and box[1] < y < box[3]
    )


def _named(lands: Iterable[Land], region: str, box: Box) -> Iterator[Named]:
    for land in lands:
        if place := _middle(land.iso2, region, box):
            yield Named(land.name, land.count, *place)


@lru_cache(maxsize=2_000)
def _middle(iso2: str, region: str, box: Box) -> tuple[float, float, float] | None:
    shown = frames.seen_in(region) if region else outlines.outlines()
    return next(naming.middle(outline, box) for outline in shown if outline.iso2 == iso2)


def _under_the_enlargement() -> Box:
    """What it lies on, in the lower left of the world."""
    left, _top, right, bottom = outlines.extent()
    west, north, east, south = _europe()
    width = ENLARGEMENT * (right - left)
    return left, bottom - width * (south - north) / (east - west), left + width, bottom


def _europe() -> Box:
    west, north, east, south = (outlines.project(*place) for place in EUROPE)
    return round(west[0]), round(north[1]), round(east[0]), round(south[1])
