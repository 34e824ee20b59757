"""Small drawings of where something is, beside words: a country in its neighbourhood, some countries, all the world."""

from collections.abc import Iterable
from functools import lru_cache

from . import outlines
from .dots import Dot
from .drawings import Drawing, Land, Mark
from .outlines import Box
from .placement import City

# The heart of each world region, for drawings of one alone: degrees at its north-western and south-eastern corners.
REGIONS = {
    "africa": ((-10, 27), (43, -27)),
    "americas": ((-115, 45), (-45, -42)),
    "latin-america": ((-100, 20), (-45, -42)),
    "asia-pacific": ((88, 32), (162, -32)),
    "europe": ((-3, 62), (33, 40)),
    "middle-east": ((33, 37), (57, 17)),
}
LOCATOR = (340, 208)  # width and height of the small "where is it" drawing, at least
DOT = 6.0
SHADE = 4  # the class in which everything is drawn that is not blank


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
    here = (_land(iso2, outline.within(box)),) if outline else ()
    mark = (_mark(iso2, *small),) if small else ()
    dots = () if latitude is None or longitude is None else (_dot(iso2, latitude, longitude),)
    return Drawing(box, blank, here, mark, dots)


def everywhere() -> Drawing:
    """The whole world, all of it alike."""
    land = "".join(outline.path for outline in outlines.outlines())
    return Drawing(outlines.extent(), "", (_land("", land),))


def overview(named: Iterable[str] = (), region: str | None = None, room: tuple[int, int] = LOCATOR) -> Drawing:
    """The world, or one of its regions, with the named countries on it, all alike."""
    box = _neighbourhood(_between(*REGIONS[region]), room) if region in REGIONS else outlines.extent()
    chosen = frozenset(named)
    blank = "".join(land.within(box) for land in outlines.outlines() if land.iso2 not in chosen)
    lands = (_land(iso2, land.within(box)) for iso2, land in outlines.by_country().items() if iso2 in chosen)
    marks = (_mark(iso2, *place) for iso2, place in outlines.small_countries().items() if iso2 in chosen)
    return Drawing(box, blank, tuple(lands), tuple(marks))


def _land(iso2: str, path: str) -> Land:
    return Land(iso2, "", 1, SHADE, path)


def _mark(iso2: str, x: float, y: float) -> Mark:
    return Mark(iso2, "", 1, SHADE, round(x), round(y))


def _dot(iso2: str, latitude: float, longitude: float) -> Dot:
    x, y = outlines.project(longitude, latitude)
    return Dot((City("", iso2, latitude, longitude),), 1, round(x), round(y), DOT)


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
