"""Made-up entries for benchmarks: many, varied, the same for the same numbers; never for a public site.

Like a real catalogue they are skewed: a few countries, topics and purposes have most entries and many have few, some
words stand in every fourth text and the names of cities in hardly any.
"""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar

from . import cities, countries, labels, languages, vocabularies
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
_WHO = ("Network", "Community", "Group", "Forum", "Circle", "Lab", "Exchange", "Guild", "Alliance", "Table")
_WHERE = ("National", "Regional", "Federal", "Municipal", "Joint", "Open", "Central", "Eastern", "Northern", "Coastal")
_VERBS = ("share", "compare", "test", "review", "write", "collect", "teach", "explore", "scan", "question")
_THINGS = ("methods", "cases", "signals", "drafts", "lessons", "data", "tools", "stories", "questions", "services")
# Half of all entries are in English, as half of those sent to OPSI were asked to be; the text is the same in all.
_WRITTEN_IN = ("en", "fr", "es", "de", "pt", "fi")

# The share of entries that state an optional value: like the real catalogue, most state little.
_STATED = 0.6
_CONFIRMABLE = 8  # every so many-th entry says more than the others

Kind = TypeVar("Kind")


def entries(count: int, start: int = 0) -> Iterator[Entry]:
    """`count` made-up entries, from number `start` on; number n is always the same entry."""
    for number in range(start, start + count):
        yield _entry(number, random.Random(number))  # noqa: S311 - repeatable on purpose, nothing secret


def rare_word(number: int) -> str:
    """A word in the text of entry number n and of hardly any other: the name of a small city."""
    return _cities()[number % len(_cities())]


def _entry(number: int, chance: random.Random) -> Entry:
    about, who, where = (_few(words, chance) for words in (_ABOUT, _WHO, _WHERE))
    what = ", ".join(f"{chance.choice(_VERBS)} {chance.choice(_THINGS)}" for _turn in range(3))
    stated: dict[str, Any] = {
        "name": f"{where} {about} {who} {number}",
        "acronym": f"{where[0]}{about[0]}{who[0]}{number}",
        "summary": f"Officials from {rare_word(number)} and elsewhere who {what}.",
        "scope": f"{about} in the {where.lower()} administration.",
        "written_in": _few(_WRITTEN_IN, chance),
        "languages": sorted({_few(_spoken(), chance) for _turn in range(chance.randint(0, 2))}),
        "founded": chance.randint(1990, 2026) if chance.random() < _STATED else None,
        "members": chance.randint(5, 3000) if chance.random() < _STATED else None,
        "sources": [{"title": "Made up for a benchmark", "url": ""}],
    }
    if number % _CONFIRMABLE == 0:
        stated["how_it_works"] = f"Members meet each month to {what}. A small team prepares, and everybody may propose."
        stated["how_to_join"] = "Write to the team, and come to the next meeting."
    stated |= {name: _chosen(vocabulary, chance) for name, vocabulary in vocabularies.of_communities().items()}
    if stated["scale"] == vocabularies.REGIONAL:
        stated["region"] = chance.choice(sorted(labels.REGIONS))
    elif stated["scale"] != vocabularies.INTERNATIONAL:
        stated["host"] = _few(_hosts(), chance)
    return normalise(stated)


def _chosen(vocabulary: vocabularies.Vocabulary, chance: random.Random) -> Any:
    if vocabulary.many:
        most = min(vocabulary.most or 4, len(vocabulary.slugs))
        return sorted({_few(vocabulary.slugs, chance) for _turn in range(chance.randint(0, most))})
    return _few(vocabulary.slugs, chance) if chance.random() < _STATED else None


def _few(values: Sequence[Kind], chance: random.Random) -> Kind:
    """One of some values; the first is taken twice as often as the second, three times as often as the third, …"""
    return chance.choices(values, cum_weights=_weights(len(values)))[0]


@cache
def _weights(count: int) -> list[float]:
    return list(accumulate(1 / place for place in range(1, count + 1)))


@cache
def _hosts() -> list[str]:
    """Every country, in an order that is no alphabet's."""
    return _shuffled([iso2 for iso2, _name in countries.all_countries()])


@cache
def _spoken() -> list[str]:
    return _shuffled(list(languages.NAMES))


@cache
def _cities() -> list[str]:
    """Names of one word that is no other word of these entries, which are all shorter or end otherwise."""
    return _shuffled([name for name in cities.all_names() if name.isascii() and name.isalpha() and len(name) > 8])


def _shuffled(values: list[str]) -> list[str]:
    order = sorted(values)
    random.Random(0).shuffle(order)  # noqa: S311 - repeatable on purpose, nothing secret
    return order
