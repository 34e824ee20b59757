"""Communities that work across a world region, as bands below the map: each as long as its region is wide.

No country is coloured for them, for they belong to none; and no list says which countries a region has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import frames, labels, outlines, vocabularies
from .frames import Frame

# In hundredths of the map's width at its least, 660 pixels, where bands are shown beside each other.
LETTER = 1.1  # a little more than one usually takes
GAP = 2.4
WHOLE = (0, 100)
LINE = 32  # pixels from a line of bands to the next


@dataclass(frozen=True)
class Band:
    """A region: where its band begins and ends, in hundredths of the drawing's width, and the line that it is on."""

    region: str
    name: Any
    count: int
    start: float
    end: float
    row: int

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def y(self) -> int:
        """How far below the map it is, in pixels."""
        return LINE * self.row

    @property
    def parameters(self) -> Mapping[str, str]:
        """What selects these communities in the list."""
        return {"scale": vocabularies.REGIONAL, "region": self.region}


def of_the_world(counted: Mapping[str, int]) -> tuple[Band, ...]:
    """Each region with communities, from west to east below the map of the world; on another line where two meet."""
    ends: list[float] = []  # of each line so far
    bands = []
    for region, (start, end) in sorted(_reaches().items(), key=lambda one: one[1]):
        if count := counted.get(region):
            name, middle = labels.REGIONS[region], (start + end) / 2
            half = max(end - start, len(f"{name} {count}") * LETTER) / 2  # the words may be longer than the band
            row = next((row for row, taken in enumerate(ends) if taken + GAP < middle - half), len(ends))
            ends[row : row + 1] = [middle + half]
            bands.append(Band(region, name, count, start, end, row))
    return tuple(bands)


def of_region(shown: str, counted: Mapping[str, int]) -> tuple[Band, ...]:
    """The region's own across its whole picture; below it the one that holds it, or those that it holds."""
    frame = frames.FRAMES[shown]
    whole = (shown, frame.part_of) if frame.part_of else (shown,)
    parts = [region for region, other in frames.FRAMES.items() if other.part_of == shown]
    bands = []
    for row, region in enumerate(one for one in (*whole, *parts) if counted.get(one)):
        start, end = WHOLE if region in whole else _part(frame, frames.FRAMES[region])
        bands.append(Band(region, labels.REGIONS[region], counted[region], start, end, row))
    return tuple(bands)


def _part(frame: Frame, part: Frame) -> tuple[float, float]:
    """Where a region begins and ends in the picture of one that holds it."""
    _left, _top, width, _bottom = frame.box
    start, end = (100 * frame.place(degrees, part.latitude)[0] / width for degrees in part.reach)
    return max(start, 0), min(end, 100)


def _reaches() -> dict[str, tuple[float, float]]:
    """Where each region begins and ends on the map of the world."""
    left, _top, right, _bottom = outlines.extent()

    def at(degrees: float, latitude: float) -> float:
        return min(100 * (outlines.project(degrees, latitude)[0] - left) / (right - left), 100)

    return {
        region: (at(frame.reach[0], frame.latitude), at(frame.reach[1], frame.latitude))
        for region, frame in frames.FRAMES.items()
    }
