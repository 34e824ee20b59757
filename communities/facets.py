"""What a page shows of a selection: facets with their counts, chips of what is chosen, the pages. No queries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from . import countries, index, labels, languages
from .filters import SORTS, CommunityFilter, title

FIRST = ("scale", "purpose", "eligibility", "language", "confirmed", "dormant", "maturity", "country", "kind", "topic")
ORDER = (*FIRST, *(name for name in index.PARAMETERS if name not in FIRST))
OPEN = FIRST[:4]
# Their values are many and have no order of their own: only those in use are offered.
BY_NAME = ("country", "language")
# All of their values are offered, in use or not.
ALL_OFFERED = ("confirmed", "collection")
# Of more than ten values, eight are shown at once: those chosen, then those with most results.
ALL_SHOWN, FEW_SHOWN = 10, 8

PER_PAGE = 25


class Selection(Protocol):
    """Whatever is chosen by a query string, and can give it back with changes."""

    def query(self, **changes: Any) -> str: ...


@dataclass(slots=True)
class Value:
    """One value of a facet, and how many results there would be with it alone."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Facet:
    """One parameter with its values, as the list's page shows it."""

    name: str
    title: str
    chosen: int
    open: bool
    first: list[Value]
    rest: list[Value]

    @property
    def rest_open(self) -> bool:
        return any(value.checked for value in self.rest)


@dataclass(frozen=True)
class Page:
    """One page of a selection. Numbers count from 1; `asked` beyond the last page is the last page."""

    total: int
    number: int

    @classmethod
    def asked(cls, text: str | None, total: int) -> tuple["Page", str]:
        """The page that a query string asks for, and a notice where it is another one than asked."""
        last = max(ceil(total / PER_PAGE), 1)
        if not text:
            return cls(total, 1), ""
        number = whole_number(text)
        if number is None or number < 1:
            return cls(total, 1), _("That page number cannot be read. This is the first page.")
        if number > last:
            return cls(total, last), _("There is no page %(number)s. This is the last one.") % {"number": text[:12]}
        return cls(total, number), ""

    @property
    def last(self) -> int:
        return max(ceil(self.total / PER_PAGE), 1)

    @property
    def start(self) -> int:
        return min((self.number - 1) * PER_PAGE + 1, self.total)

    @property
    def end(self) -> int:
        return min(self.number * PER_PAGE, self.total)

    @property
    def slice(self) -> slice:
        return slice((self.number - 1) * PER_PAGE, self.number * PER_PAGE)

    def numbers(self) -> Iterator[int | None]:
        """The first, the last and the pages around this one; None for a gap."""
        if self.last == 1:
            return
        shown = sorted({1, self.last, *range(max(self.number - 2, 1), min(self.number + 2, self.last) + 1)})
        before = 0
        for number in shown:
            if number - before == 2:
                yield number - 1
            elif number - before > 2:
                yield None
            yield number
            before = number


def whole_number(text: str) -> int | None:
    """The number that a text of at most 12 digits writes; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


_NAMED = {"country": countries.name, "language": languages.name}
# What no and yes are called.
_ANSWERED = {
    "confirmed": (gettext_lazy("Listed from public sources"), gettext_lazy("By its convener")),
    "dormant": (gettext_lazy("Not dormant"), gettext_lazy("Its convener no longer answers")),
}


def label(catalogue: index.Index, name: str, value: str) -> str:
    """What a value of a parameter is called in the reader's language."""
    if name in _NAMED:
        return _NAMED[name](value)
    if name == "region":
        return str(labels.REGIONS[value])
    if name == "collection":
        return catalogue.collections[value].collection.shown
    if name == "call":
        return catalogue.calls[value].call.shown
    if name in _ANSWERED:
        return str(_ANSWERED[name][value == index.YES])
    return catalogue.terms[name][value].shown


def facets(chosen: CommunityFilter) -> list[Facet]:
    """Every facet with something to choose, in the page's order."""
    made = (_facet(chosen, name) for name in ORDER)
    return [facet for facet in made if facet.first]


