"""A community as one plain document, the entry: its canonical form and its checks. Nothing here touches the database.

Every key is always present, in the order of `FIELDS`. What nobody stated is empty: `""` for text, `None` for a single
value, `[]` for a list. Two entries that say the same are equal as Python values and as bytes.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from . import countries, labels, languages, stages, vocabularies
from .invisible import composed
from .schema import NUMBERS, SCHEMA, SCHEMA_NUMBER, blank_value

Entry = dict[str, Any]

STAMPS = ("slug", "revision", "listed", "updated", "confirmed")
FIELDS: tuple[str, ...] = tuple(SCHEMA["properties"])
CONTENT_FIELDS: tuple[str, ...] = tuple(key for key in FIELDS if key not in ("schema", *STAMPS))

# By schema: the fields that came after it. Entries stored in it are read with these empty.
ADDED_AFTER = {1: ("achieved", "legacy", "carried_on", "thanks"), 2: ("practice",)}

# A band of people: its slug and the largest number in it. Seams at 50 and 100 are where KM4Dev saw communities change.
SIZE_BANDS = (("to-50", 50), ("51-100", 100), ("over-100", None))

# The last two are no characters at all: XML cannot hold them, so a feed or a workbook would have to change the text.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# What only says more about another field, and so is published no more than that one.
SAYS_MORE = {
    "website": ("website_public",),
    "city": ("latitude", "longitude"),
    "members": ("members_counted", "members_as_of"),
    "participants": ("participants_counted", "participants_as_of"),
}
ONE_LINE = ("name", "acronym", "identity", "organisation", "city", "website", "mailbox", "translated_by", "funder")


@dataclass(frozen=True)
class Problem:
    """What stands in the way of publishing: the field, and a sentence that says what to do."""

    field: str
    message: str


def blank() -> Entry:
    """An entry that states nothing."""
    return {key: blank_value(key) for key in FIELDS}


def normalise(given: Mapping[str, Any]) -> Entry:
    """The canonical form of an entry: all keys, in order, tidied text, sorted lists, host among the countries.

    Unknown keys are dropped. Values of a wrong type are kept as they are, for `validate` to name.
    """
    entry = {key: _tidy(key, given.get(key, blank_value(key))) for key in FIELDS}
    entry["schema"] = SCHEMA_NUMBER
    _with_host(entry)
    _without_more_about_withheld(entry)
    entry["size"] = size_of(entry)
    entry["maturity"] = stages.stage_of(entry)
    if not entry["summary_english"]:
        entry["translated_by"] = ""
    return entry


def kept_back(withheld: Collection[str]) -> list[str]:
    """The fields that stay empty where a convener withholds these: they, and what only says more about them."""
    return [field for key in withheld for field in (key, *SAYS_MORE.get(key, ()))]


def size_of(entry: Mapping[str, Any]) -> str | None:
    """The size band: by regular participants, else by members, else as stated.

    A number of members of which something else is counted (agencies, councils, labs) says nothing about people.
    """
    number = entry.get("participants")
    if number is None and not entry.get("members_counted"):
        number = entry.get("members")
    if isinstance(number, int) and not isinstance(number, bool):
        return band_of(number)
    return entry.get("size")


def band_of(people: int) -> str:
    """The size band in which a number of people falls."""
    return next(band for band, most in SIZE_BANDS if most is None or people <= most)


def content(entry: Mapping[str, Any]) -> Entry:
    """The entry without what publishing stamps on it: the part that people propose and compare."""
    return {key: entry[key] for key in CONTENT_FIELDS}


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The content fields in which two entries differ, in the entry's order."""
    return [key for key in CONTENT_FIELDS if old.get(key, blank_value(key)) != new.get(key, blank_value(key))]


