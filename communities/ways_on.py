"""Where to go on from a search that finds little or nothing: other words, fewer choices, other values.

Every way has results; its count is what its address gives, for it is asked of the same filters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from . import near
from .facets import address, label
from .filters import CommunityFilter, title
from .readable import with_colon

FEW = 3  # results, up to which other words are offered beside them
MOST_VALUES = 5
MOST_WORDS_LEFT_OUT = 4


@dataclass(frozen=True)
class Way:
    """A link to a selection that has results, and how many."""

    text: str
    count: int
    url: str


@dataclass(frozen=True)
class Ways:
    """Ways of one kind, under one heading."""

    title: str
    ways: list[Way]


def did_you_mean(chosen: CommunityFilter, path: str) -> Way | None:
    """The words as the catalogue writes them, where those typed find little and these more. At most two queries."""
    if not chosen.words or (len(chosen.ids) > FEW and not chosen.near):
        return None
    words = near.corrected(chosen.search)
    way = _way(chosen, path, words, q=words) if words else None
    enough = 1 if chosen.near else len(chosen.ids) + 1
    return way if way and way.count >= enough else None


def ways_on(chosen: CommunityFilter, path: str) -> list[Ways]:
    """From a selection without results: what to leave out, which other values have some, and the words alone."""
    groups = (
        (_("Leave one choice out"), _without_one(chosen, path)),
        (_("Leave some words out"), _with_fewer_words(chosen, path)),
        (_("Keep one thing only"), _alone(chosen, path)),
        *((_("%(label)s: others") % {"label": title(name)}, _others(chosen, path, name)) for name in chosen.chosen),
    )
    return [Ways(heading, ways) for heading, found in groups if (ways := list(found))]


def _way(chosen: CommunityFilter, path: str, text: str, **changes: object) -> Way | None:
    query = chosen.query(**changes)
    count = len(CommunityFilter(QueryDict(query), chosen.catalogue).ids)
    return Way(text, count, address(path, query)) if count else None


def _without_one(chosen: CommunityFilter, path: str) -> Iterator[Way]:
    """Without the words, or without one parameter: where something else is left."""
    if chosen.words and chosen.chosen:
        yield from _if_any(_way(chosen, path, _("Without “%(words)s”") % {"words": chosen.words}, q=None))
    for name in chosen.chosen:
        if not chosen.words and len(chosen.chosen) == 1:
            return
        yield from _if_any(
            _way(chosen, path, _("Without %(choice)s") % {"choice": _named(chosen, name)}, **{name: None})
        )


def _with_fewer_words(chosen: CommunityFilter, path: str) -> Iterator[Way]:
    """The words without one of them, where it is the words that find nothing."""
    pieces = chosen.search.asked.pieces
    if chosen.hits is None or chosen.hits.ids or len(pieces) < 2:
        return
    for place in range(min(len(pieces), MOST_WORDS_LEFT_OUT)):
        words = " ".join([*pieces[:place], *pieces[place + 1 :]])
        yield from _if_any(_way(chosen, path, f"“{words}”", q=words))


def _alone(chosen: CommunityFilter, path: str) -> Iterator[Way]:
    """The words alone, or one parameter alone, where leaving one choice out is not the same."""
    things = [name for name in ("q", *chosen.chosen) if name != "q" or chosen.words]
    if len(things) < 3:
        return
    for kept in things:
        others = dict.fromkeys((name for name in things if name != kept), None)
        text = f"“{chosen.words}”" if kept == "q" else _named(chosen, kept)
        yield from _if_any(_way(chosen, path, text, **others))


def _others(chosen: CommunityFilter, path: str, name: str) -> Iterator[Way]:
    """Other values of a parameter, with all else as it is: those with most results."""
    counts = chosen.counts[name]
    best = sorted((value for value, count in counts.items() if count), key=lambda value: (-counts[value], value))
    for value in best[:MOST_VALUES]:
        url = address(path, chosen.query(**{name: [value]}))
        yield Way(label(chosen.catalogue, name, value), counts[value], url)


def _named(chosen: CommunityFilter, name: str) -> str:
    values = ", ".join(label(chosen.catalogue, name, value) for value in chosen.chosen[name])
    return f"{with_colon(title(name))} {values}"


def _if_any(way: Way | None) -> Iterator[Way]:
    if way:
        yield way
