"""Charts as numbers: how long a bar is, where a point stands, and which figures are too small to show. No HTML.

A figure under five could be a person, or one organisation: neither it nor its bar is ever handed on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

FEWEST = 5
# A figure at the upper edge is one of these, or one of them with noughts.
ROUND = (5, 6, 8, 10, 15, 20, 30, 40, 50)
# A peak is named unless it stands so near the first or the last point, in percent, that the figures would touch.
APART = 12


@dataclass(frozen=True)
class Bar:
    """One value: its words, where its communities are listed, and its figures; None for those that are not shown."""

    label: str
    url: str
    count: int | None
    share: int | None  # percent of n
    length: float  # percent of the whole width; 0 where nothing is shown


@dataclass(frozen=True)
class Bars:
    """Bars to one scale, on which n is the whole width. Of fewer than five in all, nothing is shown."""

    n: int
    bars: tuple[Bar, ...]

    @property
    def is_too_small(self) -> bool:
        return self.n < FEWEST

    @property
    def hides_some(self) -> bool:
        return any(bar.count is None for bar in self.bars)


@dataclass(frozen=True)
class Point:
    """A year's figure, and where it stands: percent from the start, percent from the top."""

    year: int
    count: int | None
    x: float
    y: float
    is_named: bool = False


@dataclass(frozen=True)
class Line:
    """Figures over years. `top` is the figure at the upper edge; a gap parts the points around what is not shown."""

    n: int
    top: int
    points: tuple[Point, ...]
    strokes: tuple[tuple[Point, Point], ...]

    @property
    def is_too_small(self) -> bool:
        return not any(point.count for point in self.points)

    @property
    def hides_some(self) -> bool:
        return any(point.count is None for point in self.points)

    @property
    def shown(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.count is not None)


def bars(counts: Iterable[tuple[str, int, str]], n: int, *, each_once: bool = False) -> Bars:
    """Bars of (label, count, address). `n` is how many were asked, or stated anything at all.

    `each_once`: every one of the n is counted under one label only, so that a single figure left out could be worked
    out from the others; then as many more are left out as it takes.
    """
    given = list(counts)
    if any(not 0 <= count <= n for _label, count, _url in given):
        raise ValueError("A bar counts more than there are in all, or fewer than none")
    if n < FEWEST:
        return Bars(n, ())
    hidden = _hidden([count for _label, count, _url in given], each_once=each_once)
    return Bars(n, tuple(_bar(one, n, place in hidden) for place, one in enumerate(given)))


def line(counts: Mapping[int, int]) -> Line:
    """A line through the figures of some years, each community being counted in one year only."""
    if any(count < 0 for count in counts.values()):
        raise ValueError("A year counts fewer than none")
    years = sorted(counts)
    hidden = _hidden([counts[year] for year in years], each_once=True)
    shown = {year: counts[year] for place, year in enumerate(years) if place not in hidden}
    return _line(years, shown, sum(counts.values()))


def stated(figures: Mapping[int, int | None]) -> Line:
    """A line through what one community states of itself, year by year, and agreed to publish: nothing is too small."""
    shown = {year: figure for year, figure in figures.items() if figure is not None}
    return _line(sorted(figures), shown, len(shown))


def _line(years: Sequence[int], shown: Mapping[int, int], n: int) -> Line:
    top = rounded_up(max(shown.values(), default=0))
    first, span = (years[0], years[-1] - years[0]) if years else (0, 0)
    points = [
        Point(
            year,
            shown.get(year),
            round(100 * (year - first) / span, 1) if span else 50.0,
            round(100 - 100 * shown.get(year, 0) / top, 1),
        )
        for year in years
    ]
    points = _with_names(points)
    strokes = tuple(
        (one, following) for one, following in pairwise(points) if one.count is not None and following.count is not None
    )
    return Line(n, top, tuple(points), strokes)


def rounded_up(number: int) -> int:
    """The least of 5, 6, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 150 … that is not below the number."""
    step = 1
    while number > ROUND[-1] * step:
        step *= 10
    return next(factor * step for factor in ROUND if number <= factor * step)


def _hidden(counts: list[int], *, each_once: bool) -> set[int]:
    """The places of the figures that are not shown."""
    by_size = sorted((count, place) for place, count in enumerate(counts) if count)
    hidden = {place for count, place in by_size if count < FEWEST}
    if each_once and hidden:
        for _count, place in by_size:
            if len(hidden) > 1 and sum(counts[one] for one in hidden) >= FEWEST:
                break
            hidden.add(place)
    return hidden


def _bar(given: tuple[str, int, str], n: int, is_hidden: bool) -> Bar:
    label, count, url = given
    if is_hidden:
        return Bar(label, url, None, None, 0)
    return Bar(label, url, count, round(100 * count / n), round(100 * count / n, 1))


def _with_names(points: list[Point]) -> list[Point]:
    """The same points; the first, the last and the highest shown have their figures written beside them."""
    shown = [point for point in points if point.count is not None]
    if not shown:
        return points
    first, last, peak = shown[0], shown[-1], min(shown, key=lambda point: point.y)
    named = {first.year, last.year}
    if peak.x - first.x >= APART and last.x - peak.x >= APART:
        named.add(peak.year)
    return [replace(one, is_named=one.year in named) for one in points]
