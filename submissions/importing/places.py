"""What a cell says of countries: names in many languages, parts of countries, world regions, several at once, slips."""

import gettext as translations
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import django_countries
from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries as library
from django_countries import data
from rapidfuzz import fuzz, process

from communities import countries, vocabularies

from . import words
from .table import quoted

LIKE_ENOUGH = 80
# Codes of Namibia and Norway that, written like this, are as likely "not available" and a plain no.
TWO_MEANINGS = frozenset({"NA", "na", "Na", "no", "No"})


@dataclass
class Place:
    """What a cell says of places. Where it is not clear, `question` says why and `suggested` what it could mean."""

    countries: list[str] = field(default_factory=list)
    host: str | None = None
    scale: str | None = None
    region: str | None = None
    city: str = ""
    told: str = ""
    question: str = ""
    suggested: dict[str, Any] = field(default_factory=dict)


def is_country(text: str) -> bool:
    """Whether the text names exactly one country."""
    return _country(text) is not None


def read(text: str) -> Place:
    """The place that a cell names; an empty Place where it names none."""
    if text.strip() in TWO_MEANINGS:
        return _asked(text, [text.strip().upper()])
    if words.is_empty_mark(text):
        return Place()
    return _whole(text) or _pieces(text) or _unknown(text)


def _whole(text: str) -> Place | None:
    if iso2 := _country(text):
        return Place([iso2], host=iso2)
    wanted = _key(text)
    if wanted in _names("unclear"):
        return _asked(text, words.read("places")["unclear"][_names("unclear")[wanted]])
    if wanted in _names("parts"):
        return _part(text, _names("parts")[wanted])
    if wanted in _names("regions") or wanted in _names("across_regions"):
        return Place(scale=vocabularies.REGIONAL, region=_names("regions").get(wanted))
    if wanted in _names("international"):
        return Place(scale=vocabularies.INTERNATIONAL)
    return None


def _pieces(text: str) -> Place | None:
    """Several countries; or a country with what lies in it: "England, UK", "Berlin, Germany"."""
    for separators in (r"[;|\n،؛、]", r"[;|\n،؛、,/()]", r"[;|\n،؛、,/()]|\s(?:and|et|y|und|e|&|و)\s"):
        pieces = [piece.strip() for piece in re.split(separators, text) if piece.strip()]
        if len(pieces) < 2:
            continue
        found = [_country(piece) for piece in pieces]
        named = list(dict.fromkeys(iso2 for iso2 in found if iso2))
        others = [piece for piece, iso2 in zip(pieces, found, strict=True) if not iso2]
        if len(named) > 1 and not others:
            told = _("several countries are named; none was taken as the host")
            return Place(sorted(named), told=told)
        if len(named) == 1 and not others:
            return Place(named, host=named[0])
        if len(named) == 1 and all(_names("parts").get(_key(piece)) == named[0] for piece in others):
            told = _("a part of the country is named, so the scale was taken as “State, province or city”")
            return Place(named, host=named[0], scale=vocabularies.SUBNATIONAL, told=told)
        if len(named) == 1 and len(others) == 1 and _is_city(others[0], named[0]):
            return Place(named, host=named[0], city=others[0])
    return None


def _unknown(text: str) -> Place:
    """A question about the first piece of a text that is no country's name."""
    pieces = [piece.strip() for piece in re.split(r"[;|\n،؛、,]", text) if piece.strip()] or [text]
    piece = next((piece for piece in pieces if not _country(piece)), text)
    place = _whole(piece)
    return place if place and place.question else _asked(piece, _alike(piece))


def _part(text: str, iso2: str) -> Place:
    name = countries.name(iso2)
    return Place(
        question=_(
            "%(text)s names a part of a country. Is the country %(country)s (%(iso2)s), "
            "and the scale “State, province or city”?"
        )
        % {"text": quoted(text), "country": name, "iso2": iso2},
        suggested={"host": iso2, "scale": vocabularies.SUBNATIONAL},
    )


def _asked(text: str, could_be: Iterable[str]) -> Place:
    shown = [f"{countries.name(iso2)} ({iso2})" for iso2 in could_be if countries.is_country(iso2)]
    if not shown:
        question = _("%(text)s is not a country's name known here. Choose the country, or leave it empty.")
    elif len(shown) == 1:
        question = _("%(text)s could mean %(countries)s. Is that so? Choose the country, or leave it empty.")
    else:
        question = _("%(text)s could mean one of: %(countries)s. Choose the country, or leave it empty.")
    suggested = {"host": next(iter(could_be))} if len(shown) == 1 else {}
    return Place(question=question % {"text": quoted(text), "countries": ", ".join(shown)}, suggested=suggested)


def _alike(text: str) -> list[str]:
    """The country whose name is much like the text, for a suggestion; it is never taken unasked."""
    found = process.extract(_key(text), list(_countries()), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=3)
    return list(dict.fromkeys(_countries()[name] for name, _score, _place in found))[:1]


def _country(text: str) -> str | None:
    code = text.strip().strip(".").upper()
    if len(code) == 2 and code != "UK" and countries.is_country(code):
        return code
    return _countries().get(_key(text))


def _key(text: str) -> str:
    return re.sub(r"^(the )?(republic of )?(the )?", "", words.key(text))


@cache
def _names(table: str) -> Mapping[str, str]:
    """The names of one table of `places.toml`: from name as compared to what it means."""
    listed = words.read("places")[table]
    if table == "unclear":
        return {_key(name): name for name in listed}
    return {_key(name): meaning for meaning, names in listed.items() for name in names}


@cache
def _countries() -> Mapping[str, str]:
    """Every unmistakable name of a country as compared: the list's own, then English, then other languages."""
    with translation.override("en"):
        english = {iso2: {str(name), countries.name(iso2)} for iso2, name in library.countries.items()}
        for official in (data.COUNTRIES, library.COMMON_NAMES):
            for iso2, name in official.items():
                english[iso2].add(str(name))
    for iso2, former in library.OLD_NAMES.items():
        english[iso2] |= set(map(str, former))
    known = {_key(name): iso2 for iso2, names in english.items() for name in names}
    known |= {library.alpha3(iso2).lower(): iso2 for iso2 in english}
    known |= _names("countries")
    unclear = {*_names("unclear"), *_names("parts"), *_names("regions"), *_names("international")}
    foreign: dict[str, set[str]] = {}
    for catalogue in _catalogues():
        for iso2, names in english.items():
            for in_english in names:
                foreign.setdefault(_key(catalogue.gettext(in_english)), set()).add(iso2)
    known = {name: iso2 for name, (iso2, *more) in foreign.items() if name and not more and name not in unclear} | known
    return {name: iso2 for name, iso2 in known.items() if name not in unclear}


def _catalogues() -> Iterable[translations.GNUTranslations]:
    """The library's translations of its names, read as files: no language has to be switched on for them."""
    for path in sorted((Path(django_countries.__file__).parent / "locale").glob("*/LC_MESSAGES/django.mo")):
        if "@" not in path.parts[-3]:
            with path.open("rb") as file:
                yield translations.GNUTranslations(file)


def _is_city(name: str, iso2: str) -> bool:
    from communities import cities  # noqa: PLC0415 - reads a long list, and is seldom needed

    return cities.find(name, iso2) is not None
