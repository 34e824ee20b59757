"""Made-up entries for benchmarks: many, varied, the same for the same numbers; never for a public site."""

import random
from collections.abc import Iterator
from typing import Any

from . import countries, labels, languages, vocabularies
from .entry import Entry, normalise

_ABOUT = (
    "Foresight",
    "Data",
    "Design",
    "Policy",
    "Service",
    "Innovation",
    "Behaviour",
    "Futures",
    "Evidence",
    "Digital",
    "Climate",
    "Learning",
)
_WHO = ("Circle", "Network", "Guild", "Forum", "Community", "Exchange", "Lab", "Group", "Alliance", "Table")
_WHERE = ("Northern", "Coastal", "Federal", "Municipal", "Regional", "National", "Joint", "Open", "Central", "Eastern")
_VERBS = ("share", "compare", "test", "review", "write", "collect", "teach", "explore", "scan", "question")
_THINGS = ("methods", "cases", "signals", "drafts", "lessons", "data", "tools", "stories", "questions", "services")

# The share of entries that state an optional value: like the real catalogue, most state little.
_STATED = 0.6


def entries(count: int, start: int = 0) -> Iterator[Entry]:
    """`count` made-up entries, from number `start` on; number n is always the same entry."""
    for number in range(start, start + count):
        yield _entry(number, random.Random(number))  # noqa: S311 - repeatable on purpose, nothing secret


def _entry(number: int, chance: random.Random) -> Entry:
    about, who, where = (chance.choice(words) for words in (_ABOUT, _WHO, _WHERE))
    what = ", ".join(f"{chance.choice(_VERBS)} {chance.choice(_THINGS)}" for _turn in range(3))
    stated: dict[str, Any] = {
        "name": f"{where} {about} {who} {number}",
        "acronym": f"{where[0]}{about[0]}{who[0]}{number}",
        "summary": f"Synthetic entry {number}: officials who {what}.",
        "scope": f"{about} in the {where.lower()} administration.",
        "languages": chance.sample(sorted(languages.NAMES), chance.randint(0, 2)),
        "founded": chance.randint(1990, 2026) if chance.random() < _STATED else None,
        "members": chance.randint(5, 3000) if chance.random() < _STATED else None,
        "sources": [{"title": "Made up for a benchmark", "url": ""}],
    }
    stated |= {name: _chosen(vocabulary, chance) for name, vocabulary in vocabularies.of_communities().items()}
    if stated["scale"] == vocabularies.REGIONAL:
        stated["region"] = chance.choice(sorted(labels.REGIONS))
    elif stated["scale"] != vocabularies.INTERNATIONAL:
        stated["host"] = chance.choice(countries.all_countries())[0]
    return normalise(stated)


def _chosen(vocabulary: vocabularies.Vocabulary, chance: random.Random) -> Any:
    if vocabulary.many:
        return chance.sample(vocabulary.slugs, chance.randint(0, min(vocabulary.most or 4, len(vocabulary.slugs))))
    return chance.choice(vocabulary.slugs) if chance.random() < _STATED else None
