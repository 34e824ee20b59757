"""Finding communities by words: folding, the stored text vector, the query, ranking and near names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.utils import translation
from rapidfuzz import fuzz, process

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
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"})
# Japanese voicing marks change the letter itself: か and が are not the same word.
_KEEP = {"\u3099", "\u309a"}
_EXACT, _BEGINS = 4.0, 2.0
NEAR_ENOUGH = 78
LONGEST_QUERY = 300
MOST_WORDS = 24


def fold(text: str) -> str:
    """Words as they are compared: lower case, without accents or punctuation, single spaces between."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in _KEEP)
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", bare)))


def names_of(entry: dict[str, Any]) -> list[str]:
    """Every name an entry is known by: name, acronym, other names."""
    names = [entry["name"], entry["acronym"], *(alias["name"] for alias in entry["aliases"])]
    return [name for name in names if name]


def folded_names(entry: dict[str, Any]) -> str:
    """All names folded, each on a line of its own between line ends, so that a whole name can be asked for."""
    return "\n" + "".join(f"{fold(name)}\n" for name in names_of(entry))


def vector(entry: dict[str, Any], terms: Mapping[str, Mapping[str, Term]]) -> CombinedSearchVector | SearchVector:
    """The stored text vector of an entry, as an expression for an update: names A, summary B, the rest C.

    `terms` are all terms by vocabulary and slug: readers search by a term's label as well.
    """
    weighted = (
        ("A", " ".join(names_of(entry))),
        ("B", f"{entry['summary']} {entry['summary_english']}"),
        ("C", " ".join(_other_words(entry, terms))),
    )
    configs = {AS_TYPED, CONFIGS.get(entry["written_in"], AS_TYPED), "english"}
    parts = [
        SearchVector(Value(fold(text)), config=config, weight=weight)
        for weight, text in weighted
        for config in sorted(configs)
    ]
    return reduce(lambda a, b: a + b, parts)


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


def matching(communities: QuerySet[Community], words: str) -> QuerySet[Community]:
    """The communities in which all of `words` occur, the last one perhaps unfinished, or whose names contain them."""
    folded = fold(words[:LONGEST_QUERY])
    if not folded:
        return communities
    found = Q(search_names__contains=folded) if len(folded) > 2 else Q(search_names__contains=f"\n{folded}")
    for query in _queries(folded):
        found |= Q(search=query)
    return communities.filter(found)


def by_relevance(communities: QuerySet[Community], words: str) -> QuerySet[Community]:
    """The communities ordered by how well they match: a whole name first, then a name's beginning, then the text."""
    folded = fold(words[:LONGEST_QUERY])
    if not folded:
        return communities.order_by("name_sort", "id")
    query = reduce(or_, _queries(folded))
    named = Case(
        When(search_names__contains=f"\n{folded}\n", then=Value(_EXACT)),
        When(search_names__contains=f"\n{folded}", then=Value(_BEGINS)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return communities.annotate(rank=named + SearchRank(F("search"), query)).order_by("-rank", "name_sort", "id")


def near(communities: QuerySet[Community], words: str) -> list[int]:
    """Ids of communities with a name much like `words`, nearest first: for when words as typed match nothing."""
    folded = fold(words[:LONGEST_QUERY])
    if len(folded) < 3:
        return []
    names = [
        (pk, name) for pk, lines in communities.values_list("pk", "search_names") for name in lines.split("\n") if name
    ]
    scored = process.extract(
        folded, [name for _pk, name in names], scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH, limit=60
    )
    return list(dict.fromkeys(names[index][0] for _name, _score, index in scored))[:25]


def _queries(folded: str) -> Sequence[SearchQuery]:
    *whole, last = folded.split()[:MOST_WORDS]
    # Words hold letters, digits and "_" only after folding, so quoting them is enough for a raw query.
    raw = " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
    return [SearchQuery(raw, config=config, search_type="raw") for config in _configs_in_use()]


def _configs_in_use() -> list[str]:
    written = Community.objects.published().order_by().values_list("entry__written_in", flat=True).distinct()
    return sorted({AS_TYPED, "english", *(CONFIGS[code] for code in written if code in CONFIGS)})
