"""Is this community in the catalogue already? Compares names, acronyms, other names, websites and countries.

Says how much two entries look the same (0 to 100) and why, in words. It decides nothing: people do.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from typing import Any

from django.utils.translation import gettext as _
from pyroaring import BitMap
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from communities import countries
from communities.folding import fold, names_of
from communities.models import Community

# From this score on, two entries look the same enough to ask.
THRESHOLD = 70
SAME_NAME, SAME_SPELT_OTHERWISE, STANDS_FOR, SAME_BUT_FOR_GENERIC, PART_OF_NAME = 100, 95, 88, 72, 55
SAME_WEBSITE, ALSO_SAME_WEBSITE = 80, 35
SAME_COUNTRY, OTHER_COUNTRY = 5, -40
TYPO = 84
# So many of those that could look alike are compared in full.
MOST_COMPARED = 100
SWAPPED = 79  # below what two letters that changed places leave of the shortest words that may have slips
# How English makes an adjective of a country's name: "Finnish", "Brazilian". Its first letters stay mostly.
_ADJECTIVES = ("ish", "an", "ese", "ic", "i")
_STAYS = 3

# Words that hold no name: what such groups are called, and what stands between words, in the catalogue's languages.
_JOINING = frozenset(
    fold(
        """
    a an the of for in on and to at de la le les du des da do das dos e y et en el los las del und der die
    das fur von il di
    """
    ).split()
)
_KINDS = frozenset(
    fold(
        """
    community communities practice practices cop cops interest coi network networks net group groups forum
    comunidad comunidade communaute pratique practica practicas red rede reseau netzwerk
    """
    ).split()
)
# Words that tell little where the country is the same.
_GENERIC = frozenset(
    fold(
        """
    government governments public sector national federal service civil cross wide global uk us usa
    """
    ).split()
)


@dataclass(frozen=True)
class Likeness:
    """How much two entries look the same, 0 to 100, and the reasons in words."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is compared of an entry."""

    slug: str
    name: str
    names: tuple[str, ...]
    host: str | None
    website: str
    forms: tuple["_Name", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Name:
    shown: str
    compact: str
    words: frozenset[str]
    initials: frozenset[str]


class Pool:
    """Entries to compare others with: communities, submissions, rows of a table; each comes with its reference.

    Indexes by website, name, initials and word pick those that `_compare` could find alike, and leave out none: ten
    thousand rows can be held against each other in seconds.
    """

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._references: list[Mapping[str, Any]] = []
        self._by_website, self._by_compact, self._by_initials, self._by_word, self._by_host = (
            defaultdict[str, BitMap](BitMap) for _index in range(5)
        )
        self._words = _Words()

    def add(self, entry: Mapping[str, Any], reference: Mapping[str, Any]) -> None:
        """Put an entry into the pool; what is found like it later comes with `reference`."""
        known = _known(entry)
        self._add(known, reference, [fold(name) for name in known.names])

    def _add(self, known: _Known, reference: Mapping[str, Any], folded: list[str]) -> None:
        number = len(self._known)
        self._known.append(known)
        self._references.append(reference)
        if known.website:
            self._by_website[known.website].add(number)
        self._by_host[known.host or ""].add(number)
        for text in [*folded, *(fold(form) for name in known.names for form in _without_brackets(name))]:
            form = _of_folded("", text)
            self._by_compact[form.compact].add(number)
            for initials in form.initials:
                self._by_initials[initials].add(number)
            for word in form.words:
                self._by_word[word].add(number)
                self._words.add(word)

    def like(self, entry: Mapping[str, Any], *, exclude: str | None = None, limit: int = 5) -> list[dict[str, Any]]:
        """Those that look like `entry`, the likest first: their reference, with name, score and reasons."""
        asked = _with_forms(entry)
        found = []
        for number in self._likely(asked):
            known = replace(self._known[number], forms=_forms(self._known[number].names))
            if (not exclude or known.slug != exclude) and (likeness := _compare(asked, known)) is not None:
                found.append((likeness, known.name, self._references[number]))
        found.sort(key=lambda one: (-one[0].score, one[1]))
        return [
            {**reference, "name": name, "score": likeness.score, "reasons": list(likeness.reasons)}
            for likeness, name, reference in found[:limit]
        ]

    def _likely(self, asked: _Known) -> list[int]:
        """Which of the known can look like the one asked about, the likest kinds first; not more than can be looked at.

        A table of ten thousand rows that all have one name must not be held against itself row by row.
        """
        picked = BitMap()
        likely: list[int] = []
        for group in self._groups(asked):
            likely += islice(group - picked, MOST_COMPARED - len(likely))
            picked |= group
        return likely

    def _groups(self, asked: _Known) -> Iterator[BitMap]:
        nobody = BitMap()
        yield self._by_website.get(asked.website, nobody) if asked.website else nobody
        for form in asked.forms:
            yield self._by_compact.get(form.compact, nobody)
        here = self._by_host.get(asked.host, nobody) if asked.host else nobody
        for form in asked.forms:
            yield self._by_initials.get(form.compact, nobody)
            yield from (self._by_compact.get(initials, nobody) for initials in form.initials)
            yield BitMap.intersection(*map(self._with_word, form.words)) if form.words else nobody
            # In one country two words that are the same are enough, where the others tell little.
            shared = [self._by_word[word] & here for word in form.words if word in self._by_word]
            yield from (one & other for one, other in combinations(shared, 2))

    def _with_word(self, word: str) -> BitMap:
        """Those with this word, or one that differs as by a slip."""
        return BitMap.union(BitMap(), *(self._by_word[like] for like in self._words.like(word)))


class _Words:
    """Words of names, and those of them that differ from one as by a slip. Each pair is looked at once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[str, tuple[int, list[str]]] = {}

    def add(self, word: str) -> None:
        if word not in self._seen:
            self._seen.add(word)
            self._by_letter[word[0]].append(word)

    def like(self, word: str) -> list[str]:
        words = self._by_letter.get(word[0], [])
        looked_at, found = self._alike.get(word, (0, []))
        near = process.extract(word, words[looked_at:], scorer=fuzz.ratio, score_cutoff=SWAPPED, limit=None)
        found = found + [other for other, _score, _place in near if other == word or _is_slip(word, other)]
        self._alike[word] = len(words), found
        return found


def published() -> Pool:
    """A pool of all published communities; the reference of each is its slug."""
    pool = Pool()
    rows = Community.objects.published().values_list(
        "slug", "name", "host", "entry__website", "acronym", "entry__aliases", "search_names"
    )
    for slug, name, host, website, acronym, aliases, folded in rows:
        names = tuple(n for n in (name, acronym, *(a["name"] for a in aliases)) if n)
        # The names as the catalogue has them folded already: folding ten thousand again takes a second.
        pool._add(_Known(slug, name, names, host, _site(website or "")), {"slug": slug}, folded.strip("\n").split("\n"))
    return pool


def of(entry: Mapping[str, Any], *, exclude: str | None = None, limit: int = 5) -> list[dict[str, Any]]:
    """Published communities that look like `entry`, the likest first: slug, name, score, reasons.

    `exclude` is the slug of the community that the entry is a change of.
    """
    return published().like(entry, exclude=exclude, limit=limit)


def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Likeness | None:
    """How much two entries look the same, or None where it is too little to ask."""
    return _compare(_with_forms(one), _with_forms(other))


def _compare(one: _Known, other: _Known) -> Likeness | None:
    score, reason = max((_likeness_of_names(a, b, one, other) for a in one.forms for b in other.forms), default=(0, ""))
    reasons = [reason] if reason else []
    if one.website and one.website == other.website:
        score = max(SAME_WEBSITE, score + ALSO_SAME_WEBSITE)
        reasons.append(_("The website is the same."))
    if one.host and other.host and score:
        score += SAME_COUNTRY if one.host == other.host else OTHER_COUNTRY
        if one.host == other.host:
            reasons.append(_("Both are in %(country)s.") % {"country": countries.name(one.host)})
    return Likeness(min(score, 100), tuple(reasons)) if score >= THRESHOLD else None


def _likeness_of_names(a: _Name, b: _Name, one: _Known, other: _Known) -> tuple[int, str]:
    shown = {"a": a.shown, "b": b.shown}
    if a.compact == b.compact:
        return SAME_NAME, _("Both are called “%(b)s”.") % shown
    if (len(a.compact) > 2 and a.compact in b.initials) or (len(b.compact) > 2 and b.compact in a.initials):
        return STANDS_FOR, _("“%(a)s” and “%(b)s” look like a name and its initials.") % shown
    left, right = _unmatched(a.words, b.words), _unmatched(b.words, a.words)
    if a.words and b.words and not left and not right:
        return SAME_SPELT_OTHERWISE, _("“%(a)s” and “%(b)s” are nearly the same name.") % shown
    same_country = one.host is not None and one.host == other.host
    if same_country and len(a.words & b.words) > 1 and (left | right) <= _little_said(a, b, one.host):
        return SAME_BUT_FOR_GENERIC, _("“%(a)s” and “%(b)s” share the words that matter.") % shown
    if a.words == left or (left and right):
        return 0, ""
    return PART_OF_NAME, _("One of the names “%(a)s” and “%(b)s” is part of the other.") % shown


def _little_said(a: _Name, b: _Name, host: str | None) -> frozenset[str]:
    """Words that tell little between two names of one country: general ones, its own name, initials of bodies."""
    initials = {fold(word) for name in (a, b) for word in name.shown.split() if word.isupper() and 2 <= len(word) <= 5}
    country = frozenset(fold(countries.name(host)).split())
    adjectives = {word for word in a.words | b.words if any(_is_adjective_of(word, name) for name in country)}
    return _GENERIC | country | initials | adjectives


def _is_adjective_of(word: str, country: str) -> bool:
    return word.endswith(_ADJECTIVES) and len(country) > _STAYS and word[:_STAYS] == country[:_STAYS]


def _unmatched(words: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """The words that have no like among the others, slips of typing aside."""
    return frozenset(word for word in words - others if not any(_is_slip(word, other) for other in others))


def _is_slip(word: str, other: str) -> bool:
    """Whether two words differ as by a slip, an ending or two letters that changed places ("center", "centre").

    Short words and numbers must be the same.
    """
    if min(len(word), len(other)) < 5 or any(sign.isdigit() for sign in word + other):
        return False
    if word[0] != other[0]:
        return False
    are_swapped = len(word) == len(other) and OSA.distance(word, other) == 1 and sorted(word) == sorted(other)
    return are_swapped or fuzz.ratio(word, other) >= TYPO


def _known(entry: Mapping[str, Any]) -> _Known:
    names = tuple(names_of(dict(entry)))
    return _Known(entry.get("slug") or "", entry["name"], names, entry["host"], _site(entry["website"]))


def _with_forms(entry: Mapping[str, Any]) -> _Known:
    known = _known(entry)
    return replace(known, forms=_forms(known.names))


def _forms(names: Iterable[str]) -> tuple[_Name, ...]:
    """Each name as it is compared; what stands in brackets also apart, and the name without it."""
    shown = {form for name in names for form in [name, *_without_brackets(name)]}
    forms = (_name(form) for form in sorted(shown))
    return tuple(form for form in forms if form.compact)


def _without_brackets(name: str) -> Iterable[str]:
    inside = re.findall(r"\(([^()]+)\)", name)
    outside = re.sub(r"\([^()]*\)", " ", name)
    if inside and outside.strip():
        yield " ".join(outside.split())
        yield from (text for text in inside if text.isupper() and len(text) > 2)


def _name(shown: str) -> _Name:
    return _of_folded(shown, fold(shown))


def _of_folded(shown: str, folded: str) -> _Name:
    words = folded.split()
    telling = frozenset(words) - _JOINING - _KINDS
    return _Name(shown, "".join(words), telling or frozenset(words), _initials(words))


def _initials(words: list[str]) -> frozenset[str]:
    """What the words may be shortened to: the first letters of all, and of those that are more than joining words."""
    both = ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in _JOINING))
    return frozenset(initials for initials in both if len(initials) > 2)


def _site(website: str) -> str:
    """A web address as it is compared: without scheme, www and the slash at its end."""
    return re.sub(r"^https?://(www\.)?", "", website.strip().casefold()).rstrip("/")
