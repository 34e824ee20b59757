"""One cell read as the kind of value its field wants: each reader puts values and notes into the row being made."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import countries, labels, starter
from communities.schema import PROPERTIES

from . import headers, places, quantities, sources, tongues, websites, words
from .making import Row, listed, plain_text
from .table import MOST_IN_A_CELL, Cell, Level, quoted
from .terms import ANSWERS

SHOWN_WORDS = 5

Reader = Callable[[Row, str, Cell, re.Pattern[str]], None]


def read(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> None:
    """Read a cell of the field `name` into the row."""
    if len(cell.text) > MOST_IN_A_CELL:
        text = _("a cell may have at most %(most)d characters; this one has %(has)d.")
        row.tell(name, text % {"most": MOST_IN_A_CELL, "has": len(cell.text)}, Level.REFUSED)
        return
    _reader(name)(row, name, cell, split)


def _text(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    if text := plain_text(row, name, cell):
        row.values[name] = text


def _aliases(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> None:
    found = [starter.alias(alias) for alias in listed(row, name, cell, split)]
    row.values.setdefault(name, []).extend(found)


def _terms(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> None:
    given = listed(row, name, cell, split)
    chosen = row.vocabularies.choose(name, given)
    for vocabulary, value in chosen.terms.items():
        if isinstance(value, list):
            row.values.setdefault(vocabulary, []).extend(value)
        else:
            row.values.setdefault(vocabulary, value)
    if chosen.left_out:
        count = len(chosen.left_out)
        more = [_("and %(count)d more") % {"count": count - SHOWN_WORDS}] if count > SHOWN_WORDS else []
        shown = ", ".join([*map(quoted, chosen.left_out[:SHOWN_WORDS]), *more])
        text = ngettext(
            "%(words)s is not a choice of the vocabulary and was left out",
            "%(words)s are not choices of the vocabulary and were left out",
            count,
        )
        row.tell(name, text % {"words": shown})


def _country(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    place = places.read(plain_text(row, name, cell) or (cell.text if cell.text.strip() in places.TWO_MEANINGS else ""))
    if place.question:
        row.ask(name, place.question)
    if place.told:
        row.tell(name, f"{quoted(cell.text)}: {place.told}")
    elif place.scale:
        row.tell(name, _("%(text)s is no country; it was read as the scale") % {"text": quoted(cell.text)})
    elif place.host and place.host != cell.text.strip():
        country = countries.name(place.host)
        meant = place.host if country == cell.text.strip() else f"{country} ({place.host})"
        row.tell(name, _("%(text)s was read as %(country)s") % {"text": quoted(cell.text), "country": meant})
    row.values.update({"host": place.host, "countries": place.countries})
    row.implied |= {"scale": place.scale, "region": place.region, "city": place.city}


def _place(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> None:
    """ "Where": a country, or a city in the country that another column names."""
    text = plain_text(row, name, cell)
    if row.values.get("host") and not places.is_country(text):
        row.implied["city"] = text
    elif text:
        _country(row, headers.PLACE, cell, split)


def _countries(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    place = places.read(plain_text(row, name, cell))
    if place.question:
        row.ask(name, place.question)
    row.values.setdefault(name, []).extend(place.countries)


def _website(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    found = websites.read(cell)
    for told in found.told:
        row.tell(name, told)
    if found.url:
        row.values[name] = found.url
    if found.email:
        row.private.setdefault("contact", found.email)


def _contact(row: Row, _name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    link = cell.link.removeprefix("mailto:").partition("?")[0] if cell.link.startswith("mailto:") else ""
    if text := link or plain_text(row, headers.CONTACT, cell):
        row.private["contact"] = text


def _titled_addresses(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    found, told = sources.read(cell)
    row.values.setdefault(name, []).extend(found)
    for text in told:
        row.tell(name, text)


def _count(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    found = quantities.count(plain_text(row, name, cell))
    if found.told:
        row.tell(name, found.told)
    if found.number is not None:
        row.values[name] = found.number
        if found.counted and name in ("members", "participants"):
            row.implied[f"{name}_counted"] = found.counted


def _year(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    found = quantities.year(plain_text(row, name, cell))
    if found.told:
        row.tell(name, found.told)
    row.values[name] = found.number


def _date(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    row.values[name], told = quantities.partial_date(plain_text(row, name, cell))
    if told:
        row.tell(name, told)


def _degrees(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    row.values[name] = quantities.decimal(cell.text, 90 if name == "latitude" else 180)
    if row.values[name] is None and not words.is_empty_mark(cell.text):
        row.tell(name, _("%(text)s is no number of degrees; left out") % {"text": quoted(cell.text)})


def _boolean(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    row.values[name] = words.boolean(cell.text)
    if row.values[name] is None and not words.is_empty_mark(cell.text):
        row.tell(name, _("%(text)s is neither yes nor no; left out") % {"text": quoted(cell.text)})


def _languages(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    given = re.split(r"[|;,/،؛\n]|\s(?:and|et|y|&|و)\s", plain_text(row, name, cell))
    for word in filter(None, map(str.strip, given)):
        if words.is_empty_mark(word):
            continue
        if code := tongues.code_of(word):
            row.values.setdefault(name, []).append(code)
        else:
            row.tell(name, _("%(text)s is not a language known here; left out") % {"text": quoted(word)})


def _language(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
    if code := tongues.code_of(cell.text):
        row.values[name] = code
    elif not words.is_empty_mark(cell.text):
        row.tell(name, _("%(text)s is not a language known here; left out") % {"text": quoted(cell.text)})


def _choice(choices: Mapping[str, Any]) -> Reader:
    def reader(row: Row, name: str, cell: Cell, _split: re.Pattern[str]) -> None:
        by_words = {words.key(shown): key for key, label in choices.items() for shown in (key, str(label))}
        row.values[name] = by_words.get(words.key(cell.text))
        if row.values[name] is None and not words.is_empty_mark(cell.text):
            row.tell(name, _("%(text)s is not a choice here; left out") % {"text": quoted(cell.text)})

    return reader


def _region(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> None:
    place = places.read(plain_text(row, name, cell))
    if place.region:
        row.values[name] = place.region
    else:
        _choice(labels.REGIONS)(row, name, cell, split)


_READERS: dict[str, Reader] = {
    "aliases": _aliases,
    headers.COUNTRY: _country,
    headers.PLACE: _place,
    headers.CONTACT: _contact,
    "countries": _countries,
    "region": _region,
    "website": _website,
    "sources": _titled_addresses,
    "assets": _titled_addresses,
    "members": _count,
    "participants": _count,
    "effort_hours": _count,
    "founded": _year,
    "ended": _year,
    "members_as_of": _date,
    "participants_as_of": _date,
    "last_active": _date,
    "latitude": _degrees,
    "longitude": _degrees,
    "website_public": _boolean,
    "paid_role": _boolean,
    "languages": _languages,
    "written_in": _language,
    "size": _choice(labels.SIZES),
}


def is_of_terms(name: str) -> bool:
    """Whether what stands under a field are words for terms of a vocabulary."""
    return _reader(name) is _terms


def _reader(name: str) -> Reader:
    if name in _READERS:
        return _READERS[name]
    is_text = PROPERTIES.get(name, {}).get("type") == "string"
    return _text if is_text and name not in ANSWERS else _terms
