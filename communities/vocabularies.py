"""The vocabularies' names and shapes, and the few slugs that code reasons about; the terms themselves are rows."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data"

# Vocabularies that describe lessons and respondents, not communities.
NOT_OF_COMMUNITIES = ("ingredient", "respondent")

# The values that code reasons about, each named here once.
INTERNATIONAL, REGIONAL, NATIONAL, SUBNATIONAL, ORGANISATION = (
    "international",
    "regional",
    "national",
    "subnational",
    "organisation",
)
ACROSS = (INTERNATIONAL, REGIONAL)  # no one country's
STAGES = ("setting-up", "launching", "consolidating", "reinventing")
PAUSED, CLOSED = "paused", "closed"
BY_MEMBERS = "members"  # convened by them, without an organisation
RESTRICTED, INVITED = "restricted", "invited"
# By vocabulary: those without which code would not know what it is about. No other can take their place.
NEVER_REPLACED: Mapping[str, tuple[str, ...]] = {
    "scale": (INTERNATIONAL, REGIONAL, NATIONAL, SUBNATIONAL, ORGANISATION),
    "maturity": (*STAGES, PAUSED, CLOSED),
    "convener": (BY_MEMBERS,),
    "eligibility": (RESTRICTED,),
    "route": (INVITED,),
}


class InTwoLanguages:
    """What has a label and a definition in English, and in French where they are translated."""

    label: Any
    label_fr: Any
    definition: Any
    definition_fr: Any

    @property
    def shown(self) -> str:
        """The label in the reader's language, in English where it is not translated yet."""
        return (self.label_fr if get_language() == "fr" else "") or self.label

    @property
    def explained(self) -> str:
        """The definition in the reader's language, in English where it is not translated yet."""
        return (self.definition_fr if get_language() == "fr" else "") or self.definition


@dataclass(frozen=True)
class Vocabulary:
    """One controlled vocabulary: its name in URLs and entries, and how many terms a community has of it.

    `terms` are slug, label and definition in English; `in_french` has the label and definition of each slug.
    """

    name: str
    title: str
    question: str
    question_fr: str
    source: str
    many: bool
    most: int | None
    main: bool
    terms: tuple[tuple[str, str, str], ...]
    in_french: Mapping[str, tuple[str, str]]

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(slug for slug, _label, _definition in self.terms)

    @property
    def asked(self) -> str:
        """The question in the reader's language."""
        return self.question_fr if get_language() == "fr" else self.question

    def words(self, slug: str) -> tuple[str, str]:
        """The label and definition of one of its terms in the reader's language."""
        in_english = {known: (label, definition) for known, label, definition in self.terms}
        return (self.in_french if get_language() == "fr" else in_english)[slug]


@cache
def read() -> dict[str, Vocabulary]:
    """All vocabularies as the project's data files have them, by name, in the files' order.

    The files seed the Term rows; staff may add terms later, so code that needs today's terms asks the Term table.
    """
    english = tomllib.loads((DATA / "vocabularies.toml").read_text(encoding="utf-8"))
    french = tomllib.loads((DATA / "vocabularies.fr.toml").read_text(encoding="utf-8"))
    return {name: _vocabulary(name, table, french[name]) for name, table in english.items()}


def _vocabulary(name: str, table: dict[str, Any], french: dict[str, Any]) -> Vocabulary:
    return Vocabulary(
        name=name,
        title=table["title"],
        question=table["question"],
        question_fr=french["question"],
        source=table["source"],
        many=table["choose"] == "many",
        most=table.get("most"),
        main=table.get("main", False),
        terms=tuple(tuple(term) for term in table["terms"]),
        in_french={slug: (label, definition) for slug, label, definition in french["terms"]},
    )


def of_communities() -> dict[str, Vocabulary]:
    """The vocabularies that are keys of an entry."""
    return {name: vocabulary for name, vocabulary in read().items() if name not in NOT_OF_COMMUNITIES}


def choose_one() -> tuple[str, ...]:
    """Names of the vocabularies of which an entry has at most one term."""
    return tuple(name for name, vocabulary in of_communities().items() if not vocabulary.many)


def choose_many() -> tuple[str, ...]:
    """Names of the vocabularies of which an entry has a list of terms."""
    return tuple(name for name, vocabulary in of_communities().items() if vocabulary.many)