def canonical(document: Any) -> bytes:
    """One byte string for one document: what digests are made of."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Any) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def validate(entry: Mapping[str, Any], terms: Mapping[str, Collection[str]] | None = None) -> list[Problem]:
    """Everything that keeps this entry from being published, in the entry's order; empty when it is sound.

    `terms` gives the slugs that each vocabulary has today; without it the project's own data file is asked.
    """
    problems = [_schema_problem(error) for error in _schema_errors(entry)]
    if not problems:
        problems = [*_missing(entry), *_unknown_terms(entry, terms or _file_terms()), *_contradictions(entry)]
    order = {key: number for number, key in enumerate(FIELDS)}
    return sorted(problems, key=lambda problem: order.get(problem.field, len(order)))


def _schema_errors(entry: Mapping[str, Any]) -> Iterator[ValidationError]:
    """What the schema says against it. What nobody stated is sound by itself, and most of an entry is not stated."""
    stated = {key: value for key, value in entry.items() if key not in FIELDS or value != blank_value(key)}
    required = [key for key in SCHEMA["required"] if key not in entry]
    return Draft202012Validator({**SCHEMA, "required": required}).iter_errors(stated)


def upgrade(stored: Mapping[str, Any]) -> Entry:
    """A stored entry in today's schema, keys in order (JSONB keeps none). Raises ValueError for an unknown schema."""
    if stored.get("schema") not in (SCHEMA_NUMBER, *ADDED_AFTER):
        raise ValueError(f"unknown entry schema {stored.get('schema')!r}")
    stored = {**_added_since(stored["schema"]), **stored, "schema": SCHEMA_NUMBER}
    return {
        **{key: _in_order(key, stored[key]) for key in FIELDS},
        **{key: stored[key] for key in stored.keys() - FIELDS},
    }


def _added_since(number: int) -> Entry:
    """The fields that a schema did not have yet; nobody stated them then."""
    return {key: blank_value(key) for before, keys in ADDED_AFTER.items() if before >= number for key in keys}


def _in_order(key: str, value: Any) -> Any:
    """A list's objects with their keys in the schema's order; anything else as it is."""
    if not isinstance(value, list) or not value or not isinstance(value[0], Mapping):
        return value
    names = SCHEMA["properties"][key]["items"]["properties"]
    return [{name: item[name] for name in names} for item in value]


def _tidy(key: str, value: Any) -> Any:
    tidy = _TIDY.get(key)
    if tidy is not None and isinstance(value, list):
        return tidy(value)
    if isinstance(value, str):
        text = tidy_text(value, one_line=key in ONE_LINE)
        return (text or None) if blank_value(key) is None and key not in NUMBERS else text
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value


