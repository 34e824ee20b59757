"""Finding communities by words: folding, the stored text vector, the query, ranking and near names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import Case, Expression, F, FloatField, Q, QuerySet, Value, When
from django.utils import translation
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from . import countries, labels
from .models import Community, Term

# PostgreSQL's stemmers, by the language an entry is written in. Other languages are found as typed.
CONFIGS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
AS_TYPED = "simple"

SEARCHED_BY_LABEL = ("kind", "scale", "purpose", "method", "topic", "function", "focus")

# Letters that Unicode does not decompose, though readers type them apart.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t"}
)
# Japanese voicing marks change the letter itself: か and が are not the same word.
_KEEP = {"\u3099", "\u309a"}
# What a name adds to the text's rank, which is below 1.
_NAME, _ANY_NAME, _BEGINS = 8.0, 4.0, 2.0
# Ranking reads every hit's text: beyond so many hits, names and the alphabet order them.
MOST_RANKED = 1000
LONGEST_QUERY = 300  # characters
MOST_WORDS = 24
# From this length on, a word may also be found inside a longer one of a name: "netzwerk" in "Innovationsnetzwerk".
INSIDE_A_WORD = 5
MOST_NEAR = 25
# So many letters may be wrong, missing, added or swapped in a word of at least so many.
MISTAKES = ((8, 2), (4, 1), (0, 0))
NEAR_NAME = 80  # likeness of whole names, out of 100: for what is written apart or together


@dataclass(frozen=True)
class Hits:
    """The published communities that some words find, by id. Near ones, nearest first, where no text has the words."""

    ids: tuple[int, ...]
    near: bool = False


def fold(text: str) -> str:
    """Words as they are compared: lower case, without accents or punctuation, single spaces between."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in _KEEP)
    # Marks that do not combine are vowels in many scripts, and so part of the word.
    words = (
        c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in unicodedata.normalize("NFC", bare)
    )
    return " ".join("".join(words).split())


def names_of(entry: dict[str, Any]) -> list[str]:
    """Every name an entry is known by: name, acronym, other names."""
    names = [entry["name"], entry["acronym"], *(alias["name"] for alias in entry["aliases"])]
    return [name for name in names if name]


def folded_names(entry: dict[str, Any]) -> str:
    """All names folded, each on a line of its own between line ends, so that a whole name can be asked for."""
    return "\n" + "".join(f"{fold(name)}\n" for name in names_of(entry))


def vector(entry: dict[str, Any], terms: Mapping[str, Mapping[str, Term]]) -> Expression:
    """The stored text vector of an entry, as an expression for an update: names A, summary B, the rest C.

    `terms` are all terms by vocabulary and slug: readers search by a term's label as well.
    """
    weighted = (
        ("A", " ".join(names_of(entry))),
        ("B", f"{entry['summary']} {entry['summary_english']}"),
        ("C", " ".join(_other_words(entry, terms))),
    )
    configs = {AS_TYPED, CONFIGS.get(entry["written_in"], AS_TYPED), "english"}
    parts: list[Any] = [
        SearchVector(Value(fold(text)), config=config, weight=weight)
        for weight, text in weighted
        for config in sorted(configs)
    ]
    return reduce(add, parts)


def _other_words(entry: dict[str, Any], terms: Mapping[str, Mapping[str, Term]]) -> Iterable[str]:
    yield from (
        entry[key] for key in ("scope", "how_it_works", "how_to_join", "organisation", "city", "identity", "funder")
    )
    yield from (asset["title"] for asset in entry["assets"])
    yield re.sub(r"^https?://(www\.)?", "", entry["website"]).split("/")[0]
    for language in ("en", "fr"):
        with translation.override(language):
            yield from (countries.name(code) for code in entry["countries"])
            yield str(labels.REGIONS.get(entry["region"], ""))
    for name in SEARCHED_BY_LABEL:
        value = entry[name]
        for slug in value if isinstance(value, list) else [value] if value else []:
            term = terms[name][slug]
            yield from (term.label, term.label_fr)


