"""The starter catalogue: rows of facts and a written mapping, read from `data/starter/` and made into entries.

Nothing here touches the database; the command `load_starter` publishes what this module gives. A row's free words
become terms only by `mapping.toml`; what a row does not state stays empty.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from . import cities, vocabularies
from . import entry as entries
from .entry import Entry

FOLDER = Path(__file__).parent / "data" / "starter"

Row = Mapping[str, str]

# Columns of free words that become terms of a vocabulary, one or many.
ONE_TERM = {"kind": "kind", "scale": "scale", "status": "maturity"}
MANY_TERMS = {"topics": "topic", "purposes": "purpose", "methods": "method"}
# Columns whose one word answers more than one vocabulary.
SEVERAL_ANSWERS = ("membership", "convener_type")

# Columns taken over as they stand, by the entry's key.
AS_IT_STANDS = {
    "slug": "slug",
    "name": "name",
    "acronym": "acronym",
    "summary": "summary",
    "scope": "scope",
    "website": "website",
    "convener": "organisation",
    "funder": "funder",
    "city": "city",
    "members_counted": "members_counted",
    "members_as_of": "members_as_of",
    "participants_counted": "participants_counted",
    "last_active": "last_active",
}
NUMBERS = ("members", "participants", "founded")

GOVERNMENT = "government"
MORE_THAN = "(more than)"
LARGEST = entries.SIZE_BANDS[-1][0]


def catalogue() -> list[Entry]:
    """Every entry of the starter catalogue, in canonical form, ordered by slug."""
    return [entry_of(row) for row in rows()]


def entry_of(row: Row) -> Entry:
    """The entry that a row states, its words read by the mapping and its sources titled from `sources.csv`."""
    stated: dict[str, Any] = {key: row[column] for column, key in AS_IT_STANDS.items()}
    stated |= {column: int(row[column]) if row[column] else None for column in NUMBERS}
    stated |= {
        "aliases": [alias(words) for words in _several(row["other_names"])],
        "host": row["country"] or None,
        "countries": row["other_countries"].split(),
        "region": row["region"] or None,
        "languages": _several(row["languages"]),
        "sources": sources_of(row),
        "links": [_link(words) for words in row["links"].split()],
    }
    if row["last_active"] and len(stated["sources"]) == 1:
        stated["last_active_source"] = stated["sources"][0]["title"]
    stated["size"] = _size(row)
    return entries.normalise(stated | _position(row) | _mapped_terms(row) | _terms_read(row))


def _size(row: Row) -> str | None:
    """The size band of a number of people; of "more than" a number, only where every larger number has the same."""
    counted = row["members_counted"]
    if not row["members"] or counted not in mapping()["members_counted"]["people"]:
        return None
    band = entries.band_of(int(row["members"]))
    return None if MORE_THAN in counted and band != LARGEST else band


def alias(words: str) -> dict[str, str]:
    """Another name, its language (when known) in square brackets behind it: "Kansallinen ennakointiverkosto [fi]"."""
    name, _bracket, language = words.partition(" [")
    return {"name": name, "language": language.removesuffix("]"), "kind": ""}


def sources_of(row: Row) -> list[dict[str, str]]:
    """The row's sources, each with the title that `sources.csv` gives its address."""
    return [{"title": sources()[url]["title"], "url": url} for url in row["sources"].split()]


@cache
def rows() -> tuple[Row, ...]:
    """The rows of `communities.csv`, as text."""
    return tuple(_read("communities.csv"))


@cache
def sources() -> dict[str, Row]:
    """The rows of `sources.csv` (title, licence, how it was read), by address."""
    return {source["url"]: source for source in _read("sources.csv")}


@cache
def mapping() -> dict[str, dict[str, Any]]:
    """The written mapping: for each column, its words `mapped` to terms and those `left_out` with a reason."""
    with (FOLDER / "mapping.toml").open("rb") as file:
        return tomllib.load(file)


def _read(name: str) -> Iterator[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _mapped_terms(row: Row) -> dict[str, Any]:
    terms: dict[str, Any] = {key: _mapped(column, row[column]) for column, key in ONE_TERM.items()}
    for column in SEVERAL_ANSWERS:
        terms |= _mapped(column, row[column]) or {}
    if row["convener_type"] == GOVERNMENT:
        terms["convener"] = _mapped(GOVERNMENT, row["convener"])
    for column, key in MANY_TERMS.items():
        terms[key] = _mapped_many(column, row[column])[: vocabularies.read()[key].most]
    return terms


def _mapped(column: str, word: str) -> Any:
    """What a word of a column becomes; None where it is empty or left out. Raises KeyError for a word not listed."""
    listed = mapping()[column]
    if not word and column != GOVERNMENT:
        return None
    return None if word in listed["left_out"] else listed["mapped"][word]


def _mapped_many(column: str, words: str) -> list[str]:
    found: list[str] = []
    for word in _several(words):
        terms = _mapped(column, word) or []
        found += [terms] if isinstance(terms, str) else terms
    return list(dict.fromkeys(found))


def _terms_read(row: Row) -> dict[str, Any]:
    """Terms that the row's own sentences state, noted beside them by whoever read them: "rhythm=monthly"."""
    read = dict(words.split("=") for words in row["read_in_text"].split())
    return {key: [slug] if vocabularies.read()[key].many else slug for key, slug in read.items()}


def _position(row: Row) -> dict[str, float]:
    if not row["city"] or row["city"] in mapping()["cities"]["unplaced"]:
        return {}
    city = cities.find(row["city"], row["country"])
    return {"latitude": city.latitude, "longitude": city.longitude} if city else {}


def _link(words: str) -> dict[str, str]:
    relation, slug = words.split(":")
    return {"relation": relation, "slug": slug}


def _several(words: str) -> list[str]:
    return words.split("|") if words else []