def tidy_text(value: str, *, one_line: bool = False) -> str:
    """Text in NFC without control or invisible characters, trimmed; on one line where asked."""
    value = value.encode("utf-8", "ignore").decode()  # lone surrogates cannot be stored
    value = composed(CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    if one_line:
        return " ".join(value.split())
    lines = (" ".join(line.split(" ")).rstrip() for line in value.replace("\t", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tidy_objects(value: list[Any], *keys: str) -> list[Any]:
    objects: list[Any] = []
    for item in value:
        if not isinstance(item, Mapping):
            objects.append(item)
            continue
        tidied = {key: tidy_text(str(item.get(key) or ""), one_line=True) for key in keys}
        if any(tidied.values()) and tidied not in objects:
            objects.append(tidied)
    return objects


def _sorted_set(value: list[Any]) -> list[Any]:
    return sorted({item for item in value if item}) if all(isinstance(item, str) for item in value) else value


_TIDY: dict[str, Callable[[list[Any]], list[Any]]] = {
    "aliases": lambda value: _tidy_objects(value, "name", "language", "kind"),
    "assets": lambda value: _tidy_objects(value, "title", "url"),
    "sources": lambda value: _tidy_objects(value, "title", "url"),
    "links": lambda value: _sorted_links(_tidy_objects(value, "relation", "slug")),
    "countries": _sorted_set,
    "languages": _sorted_set,
    "withheld": _sorted_set,
    **dict.fromkeys(vocabularies.choose_many(), _sorted_set),
}


def _sorted_links(value: list[Any]) -> list[Any]:
    return sorted(value, key=lambda link: (link["relation"], link["slug"])) if all(map(_is_mapping, value)) else value


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping)


def _with_host(entry: Entry) -> None:
    host, countries = entry["host"], entry["countries"]
    if isinstance(host, str) and isinstance(countries, list) and host not in countries:
        entry["countries"] = _sorted_set([*countries, host])


def _without_more_about_withheld(entry: Entry) -> None:
    """A withheld field itself is left for `validate` to name."""
    withheld = [key for key in _listed(entry["withheld"]) if isinstance(key, str)]
    for field in set(kept_back(withheld)) - set(withheld):
        entry[field] = blank_value(field)


def _file_terms() -> dict[str, tuple[str, ...]]:
    return {name: vocabulary.slugs for name, vocabulary in vocabularies.read().items()}


def _schema_problem(error: Any) -> Problem:
    field = str(error.path[0]) if error.path else str(error.validator)
    label = labels.LABELS.get(field, field)
    if error.validator == "maxLength":
        return Problem(
            field,
            _("%(label)s: shorten this to %(most)d characters or fewer. It has %(has)d.")
            % {"label": label, "most": error.validator_value, "has": len(error.instance)},
        )
    if error.validator == "maxItems":
        return Problem(
            field, _("%(label)s: choose at most %(most)d.") % {"label": label, "most": error.validator_value}
        )
    message = _SCHEMA_MESSAGES.get(field) or _("this value cannot be read here.")
    return Problem(field, f"{label}: {message}")


_SCHEMA_MESSAGES = {
    "website": gettext_lazy("give an address that begins with https:// or http://."),
    "mailbox": gettext_lazy("give an e-mail address, such as community@example.org."),
    "founded": gettext_lazy("give a year of four digits."),
    "ended": gettext_lazy("give a year of four digits."),
    "host": gettext_lazy("choose a country from the list."),
    "countries": gettext_lazy("choose countries from the list."),
    "members": gettext_lazy("give a whole number."),
    "participants": gettext_lazy("give a whole number."),
    "sources": gettext_lazy("each source needs a title, and an address that begins with https:// or http://."),
    "assets": gettext_lazy("each needs a title, and an address that begins with https:// or http://."),
    "members_as_of": gettext_lazy("give a year, or a year and month such as 2026-05."),
    "participants_as_of": gettext_lazy("give a year, or a year and month such as 2026-05."),
    "last_active": gettext_lazy("give a year, or a year and month such as 2026-05."),
}


def _missing(entry: Mapping[str, Any]) -> list[Problem]:
    wanted = {
        "name": _("Give the community’s name."),
        "summary": _("Say in one or two sentences what the community is."),
    }
    return [Problem(field, message) for field, message in wanted.items() if not entry[field]]


def _unknown_terms(entry: Mapping[str, Any], terms: Mapping[str, Collection[str]]) -> list[Problem]:
    not_a_choice = _("%(label)s: “%(slug)s” is not one of the choices.")
    problems = [
        Problem(name, not_a_choice % {"label": labels.LABELS[name], "slug": slug})
        for name in vocabularies.of_communities()
        for slug in _listed(entry[name])
        if slug not in terms.get(name, ())
    ]
    for field, known, message in (
        ("languages", languages.is_language, _("%(label)s: choose a language from the list.")),
        ("written_in", languages.is_language, _("%(label)s: choose a language from the list.")),
        ("host", countries.is_country, _("%(label)s: choose a country from the list.")),
        ("countries", countries.is_country, _("%(label)s: choose countries from the list.")),
    ):
        codes = [code for code in _listed(entry[field]) if field != "countries" or code != entry["host"]]
        if not all(map(known, codes)):
            problems.append(Problem(field, message % {"label": labels.LABELS[field]}))
    return problems


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _contradictions(entry: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if entry["founded"] and entry["ended"] and entry["ended"] < entry["founded"]:
        problems.append(
            Problem("ended", _("The year it ended is before the year it was founded. Correct one of them."))
        )
    if (entry["latitude"] is None) != (entry["longitude"] is None):
        problems.append(Problem("latitude", _("Give both the latitude and the longitude, or neither.")))
    stated = [field for field in entry["withheld"] if entry.get(field) not in (None, "", [])]
    problems += [
        Problem(
            field, _("%(label)s is marked as withheld, so it cannot be published.") % {"label": labels.LABELS[field]}
        )
        for field in stated
    ]
    return problems