def find(words: str, written_in: Iterable[str] = ()) -> Hits:
    """What `words` find in the whole published catalogue; names that are near where no text has them as typed.

    `written_in` are the languages of the entries: words are stemmed as each of them does. One query, or two.
    """
    ids = tuple(matching(Community.objects.published(), words, written_in).values_list("pk", flat=True))
    if ids:
        return Hits(ids)
    close = near(Community.objects.published(), words)
    return Hits(tuple(close), near=bool(close))


def matching(communities: QuerySet[Community], words: str, written_in: Iterable[str] = ()) -> QuerySet[Community]:
    """The communities in which all of `words` occur, the last one perhaps unfinished, or which a name contains."""
    folded = fold(words[:LONGEST_QUERY])
    if not folded:
        return communities.none()
    found = Q(search=reduce(or_, _queries(folded, written_in)))
    if len(folded) >= INSIDE_A_WORD or not folded.isascii():
        found |= Q(search_names__contains=folded)
    return communities.filter(found)


def by_relevance(
    communities: QuerySet[Community], words: str, written_in: Iterable[str] = (), *, ranked: bool = True
) -> QuerySet[Community]:
    """The communities ordered by how well they match: a whole name first, then a name's beginning, then the text.

    With `ranked` false the text does not count: for more hits than can be ranked quickly.
    """
    folded = fold(words[:LONGEST_QUERY])
    score: Any = Case(
        When(name_sort=folded, then=Value(_NAME)),
        When(search_names__contains=f"\n{folded}\n", then=Value(_ANY_NAME)),
        When(search_names__contains=f"\n{folded}", then=Value(_BEGINS)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    if ranked and folded:
        score += SearchRank(F("search"), reduce(or_, _queries(folded, written_in)))
    return communities.annotate(relevance=score).order_by("-relevance", "name_sort", "id")


def near(communities: QuerySet[Community], words: str) -> list[int]:
    """Ids of at most 25 communities with a name much like `words`, nearest first. Mistyped words, not other words."""
    folded = fold(words[:LONGEST_QUERY])
    if len(folded) < 3:
        return []
    scored = (
        (max((_likeness(folded, name) for name in names.split("\n") if name), default=0.0), pk)
        for pk, names in communities.order_by("name_sort", "pk").values_list("pk", "search_names")
    )
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [pk for _score, pk in best[:MOST_NEAR]]


def _likeness(folded: str, name: str) -> float:
    """How much alike two folded names are, up to 1; 0 where they are not near."""
    whole = fuzz.ratio(folded, name, score_cutoff=NEAR_NAME) / 100 if len(folded) >= INSIDE_A_WORD else 0.0
    words, known = folded.split(), name.split()
    each = [max((_word_likeness(word, other) for other in known), default=0.0) for word in words]
    # Words found in a longer name are worth less than the same words as the whole name.
    return max(whole, 0.9 * sum(each) / len(each) if all(each) else 0.0)


def _word_likeness(word: str, other: str) -> float:
    """How much alike two words are, up to 1; 0 where more is mistyped than a hand does: short words allow nothing."""
    mistakes = next(most for length, most in MISTAKES if len(word) >= length)
    distance = OSA.distance(word, other, score_cutoff=mistakes)
    return 1 - distance / max(len(word), len(other)) if distance <= mistakes else 0.0


def _queries(folded: str, written_in: Iterable[str]) -> Sequence[SearchQuery]:
    *whole, last = folded.split()[:MOST_WORDS]
    # Folded words hold letters and digits only, so quoting them is enough for a raw query.
    raw = " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
    configs = {AS_TYPED, "english", *(CONFIGS[code] for code in written_in if code in CONFIGS)}
    return [SearchQuery(raw, config=config, search_type="raw") for config in sorted(configs)]
