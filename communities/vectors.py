"""The stored text vector of an entry: which of its words are found, and in which languages they are stemmed."""

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchVector, SearchVectorCombinable, SearchVectorField
from django.db.models import Expression, Func, Value
from django.utils import translation

from . import countries, labels
from .folding import fold, names_of
from .models import Term

# PostgreSQL's stemmers, by the language an entry is written in. Other languages are found as typed.
CONFIGS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip
AS_TYPED, ALWAYS = "simple", "english"

# Stands between texts while a vector is made, so that no phrase begins in one and ends in the next.
_BETWEEN = "0" * 12

# Of the rest of an entry, in the order in which readers are told where their words were found.
SEARCHED_AS_WRITTEN = (
    "scope", "how_it_works", "how_to_join", "organisation", "city", "identity", "funder",
    "achieved", "legacy", "carried_on", "thanks",
)  # fmt: skip
SEARCHED_BY_LABEL = ("kind", "scale", "purpose", "method", "topic", "function", "focus")
LANGUAGES_OF_LABELS = ("en", "fr")


class WithoutLexeme(SearchVectorCombinable, Func):
    """A vector without one of its lexemes; the others keep their places."""

    function = "ts_delete"
    output_field = SearchVectorField()
    config = None


def vector(entry: dict[str, Any], terms: Mapping[str, Mapping[str, Term]]) -> Expression:
    """The stored text vector of an entry, for the database to make as a row is written: names A, summary B, the rest C.

    `terms` are all terms by vocabulary and slug: readers search by a term's label as well.
    """
    weighted = (
        ("A", names_of(entry)),
        ("B", [entry["summary"], entry["summary_english"]]),
        ("C", _other_words(entry, terms)),
    )
    folded = [(weight, f" {_BETWEEN} ".join([*map(fold, texts), ""])) for weight, texts in weighted]
    parts: list[Any] = [
        SearchVector(Value(text), config=config, weight=weight)
        for weight, text in folded
        for config in configs([entry["written_in"]])
    ]
    together = reduce(add, parts)
    return WithoutLexeme(together, Value(_BETWEEN))


def configs(written_in: Iterable[str]) -> list[str]:
    """The text search configurations for what is written in some languages."""
    return sorted({AS_TYPED, ALWAYS, *(CONFIGS[code] for code in written_in if code in CONFIGS)})


def slugs(entry: dict[str, Any], name: str) -> list[str]:
    """The terms of one vocabulary that an entry has, whether it may have one or many."""
    value = entry[name]
    return value if isinstance(value, list) else [value] if value else []


def site(address: str) -> str:
    """The host of a web address, without www."""
    return re.sub(r"^https?://(www\.)?", "", address).split("/")[0]


def _other_words(entry: dict[str, Any], terms: Mapping[str, Mapping[str, Term]]) -> Iterable[str]:
    yield from (entry[key] for key in SEARCHED_AS_WRITTEN)
    yield from (asset["title"] for asset in entry["assets"])
    yield site(entry["website"])
    for language in LANGUAGES_OF_LABELS:
        with translation.override(language):
            yield from (countries.name(code) for code in entry["countries"])
            yield str(labels.REGIONS.get(entry["region"], ""))
    for name in SEARCHED_BY_LABEL:
        for slug in slugs(entry, name):
            yield from (terms[name][slug].label, terms[name][slug].label_fr)