def _facet(chosen: CommunityFilter, name: str) -> Facet:
    checked = chosen.chosen.get(name, [])
    counts = chosen.counts[name]
    named = _named(chosen.catalogue, name)
    values = [Value(value, named[value], counts.get(value, 0), value in checked) for value in _values(chosen, name)]
    if name in BY_NAME or len(values) > ALL_SHOWN:
        values.sort(key=lambda value: (not value.checked, -value.count))
    cut = FEW_SHOWN if len(values) > ALL_SHOWN else len(values)
    return Facet(name, title(name), len(checked), name in OPEN or bool(checked), values[:cut], values[cut:])


def _values(chosen: CommunityFilter, name: str) -> list[str]:
    """The values that a facet offers: what may be chosen today, what is in use, and what is chosen."""
    terms = chosen.catalogue.terms.get(name, {})
    used = {*chosen.counts[name], *chosen.chosen.get(name, [])}
    if name == "dormant" and index.YES not in used:
        return []
    return [
        value
        for value in _named(chosen.catalogue, name)
        if value in used or name in ALL_OFFERED or (value in terms and terms[value].active)
    ]


def _named(catalogue: index.Index, name: str) -> Mapping[str, str]:
    """What each value of a parameter is called in the reader's language, in the page's order."""
    kept = _names.setdefault(catalogue, {})
    key = name, get_language()
    if key not in kept:
        kept[key] = {value: label(catalogue, name, value) for value in _all_values(catalogue, name)}
    return kept[key]


def _all_values(catalogue: index.Index, name: str) -> Iterable[str]:
    if name == "country":
        return sorted(countries.all_codes(), key=lambda iso2: countries.sort_key(countries.name(iso2)))
    if name == "language":
        return sorted(languages.NAMES, key=lambda code: countries.sort_key(languages.name(code)))
    fixed: dict[str, Iterable[str]] = {
        "confirmed": (index.YES, index.NO),
        "dormant": (index.YES, index.NO),
        "region": labels.REGIONS,
        "collection": catalogue.collections,
        "call": catalogue.calls,
    }
    return fixed[name] if name in fixed else catalogue.terms[name]


# By the catalogue of which they are the names, for as long as that is in use.
_names: WeakKeyDictionary[index.Index, dict[tuple[str, str | None], Mapping[str, str]]] = WeakKeyDictionary()


def chips(chosen: CommunityFilter, path: str) -> list[dict[str, str]]:
    """What is chosen, the words included, each with the address of the page without it."""
    made = (
        [{"name": _("Search"), "value": chosen.words, "url": address(path, chosen.query(q=None))}]
        if chosen.words
        else []
    )
    for name, values in chosen.chosen.items():
        for value in values:
            others = [other for other in values if other != value]
            url = address(path, chosen.query(**{name: others}))
            made.append({"name": title(name), "value": label(chosen.catalogue, name, value), "url": url})
    return made


def sorts(chosen: CommunityFilter) -> list[dict[str, Any]]:
    """The orders to choose from; by relevance only where there are words.

    The usual order has no value: whoever then types words gets them by relevance.
    """
    return [
        {"value": "" if value == chosen.usual_order else value, "label": words, "selected": value == chosen.order}
        for value, words in SORTS.items()
        if value != "relevance" or chosen.words
    ]


def pagination(chosen: Selection, page: Page, path: str) -> dict[str, Any]:
    """The links from one page of the list to the others."""
    return links(page, lambda number: address(path, chosen.query(page=number if number > 1 else None)))


def links(page: Page, address_of: Callable[[int], str]) -> dict[str, Any]:
    """The links from one page to the others, as the component of pages takes them."""

    def url(number: int) -> str:
        return address_of(number) if 1 <= number <= page.last else ""

    return {
        "pages": [
            {"number": number, "url": url(number), "current": number == page.number} if number else None
            for number in page.numbers()
        ],
        "previous_url": url(page.number - 1),
        "next_url": url(page.number + 1),
        "start": page.start,
        "end": page.end,
    }


def address(path: str, query: str) -> str:
    """A path with its query string, if there is any; one that has some already gets more."""
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path
