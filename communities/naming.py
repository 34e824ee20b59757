"""Where a drawing has room for the names of countries. Sizes are in pixels, for names keep theirs at any width.

Names go to countries with most communities first, in the middle of their land, or a little beside it; one that would
lie on another name, on a small country's mark or on a dot is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .outlines import Box, Outline, Point, Ring

LETTER, LINE = 6.1, 15  # a letter's width and a line's height, a little more than they usually are
NARROW, WIDE = 320, 660  # a phone's drawing; any other one at the least
# How far from the middle of the land, or from a mark, a name may stand: in its own lengths aside, and in pixels down.
SHIFTS = ((0, 0), (0, -15), (0, 15), (-0.5, 0), (0.5, 0), (0, -27), (0, 27))
BESIDE = ((0, -16), (0, 18), (0.5, 0), (-0.5, 0), (0, 30), (0, -28))
ASIDE = 12  # pixels between a name that stands aside and the middle
LEAST_PART = 0.01  # of the drawing, of land that is not wholly on it: less bears no name
GRID = 9  # so many places a side are tried for the middle of a land


@dataclass(frozen=True)
class Named:
    """Something that may bear a name: where, how much room it has, in units; None for a mark, which takes any."""

    name: str
    count: int
    x: float
    y: float
    room: float | None


@dataclass(frozen=True)
class Label:
    """A name and a count at a place on the drawing, some pixels aside and down; `wide` where a phone has no room."""

    name: str
    count: int
    x: int
    y: int
    aside: int
    down: int
    wide: bool


def labels(
    named: Iterable[Named],
    dots: Iterable[Point],
    box: Box,
    spill: float,
    *,
    widths: Iterable[int] = (NARROW, WIDE),
    covered: Iterable[Box] = (),
) -> tuple[Label, ...]:
    """The names for which a drawing has room at these widths, from the least on, outside what is covered.

    They may be `spill` times as long as their land is wide.
    """
    # Marks have no land that is as good as a name, so they come first.
    wanted = sorted(named, key=lambda one: (one.room is not None, -one.count, one.name))
    marks, known = [(one.x, one.y) for one in wanted if one.room is None], list(dots)
    pages = [_Page(box, width) for width in sorted(widths)]
    for page in pages:
        page.taken = [page.part(one) for one in covered]
        page.taken += [page.square(place, 7) for place in marks] + [page.square(place, 4) for place in known]
    found: dict[Named, Label] = {}
    for step, page in enumerate(pages):
        for one in wanted:
            if one not in found and (one.room is None or _length(one) <= spill * one.room * page.scale):
                free = (label for label in _places(one, page) if all(wider.has_room(label) for wider in pages[step:]))
                if label := next(free, None):
                    found[one] = label
                    for wider in pages[step:]:
                        wider.taken.append(wider.box_of(label))
    return tuple(found.values())


class _Page:
    """A drawing at one of the widths, and what is taken on it, in pixels."""

    def __init__(self, box: Box, width: int) -> None:
        self.left, self.top, right, bottom = box
        self.width, self.scale = width, width / (right - self.left)
        self.height = (bottom - self.top) * self.scale
        self.taken: list[Box] = []

    def has_room(self, label: Label) -> bool:
        box = self.box_of(label)
        inside = box[0] > 0 and box[1] > 0 and box[2] < self.width and box[3] < self.height
        return inside and not any(_common(box, other) for other in self.taken)

    def box_of(self, label: Label) -> Box:
        x, y = self._at(label.x, label.y)
        half = _length(label) / 2
        return x + label.aside - half, y + label.down - LINE / 2, x + label.aside + half, y + label.down + LINE / 2

    def part(self, box: Box) -> Box:
        return *self._at(box[0], box[1]), *self._at(box[2], box[3])

    def square(self, place: Point, half: float) -> Box:
        x, y = self._at(*place)
        return x - half, y - half, x + half, y + half

    def _at(self, x: float, y: float) -> Point:
        return (x - self.left) * self.scale, (y - self.top) * self.scale


def middle(outline: Outline, box: Box) -> tuple[float, float, float] | None:
    """The place in the largest of its rings furthest from its points and the box's edges, and the land's width there.

    None where no more than a corner of it is in the box.
    """
    shown = [(part, ring) for ring in outline.rings if (part := _common(ring.box, box))]
    if not shown:
        return None
    part, ring = max(shown, key=lambda one: _area(one[0]))
    if part != ring.box and _area(part) < LEAST_PART * _area(box):
        return None
    edges = list(pairwise((*ring.points, ring.points[0])))
    best: tuple[float, float, float] | None = None
    furthest = 0.0
    for y in _steps(part[1], part[3]):
        crossings = sorted(_crossings(edges, y))
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            left, right = max(start, part[0]), min(end, part[2])
            for x in _steps(left, right):
                free = min(x - left, right - x, y - part[1], part[3] - y)
                if free > furthest and (free := min(free, _from_points(x, y, ring))) > furthest:
                    furthest, best = free, (x, y, right - left)
    return best


def _steps(start: float, end: float) -> Iterator[float]:
    return (start + (end - start) * (step + 0.5) / GRID for step in range(GRID))


def _crossings(edges: Iterable[tuple[Point, Point]], y: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in edges:
        if (y1 > y) != (y2 > y):
            yield x1 + (y - y1) / (y2 - y1) * (x2 - x1)


def _from_points(x: float, y: float, ring: Ring) -> float:
    return min((x - one) * (x - one) + (y - other) * (y - other) for one, other in ring.points) ** 0.5


def _places(one: Named, page: _Page) -> Iterator[Label]:
    """The name at each place where it may stand, the best first."""
    for share, down in BESIDE if one.room is None else SHIFTS:
        aside = round(share * (_length(one) + 2 * ASIDE))
        yield Label(one.name, one.count, round(one.x), round(one.y), aside, down, page.width == WIDE)


def _length(one: Named | Label) -> float:
    return LETTER * (len(one.name) + 1 + len(str(one.count)))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _common(one: Box, other: Box) -> Box | None:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None
