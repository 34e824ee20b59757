"""Why an entry was found: where the words that somebody searched for stand in it. No queries, no HTML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import countries, labels
from .entry import Entry
from .folding import aligned, fold
from .lexicon import INSIDE_A_WORD
from .models import Terms
from .search import Search
from .vectors import LANGUAGES_OF_LABELS, SEARCHED_AS_WRITTEN, SEARCHED_BY_LABEL, site, slugs

MOST_REASONS = 2
AROUND = 60  # characters before and after the first word that is marked in a long text
SHOWN_IN_A_ROW = ("kind", "scale", "purpose")

# Endings of the languages that most entries are written in, the longest first: a sensible part of what the database's
# stemmers know, for words that are only marked, never found or left out by it.
_ENDINGS = sorted(
    fold(
        """
        ations ation ating ated ates ate ings ing ers er ed es s e y ies ively ive ives ivity al ally als ic ics ical
        ements ement ments ment ement elles elle els el aux eux ifs if ites ite iques ique ciones cion coes cao es os
        as ungen ung en ern ity ities ness
        """
    ).split(),
    key=lambda ending: (-len(ending), ending),
)
_SHORTEST_ROOT = 3
# Too common to be why something was found.
_SMALL = frozenset(
    fold("a an and at by for in of on or the to de des du et la le les y el los las der die das und").split()
)

Piece = tuple[str, bool]  # some text, and whether it is marked


@dataclass(frozen=True)
class Reason:
    """A place in an entry, out of a row's sight, in which words were found; `language` is that of the pieces."""

    label: str
    pieces: list[Piece]
    language: str


class Marker:
    """Marks the words of one search in the texts of many entries."""

    def __init__(self, search: Search, also: Iterable[str] = ()) -> None:
        asked = search.asked
        words = [word for word in asked.words if word not in _SMALL] or list(asked.words)
        self._last = words[-1] if words and asked.unfinished and words[-1] == asked.words[-1] else None
        self._roots: dict[str, set[str]] = {}
        for word in words:
            self._roots.setdefault(_root(word), set()).add(word)
        self._inside = [word for word in words if len(word) >= INSIDE_A_WORD or not word.isascii()]
        # Other forms stand for whichever words were typed: which does not matter where all of them were found.
        self._others = frozenset(other for other in also if " " not in other)
        phrases = [*asked.phrases, *(other for other in also if " " in other)]
        self.words = frozenset([*words, *asked.phrases])
        self._pattern = _pattern([*self._roots, *self._others], phrases, self._inside)

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces, those marked that were searched for."""
        composed, marks = self._marks(text)
        pieces, at = [], 0
        for start, end, _words in marks:
            pieces += [(composed[at:start], False), (composed[start:end], True)]
            at = end
        return [piece for piece in [*pieces, (composed[at:], False)] if piece[0]]

    def found_in(self, text: str) -> frozenset[str]:
        """Which of the words that were searched for stand in a text."""
        return frozenset(word for _start, _end, words in self._marks(text)[1] for word in words)

    def reasons(self, entry: Entry, terms: Terms) -> list[Reason]:
        """Where the words stand that are in neither name, acronym nor the summary shown: at most two places."""
        seen = self.found_in("\n".join(_shown(entry, terms)))
        reasons: list[Reason] = []
        for label, text, language in _out_of_sight(entry, terms):
            if self.words <= seen or len(reasons) == MOST_REASONS:
                break
            if new := self.found_in(text) - seen:
                seen |= new
                reasons.append(Reason(label, self._cut(text), language))
        return reasons

    def _cut(self, text: str) -> list[Piece]:
        """The pieces of a text around the first marked one, cut between words."""
        pieces = self.pieces(" ".join(text.split()))
        first = next(place for place, (_text, is_marked) in enumerate(pieces) if is_marked)
        before, after = pieces[first - 1][0] if first else "", pieces[first + 1 :]
        if len(before) > AROUND:
            before = f"…{before[-AROUND:].partition(' ')[1]}{before[-AROUND:].partition(' ')[2]}"
        cut, room = [(before, False), pieces[first]], AROUND
        for words, is_marked in after:
            if len(words) > room and not is_marked:
                cut.append((f"{words[:room].rpartition(' ')[0]} …", False))
                break
            cut.append((words, is_marked))
            room -= len(words)
        return [piece for piece in cut if piece[0]]

    def _marks(self, text: str) -> tuple[str, list[tuple[int, int, Iterable[str]]]]:
        """The text in composed letters; from where to where there are marks in it, and for which words."""
        composed, folded, places = aligned(text)
        marks: list[tuple[int, int, Iterable[str]]] = []
        for match in self._pattern.finditer(folded):
            start, end = match.span()
            words: Iterable[str] = self._meant(match.group(), match.lastgroup or "")
            if not words:
                continue
            if places is not None:
                start, end = places[start], places[end - 1] + 1
            if marks and start < marks[-1][1]:  # one letter folded into two words, such as ¼
                continue
            marks.append((start, end, words))
        return composed, marks

    def _meant(self, found: str, how: str) -> Iterable[str]:
        """The words that a place found by the pattern stands for; none where it only looks like it."""
        if how == "phrase":
            phrase = " ".join(found.split())
            return [phrase] if phrase in self.words else self.words
        if how == "inside":
            return [found]
        if found in self._others:
            return self.words
        words = set(self._roots.get(_root(found), ()))
        if self._last and found.startswith(self._last):
            words.add(self._last)
        return words | {word for word in self._inside if word in found}


def _pattern(begun: Iterable[str], phrases: Iterable[str], inside: Iterable[str]) -> re.Pattern[str]:
    """What to look at more closely in a folded text: phrases, words that begin so, and words inside others."""
    ways = (
        ("phrase", [" +".join(map(re.escape, phrase.split())) for phrase in phrases], "(?<![^ ])(?:{})(?![^ ])"),
        ("word", [re.escape(word) for word in dict.fromkeys(begun)], "(?<![^ ])(?:{})[^ ]*"),
        ("inside", [re.escape(word) for word in inside], "(?:{})"),
    )
    return re.compile("|".join(f"(?P<{name}>{way.format('|'.join(words))})" for name, words, way in ways if words))


@lru_cache(maxsize=4096)
def _root(word: str) -> str:
    """A word without its ending, where enough of it is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word.removesuffix(ending)
    return word


