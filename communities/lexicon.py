"""The catalogue's own words: those of its names, terms and countries, kept by each process for near and joined words.

It knows which words there are and which resemble each other; what they find is `search.py`'s to ask.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from threading import Lock

from django.db import connection
from django.utils import translation
from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import countries, labels
from .folding import fold
from .index import Index
from .models import Community, Terms

# From this length on, a word may also be found inside a longer one of a name: "netzwerk" in "Innovationsnetzwerk".
INSIDE_A_WORD = 5
MOST_INSIDE = 40  # words of names that are taken for holding another
LONGEST_RUN = 3  # words typed apart that may be one: "one team gov"
MOST_RUNS_OF = 8  # words, from the first on, of which runs are tried
MOST_PARTS = 4  # words that may be typed as one
SHORTEST_START = 3  # letters of an unfinished word at the end of others typed as one
# So many letters may be wrong, missing, added or swapped in a word of at least so many.
MISTAKES = ((8, 2), (4, 1), (0, 0))
MOST_NEAR_WORDS = 12

Parts = tuple[str, ...]  # words that stand beside each other


@dataclass(frozen=True)
class Lexicon:
    """The words of the published catalogue as of one version. Never changed once made, so that threads share it."""

    version: int = 0
    moved_at: datetime | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # folded, each on a line, by id
    counted: Mapping[str, int] = field(default_factory=dict)  # words of names, and in how many names they occur
    spoken: frozenset[str] = frozenset()  # words of terms, regions and countries

    def knows(self, word: str, *, unfinished: bool = False) -> bool:
        """Whether a name, a term or a country has the word; where it is `unfinished`, a word that begins so."""
        if word in self.counted or word in self.spoken:
            return True
        return unfinished and (f"\n{word}" in self._text or any(known.startswith(word) for known in self.spoken))

    def having(self, part: str) -> BitMap:
        """The ids of the communities of which some name, between the ends of its line, has a part."""
        text, ends, ids = self._all_names
        found, at = BitMap(), text.find(part)
        while at >= 0:
            place = bisect_right(ends, at)
            found.add(ids[place])
            at = text.find(part, ends[place])
        return found

    def joined(self, words: Parts) -> list[set[str]]:
        """For each of some words in a row: the words of names that have it inside, alone or with its neighbours."""
        found: list[set[str]] = [set() for _word in words]
        some = words[:MOST_RUNS_OF]
        for length in range(1, LONGEST_RUN + 1):
            for start in range(len(some) - length + 1):
                run = "".join(some[start : start + length])
                holding = self._holding(run) if length < LONGEST_RUN or length == len(words) else ()
                # A word that merely begins so is another word: only the last one typed may be unfinished.
                held = {word for word in holding if length > 1 or not word.startswith(run)}
                for word in held | ({run} if length > 1 and run in self.counted else set()):
                    for place in range(start, start + length):
                        found[place].add(word)
        return found

    def parted(self, word: str, *, unfinished: bool = False) -> Parts | None:
        """The fewest known words that make up a word which is none itself; the last one perhaps unfinished."""
        if len(word) < 2 * SHORTEST_START or self.knows(word, unfinished=unfinished):
            return None
        best: list[Parts | None] = [(), *([None] * len(word))]
        for end in range(1, len(word) + 1):
            for start in range(end):
                before, part = best[start], word[start:end]
                if before is None or len(before) == MOST_PARTS or len(part) < 2:
                    continue
                begun = unfinished and end == len(word) and len(part) >= SHORTEST_START
                shortest = best[end]
                if (shortest is None or len(before) + 1 < len(shortest)) and self.knows(part, unfinished=begun):
                    best[end] = (*before, part)
        return best[-1]

    def near(self, word: str) -> list[str]:
        """The known words that are a slip of the hand away, nearest first, then those of most names."""
        most = mistakes_in(word)
        if not most:
            return []
        alike = chain.from_iterable(
            process.extract(word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=None)
            for length in range(len(word) - most, len(word) + most + 1)
        )
        found = sorted((distance, -self.counted.get(other, 0), other) for other, distance, _place in alike if distance)
        return [other for _distance, _count, other in found[:MOST_NEAR_WORDS]]

    def _holding(self, part: str) -> list[str]:
        """The words of names that hold a part, those of most names first."""
        if len(part) < INSIDE_A_WORD and part.isascii():
            return []
        found, at = set(), self._text.find(part)
        while at >= 0:
            end = self._text.index("\n", at)
            found.add(self._text[self._text.rindex("\n", 0, at + 1) + 1 : end])
            at = self._text.find(part, end)
        return sorted(found - {part}, key=lambda word: (-self.counted[word], word))[:MOST_INSIDE]

    @cached_property
    def _all_names(self) -> tuple[str, list[int], list[int]]:
        """The names of all communities as one text, where those of each end, and whose they are."""
        return "".join(self.names.values()), list(accumulate(map(len, self.names.values()))), list(self.names)

    @cached_property
    def _text(self) -> str:
        """All words of names, each between line ends: searching one text is faster than many words."""
        return "\n" + "".join(f"{word}\n" for word in self.counted)

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        grouped: dict[int, list[str]] = {}
        for word in {*self.counted, *self.spoken}:
            if any(letter.isdigit() for letter in word):
                continue  # another number is no slip of the hand: 2020 is not meant by 2030
            grouped.setdefault(len(word), []).append(word)
        return grouped


def mistakes_in(word: str) -> int:
    """How many letters of a word may be mistyped."""
    return next(most for length, most in MISTAKES if len(word) >= length)


def of(catalogue: Index) -> Lexicon:
    """The words of the catalogue as of an index's version: at most one query, and only after something changed.

    Inside a transaction they are read anew and not kept, for the transaction may yet be rolled back.
    """
    if connection.in_atomic_block:
        return _as_of(catalogue, Lexicon())
    return _kept.of(catalogue)


class _Kept:
    """This process's lexicon, brought up to date by one thread at a time."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._turn = Lock()

    def of(self, catalogue: Index) -> Lexicon:
        kept = self._lexicon
        if (kept.version, kept.moved_at) == (catalogue.version, catalogue.moved_at):
            return kept
        with self._turn:
            self._lexicon = _as_of(catalogue, self._lexicon)
            return self._lexicon


