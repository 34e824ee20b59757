"""The world's regions as the map shows each of them alone: what is in the picture, and how the globe is laid flat.

Lambert's azimuthal equal-area projection around the middle of each region: areas compare truly, as on the map of the
world, shapes are bent little, and the date line runs through nothing. What a frame shows besides its region is not
judged here: no list says which country belongs to which.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from . import outlines
from .outlines import Box, Line, Outline, Point

WIDTH = 1000  # units from one side of a drawing to the other
EARTH = 6371.0  # kilometres
TOO_FAR = -0.2  # cosine of the distance from the middle beyond which lines are left out: the far side of the globe


@dataclass(frozen=True)
class Frame:
    """The picture of one region: degrees of its middle, kilometres from side to side and from top to bottom.

    `reach` is how far the region goes in the west and in the east, in degrees at the latitude of its middle;
    `part_of` is the region that holds it by its very name.
    """

    longitude: float
    latitude: float
    across: float
    down: float
    reach: tuple[float, float]
    part_of: str = ""

    @property
    def box(self) -> Box:
        """The edges of the picture, in its units."""
        return 0, 0, WIDTH, round(WIDTH * self.down / self.across)

    def place(self, longitude: float, latitude: float) -> Point:
        """A place in degrees to the picture's units; y grows southwards."""
        turned, here, middle = (math.radians(one) for one in (longitude - self.longitude, latitude, self.latitude))
        stretch = math.sqrt(2 / max(1 + self._nearness(longitude, latitude), 1e-9))
        x = stretch * math.cos(here) * math.sin(turned)
        y = stretch * (math.cos(middle) * math.sin(here) - math.sin(middle) * math.cos(here) * math.cos(turned))
        scale = WIDTH * EARTH / self.across
        _left, _top, right, bottom = self.box
        return right / 2 + scale * x, bottom / 2 - scale * y

    def lay(self, line: Line) -> Iterator[Point]:
        """Where the points of a line lie; nothing of a line on the other side of the globe."""
        if any(self._nearness(*degrees) > TOO_FAR for degrees in line):
            yield from (self.place(*degrees) for degrees in line)

    def _nearness(self, longitude: float, latitude: float) -> float:
        """The cosine of the distance from the middle: 1 there, -1 on the other side of the globe."""
        turned, here, middle = (math.radians(one) for one in (longitude - self.longitude, latitude, self.latitude))
        return math.sin(middle) * math.sin(here) + math.cos(middle) * math.cos(here) * math.cos(turned)


FRAMES: Mapping[str, Frame] = MappingProxyType(
    {
        "africa": Frame(17, 1.5, 9600, 8300, (-18, 51)),
        "americas": Frame(-92, 9, 12800, 13000, (-125, -35)),
        "latin-america": Frame(-76, -11, 10000, 10000, (-112, -35), part_of="americas"),
        "asia-pacific": Frame(124, -1, 13200, 11400, (66, 179)),
        "europe": Frame(13, 53.5, 5000, 4200, (-22, 45)),
        "middle-east": Frame(45, 28, 4800, 3700, (26, 62)),
    }
)


@cache
def seen_in(region: str) -> tuple[Outline, ...]:
    """The outlines that a region's picture shows."""
    frame = FRAMES[region]
    return tuple(outline for outline in outlines.drawn_by(frame.lay) if outline.within(frame.box))


@cache
def small_countries_in(region: str) -> dict[str, Point]:
    """Where countries without an outline stand in a region's picture."""
    frame = FRAMES[region]
    left, top, right, bottom = frame.box
    placed = {iso2: frame.place(*degrees) for iso2, degrees in outlines.small_countries_in_degrees().items()}
    return {iso2: (x, y) for iso2, (x, y) in placed.items() if left < x < right and top < y < bottom}