def _shown(entry: Entry, terms: Terms) -> Iterator[str]:
    """What a row of the list shows of an entry, in the reader's language."""
    yield from (entry["name"], entry["acronym"], shown_summary(entry)[0])
    if entry["host"]:
        yield countries.name(entry["host"])
    for name in SHOWN_IN_A_ROW:
        yield from (str(terms[name][slug].shown) for slug in slugs(entry, name) if slug in terms[name])


def shown_summary(entry: Entry) -> tuple[str, str]:
    """The summary that a reader sees in a row, and its language: the English one is for readers of English."""
    if entry["summary_english"] and get_language() == "en" and entry["written_in"] != "en":
        return entry["summary_english"], "en"
    return entry["summary"], entry["written_in"]


def _out_of_sight(entry: Entry, terms: Terms) -> Iterator[tuple[str, str, str]]:
    """The label, text and language of everything else by which an entry is found, the likeliest first."""
    written_in = entry["written_in"]
    for alias in entry["aliases"]:
        yield _("Other name"), alias["name"], alias["language"] or written_in
    for key, language in (("summary", written_in), ("summary_english", "en")):
        if entry[key] and entry[key] != shown_summary(entry)[0]:
            yield str(labels.LABELS[key]), entry[key], language
    for key in SEARCHED_AS_WRITTEN:
        yield str(labels.LABELS[key]), entry[key], written_in
    for asset in entry["assets"]:
        yield str(labels.LABELS["assets"]), asset["title"], written_in
    yield str(labels.LABELS["website"]), site(entry["website"]), ""
    here = get_language() or ""
    for language in (here, *(other for other in LANGUAGES_OF_LABELS if other != here)):
        yield from _labels_in(language, entry, terms)


def _labels_in(language: str, entry: Entry, terms: Terms) -> Iterator[tuple[str, str, str]]:
    """What an entry's terms and countries are called in a language, under their labels in the reader's."""
    said: list[tuple[str, Any]] = [("countries", code) for code in entry["countries"]]
    for name in SEARCHED_BY_LABEL:
        said += [(name, terms[name][slug]) for slug in slugs(entry, name) if slug in terms[name]]
    for key, value in said:
        with translation.override(language):
            text = countries.name(value) if key == "countries" else value.label_fr if language == "fr" else value.label
        yield str(labels.LABELS["host" if key == "countries" else key]), str(text), language
    if entry["region"]:
        with translation.override(language):
            text = str(labels.REGIONS[entry["region"]])
        yield str(labels.LABELS["region"]), text, language
