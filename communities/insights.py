"""The catalogue in figures: which charts there are, what each counts and what it finds. From the index; no queries.

How a figure is drawn, and which are too small to show, is `charts.py`'s.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import charts, facets, labels, vocabularies
from .charts import FEWEST, Bars, Line
from .filters import title as title_of
from .index import Index

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("What they are for, and how they work"), ("purpose", "topic", "method")),
    (gettext_lazy("How far they reach"), ("scale", "country", "region", "language")),
    (gettext_lazy("Who they are and who can join"), ("kind", "convener", "involvement", "eligibility")),
    (gettext_lazy("Where they are in their lives"), ("maturity", "founded")),
)
FOUNDED = "founded"
NAMES = tuple(name for _title, names in SECTIONS for name in names)
# These have an order of their own; the others begin with the most frequent.
IN_ORDER = ("scale", "maturity")
MOST_BARS = 10
# The first years of the periods in which foundings are counted as long as single years are too few to show.
PERIODS = (0, 2000, 2010, 2015, 2020)
LEAST_SHOWN = 0.8  # of those that state a year; where less can be shown, a line would mislead
MOST_TIED = 2


@dataclass(frozen=True)
class Figure:
    """A chart with what it says in words; `of` is what its labels are."""

    name: str
    title: str
    counted: str
    of: str
    chart: Bars | Line
    note: str = ""

    @property
    def kind(self) -> str:
        return "line" if isinstance(self.chart, Line) else "bars"

    @property
    def file(self) -> str:
        """Where its figures can be taken away; "" where none is shown."""
        return "" if self.chart.is_too_small else reverse("open:insight", args=[self.name])


@dataclass(frozen=True)
class Section:
    """Figures under one title."""

    title: str
    figures: tuple[Figure, ...]


def sections(catalogue: Index) -> list[Section]:
    """Every figure of the page, in its order."""
    return [Section(str(title), tuple(figure(catalogue, name) for name in names)) for title, names in SECTIONS]


def figure(catalogue: Index, name: str, most: int | None = MOST_BARS) -> Figure:
    """One of NAMES as a chart; of many values, the most frequent ones."""
    if name == FOUNDED:
        return _founded(catalogue)
    counts = _counts(catalogue, name)
    n = catalogue.stating(name)
    shown = _bars(catalogue, name, counts[:most], n)
    many = len(counts)
    note = (
        _("The %(shown)d stated most often, of %(many)d. The file has them all.") % {"shown": most, "many": many}
        if most and many > most and not shown.is_too_small
        else ""
    )
    return Figure(name, _finding(title_of(name), shown), _counted(catalogue, name, n), title_of(name), shown, note)


def _counts(catalogue: Index, name: str) -> list[tuple[str, int]]:
    """The values of a parameter, and how many communities have each."""
    known = {value: len(bitmap) for (other, value), bitmap in catalogue.bitmaps.items() if other == name}
    for slug, term in catalogue.terms.get(name, {}).items():
        if term.active:
            known.setdefault(slug, 0)
    if name in IN_ORDER:
        return [(slug, known[slug]) for slug in catalogue.terms[name] if slug in known]

    return sorted(known.items(), key=lambda one: (_rank(one[1]), facets.label(catalogue, name, one[0])))


def _rank(count: int) -> int:
    """The most frequent first. Figures too small to show rank alike, so that their places say nothing of them."""
    if count >= FEWEST:
        return -count
    return 0 if count else 1


def _bars(catalogue: Index, name: str, counts: Iterable[tuple[str, int]], n: int) -> Bars:
    path = reverse("communities:list")
    given = [(facets.label(catalogue, name, value), count, f"{path}?{name}={value}") for value, count in counts]
    return charts.bars(given, n, each_once=name in (*vocabularies.choose_one(), "region"))


def _finding(label: str, chart: Bars | Line) -> str:
    """The chart's title: what is most frequent, where that can be said of one or two; else what it is about."""
    points = chart.bars if isinstance(chart, Bars) else chart.shown
    top = max((one.count or 0 for one in points), default=0)
    first = [str(getattr(one, "label", "") or getattr(one, "year", "")) for one in points if top and one.count == top]
    if not first or len(first) > MOST_TIED:
        return label
    if len(first) == 1:
        return _("%(label)s: most often “%(value)s”") % {"label": label, "value": first[0]}
    return _("%(label)s: most often “%(value)s” and “%(other)s”") % {
        "label": label,
        "value": first[0],
        "other": first[1],
    }


def _counted(catalogue: Index, name: str, n: int) -> str:
    listed = len(catalogue.everyone)
    said = ngettext(
        "%(n)d of %(listed)d community states this.", "%(n)d of %(listed)d communities state this.", listed
    ) % {"n": n, "listed": listed}
    if name in (*vocabularies.choose_many(), "language"):
        more = _("One can state several.")
    elif name == "country":
        more = _("One with members in several countries counts in each.")
    elif name == "region":
        more = _("Only those that work across a world region have one.")
    else:
        return said
    return f"{said} {more}"


def _founded(catalogue: Index) -> Figure:
    """A line over the years where there are enough of them to draw one, else bars of several years each."""
    years = Counter(row.founded for row in catalogue.rows.values() if row.founded)
    label = str(labels.LABELS[FOUNDED])
    line = charts.line({year: years[year] for year in range(min(years), max(years) + 1)} if years else {})
    is_whole = years and sum(point.count or 0 for point in line.points) >= LEAST_SHOWN * years.total()
    chart = line if is_whole else charts.bars(_by_period(years), years.total(), each_once=True)
    return Figure(FOUNDED, _finding(label, chart), _counted(catalogue, FOUNDED, years.total()), label, chart)


def _by_period(years: Mapping[int, int]) -> list[tuple[str, int, str]]:
    made = []
    for first, following in zip(PERIODS, (*PERIODS[1:], None), strict=True):
        count = sum(many for year, many in years.items() if year >= first and (not following or year < following))
        made.append((_period(first, following), count, ""))
    return made


def _period(first: int, following: int | None) -> str:
    if not first:
        return _("Before %(year)s") % {"year": following}
    if not following:
        return _("%(year)s or later") % {"year": first}
    return f"{first}–{following - 1}"
