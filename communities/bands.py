"""Communities that work across a world region, as bands below the map: each as long as its region is wide.

No country is coloured for them, for they belong to none; and no list says which countries a region has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import frames, labels, outlines, vocabularies
from .frames import Frame

LETTER = 7.2  # pixels, a little more than one usually takes
WIDE = 660  # pixels of the map of the world at the least, where bands are shown beside each other
GAP = 16
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
    left, _top, right, _bottom = outlines.extent()
    ends: list[float] = []  # of each line so far, in pixels
    bands = []
    for region, (start, end) in sorted(_reaches().items(), key=lambda one: one[1]):
        if count := counted.get(region):
            name = labels.REGIONS[region]
            half = max((end - start) * WIDE / (right - left), len(f"{name} {count}") * LETTER) / 2
            middle = ((start + end) / 2 - left) * WIDE / (right - left)
            row = next((row for row, taken in enumerate(ends) if taken + GAP < middle - half), len(ends))
            ends[row:] = [middle + half, *ends[row + 1 :]]
            hundredth = (right - left) / 100
            bands.append(Band(region, name, count, (start - left) / hundredth, (end - left) / hundredth, row))
    return tuple(bands)


def of_region(shown: str, counted: Mapping[str, int]) -> tuple[Band, ...]:
    """The region's own across its whole picture; below it that that it is a part of, or those that are part of it."""
    frame = frames.FRAMES[shown]
    whole = (shown, frame.part_of)
    parts = [region for region, other in frames.FRAMES.items() if other.part_of == shown]
    listed = [region for region in (*whole, *parts) if counted.get(region)]
    return tuple(
        Band(
            region, labels.REGIONS[region], counted[region], *(WHOLE if region in whole else _part(frame, region)), row
        )
        for row, region in enumerate(listed)
    )


def _part(frame: Frame, region: str) -> tuple[float, float]:
    """Where a region begins and ends in the picture of one that holds it."""
    part = frames.FRAMES[region]
    _left, _top, width, _bottom = frame.box
    start, end = (100 * frame.place(degrees, part.latitude)[0] / width for degrees in part.reach)
    return max(start, 0), min(end, 100)


def _reaches() -> dict[str, tuple[float, float]]:
    """Where each region begins and ends on the map of the world."""
    return {
        region: (
            outlines.project(frame.reach[0], frame.latitude)[0],
            outlines.project(frame.reach[1], frame.latitude)[0],
        )
        for region, frame in frames.FRAMES.items()
    }