def _as_of(catalogue: Index, before: Lexicon) -> Lexicon:
    if (before.version, before.moved_at) == (catalogue.version, catalogue.moved_at):
        return before
    if catalogue.version <= before.version:  # another history, such as a restored backup
        before = Lexicon()
    names, counted = dict(before.names), Counter(before.counted)
    changed = Community.objects.filter(version__gt=before.version)
    for pk, folded, withdrawn_at in changed.values_list("pk", "search_names", "withdrawn_at").iterator():
        counted.subtract(set(names.pop(pk, "").split()))
        if withdrawn_at is None:
            names[pk] = folded
            counted.update(set(folded.split()))
    return Lexicon(
        catalogue.version,
        catalogue.moved_at,
        names,
        {word: count for word, count in counted.items() if count},
        _spoken(tuple(_said(catalogue.terms))),
    )


@lru_cache(maxsize=4)
def _spoken(said: tuple[str, ...]) -> frozenset[str]:
    """The words of all that is said: the same for as long as no term is changed, and dear to fold."""
    return frozenset(word for text in said for word in fold(text).split())


def _said(terms: Terms) -> Iterable[str]:
    for known in terms.values():
        for term in known.values():
            yield from (term.label, term.label_fr)
    for language in ("en", "fr"):
        with translation.override(language):
            yield from (name for _iso2, name in countries.all_countries())
            yield from (str(name) for name in labels.REGIONS.values())


_kept = _Kept()
