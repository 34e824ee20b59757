"""Cities as dots that can be told apart: those that would lie on each other are joined into one that counts them all.

A dot keeps its size however large the drawing is shown, so what touches is judged at the smallest width.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .outlines import Box, Point
from .placement import City

OVERLAP = 0.25  # of two dots' radii together: they may come so close, and no closer
LARGEST = 3.5  # times the radius of a single one, however many there are


@dataclass(frozen=True)
class Dot:
    """Cities with communities, the one with most of them first: where that one lies, in the drawing's units.

    The radius is in pixels. `iso2` is the country of all of them; "" where they are of several.
    """

    cities: tuple[City, ...]
    count: int
    x: int
    y: int
    radius: float

    @property
    def name(self) -> str:
        """The names of the cities."""
        return ", ".join(city.name for city in self.cities)

    @property
    def iso2(self) -> str:
        countries = {city.country for city in self.cities}
        return countries.pop() if len(countries) == 1 else ""


def dots(
    counted: Mapping[City, int], place: Callable[[float, float], Point], box: Box, width: int, radius: float
) -> tuple[Dot, ...]:
    """The cities in a box as dots, on a drawing of so many pixels, with a radius of so many pixels for a single one.

    No two of them overlap by more than is allowed, and their counts add up to that of the cities in the box.
    """
    left, top, right, bottom = box
    placed = ((city, count, place(city.longitude, city.latitude)) for city, count in counted.items())
    inside = [(city, count, at) for city, count, at in placed if left < at[0] < right and top < at[1] < bottom]
    inside.sort(key=lambda one: (-one[1], one[0]))
    drawn = _Drawn((right - left) / width, radius)
    for city, count, (x, y) in inside:
        drawn.add(Dot((city,), count, round(x), round(y), radius_of(count, radius)))
    return tuple(sorted(drawn, key=lambda dot: (-dot.count, dot.cities[0])))


def radius_of(count: int, single: float) -> float:
    """A dot's radius: its area grows with the count, so that twice as many is nearly twice the ink."""
    return round(single * min(math.sqrt(0.7 + 0.3 * count), LARGEST), 1)


class _Drawn:
    """The dots so far, by the square of the drawing in which they lie, so that only neighbours are compared."""

    def __init__(self, unit: float, single: float) -> None:
        self.unit, self.single = unit, single  # units in a pixel; pixels
        self.size = 2 * LARGEST * single * unit
        self.squares: dict[tuple[int, int], list[Dot]] = defaultdict(list)

    def __iter__(self) -> Iterator[Dot]:
        return (dot for square in self.squares.values() for dot in square)

    def add(self, dot: Dot) -> None:
        """Draw a dot; while it lies on another, draw the two as one instead, which may lie on a third."""
        while other := min(self._under(dot), key=lambda one: (self._distance(one, dot), one.cities), default=None):
            self._square(other).remove(other)
            dot = self._joined(*sorted((other, dot), key=lambda one: (-one.count, one.cities)))
        self._square(dot).append(dot)

    def _joined(self, more: Dot, fewer: Dot) -> Dot:
        count = more.count + fewer.count
        return Dot((*more.cities, *fewer.cities), count, more.x, more.y, radius_of(count, self.single))

    def _under(self, dot: Dot) -> Iterable[Dot]:
        column, row = self._key(dot)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for other in self.squares.get((x, y), ()):
                    if self._distance(other, dot) < (1 - OVERLAP) * (other.radius + dot.radius) * self.unit:
                        yield other

    def _square(self, dot: Dot) -> list[Dot]:
        return self.squares[self._key(dot)]

    def _key(self, dot: Dot) -> tuple[int, int]:
        return int(dot.x // self.size), int(dot.y // self.size)

    def _distance(self, one: Dot, other: Dot) -> float:
        return math.hypot(one.x - other.x, one.y - other.y)
