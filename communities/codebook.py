"""The codebook: every field and vocabulary with its meaning, type, allowed values and source. Nothing is written twice.

It is made of the entry's own schema, the labels and meanings of fields, those of lessons, and the terms of today.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import countries, labels, languages, schema, tables, vocabularies
from .entry import CONTENT_FIELDS
from .lesson_models import DID, HAPPENED, Again, Effort
from .lesson_records import MEANINGS as OF_LESSONS
from .meanings import MEANINGS
from .models import Role, Term, Terms

COLUMNS = (
    *("field", "value", "label", "label_fr", "definition", "definition_fr"),
    *("type", "empty", "longest", "most", "source", "in_use"),
)
ISO_COUNTRIES, ISO_LANGUAGES, ISO_DATES = "ISO 3166-1 alpha-2", "ISO 639", "ISO 8601"


ENTRY, LESSON, NEITHER = "entry", "lesson", ""
# The keys of a lesson that hold one of a few values, and those values.
OF_A_LESSON = {"again": Again, "effort": Effort, "told_by": Role}


@dataclass(frozen=True)
class Value(vocabularies.InTwoLanguages):
    """A value that a field may have. One that is not in use any more stands in older entries only."""

    value: str
    label: str
    definition: str = ""
    label_fr: str = ""
    definition_fr: str = ""
    source: str = ""
    in_use: bool = True


@dataclass(frozen=True)
class Field:
    """A field of an entry or a lesson, or a vocabulary of neither's own; texts are in the reader's language."""

    name: str
    label: str
    definition: str
    type: str
    empty: str  # as it is written in JSON where nobody stated anything
    longest: int | None  # characters
    most: int | None  # values
    source: str
    values: tuple[Value, ...] = ()
    of: str = ENTRY


def fields(terms: Terms) -> list[Field]:
    """Every field of an entry in its order, the vocabularies that entries do not use, the fields of a lesson."""
    known = [_field(name, document, terms) for name, document in schema.PROPERTIES.items()]
    known += [_apart(name, terms) for name in vocabularies.NOT_OF_COMMUNITIES]
    return known + [_of_lesson(key, *said) for key, said in OF_LESSONS.items()]


def as_json(terms: Terms) -> str:
    """The codebook for programs, in English, with the labels and definitions in French that there are."""
    with translation.override("en"):
        document = {"schema": schema.SCHEMA_NUMBER, "fields": [_document(field) for field in fields(terms)]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(terms: Terms) -> Iterator[str]:
    """The codebook as a table: a line for each field, and after it one for each of its values."""
    writer = csv.DictWriter(tables.Line(), COLUMNS, restval="", extrasaction="ignore")
    yield "\ufeff"
    yield writer.writer.writerow(COLUMNS)
    with translation.override("en"):
        for field in fields(terms):
            line = {**vars(field), "field": field.name}
            yield writer.writerow({key: tables.cell(value) for key, value in line.items() if key in COLUMNS})
            for value in field.values:
                yield writer.writerow({"field": field.name} | {k: tables.cell(v) for k, v in vars(value).items()})


def _document(field: Field) -> dict[str, Any]:
    return {**vars(field), "values": [vars(value) for value in field.values]}


def _field(name: str, document: Mapping[str, Any], terms: Terms) -> Field:
    vocabulary = vocabularies.of_communities().get(name)
    return Field(
        name=name,
        label=str(labels.LABELS.get(name, name)),
        definition=str(MEANINGS[name]),
        type=_type(name, document),
        empty=json.dumps(schema.blank_value(name)),
        longest=document.get("maxLength"),
        most=document.get("maxItems"),
        source=vocabulary.source if vocabulary else _standard(name, document),
        values=tuple(_values(name, terms)),
    )


def _apart(name: str, terms: Terms) -> Field:
    known = vocabularies.read()[name]
    return Field(
        name=name,
        label=str(labels.LABELS[name]),
        definition=known.asked,
        type=_("one of its values"),
        empty="null",
        longest=None,
        most=1,
        source=known.source,
        values=tuple(map(_of_term, terms[name].values())),
        of=NEITHER,
    )


def _of_lesson(key: str, label: Any, meaning: Any) -> Field:
    """The values of a vocabulary stand with it, and are not told twice."""
    vocabulary = vocabularies.read().get(key)
    several = key == "purpose"  # and of everything else one
    values = _("list of values of %(name)s") if several else _("one of the values of %(name)s")
    said = {str(value): words for value, words in OF_A_LESSON[key].choices} if key in OF_A_LESSON else {}
    return Field(
        name=f"{LESSON}.{key}",
        label=str(label),
        definition=str(meaning),
        type=values % {"name": key} if vocabulary else str(_TYPES_OF_LESSON.get(key) or _("one of its values")),
        empty="[]" if several else "null",
        longest={"did": DID, "happened": HAPPENED}.get(key),
        most=None,
        source=vocabulary.source if vocabulary else ISO_LANGUAGES if key == "written_in" else "",
        values=tuple(_named(said, lambda value: str(said[value]))),
        of=LESSON,
    )


def _type(name: str, document: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "const" in document:
        return _("always %(value)s") % {"value": document["const"]}
    if "enum" in document or name in vocabularies.choose_one():
        return _("one of its values")
    kind = document["type"][0] if isinstance(document["type"], list) else document["type"]
    if kind == "array":
        keys = ", ".join(document["items"].get("properties", ()))
        return _("list, each with %(keys)s") % {"keys": keys} if keys else _("list of its values")
    return str(_PATTERNS[document["pattern"]][0] if document.get("pattern") in _PATTERNS else _TYPES[kind])


_TYPES = {
    "string": gettext_lazy("text"),
    "boolean": gettext_lazy("yes or no"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
}
_TYPES_OF_LESSON = {
    "number": gettext_lazy("whole number"),
    "url": gettext_lazy("web address"),
    "community": gettext_lazy("slug"),
    "did": gettext_lazy("text"),
    "happened": gettext_lazy("text"),
    "written_in": gettext_lazy("a code of two or three letters"),
    "published": gettext_lazy("date: YYYY-MM-DD"),
}
# Patterns of the schema that say more than "text", and the standard behind them.
_PATTERNS = {
    schema.WEB: (gettext_lazy("web address"), ""),
    schema.MAILBOX: (gettext_lazy("e-mail address"), ""),
    schema.DATE: (gettext_lazy("date: YYYY-MM-DD"), ISO_DATES),
    schema.PARTIAL_DATE: (gettext_lazy("date: YYYY, YYYY-MM or YYYY-MM-DD"), ISO_DATES),
    schema.COUNTRY: (gettext_lazy("one of its values"), ISO_COUNTRIES),
    schema.LANGUAGE: (gettext_lazy("one of its values"), ISO_LANGUAGES),
}


def _standard(name: str, document: Mapping[str, Any]) -> str:
    if name == "written_in":
        return ISO_LANGUAGES
    pattern = document.get("pattern") or document.get("items", {}).get("pattern")
    return _PATTERNS[pattern][1] if pattern in _PATTERNS else ""


def _values(name: str, terms: Terms) -> Iterator[Value]:
    """What a field may hold, where that is a list of values."""
    if name in vocabularies.of_communities():
        yield from map(_of_term, terms[name].values())
    elif name in ("host", "countries"):
        yield from _named((code for code, _name in countries.all_countries()), countries.name)
    elif name == "withheld":
        yield from _named(CONTENT_FIELDS, lambda key: str(labels.LABELS[key]))
    elif name in ("languages", "written_in"):
        yield from _named(languages.NAMES, languages.name)
    elif fixed := {"region": labels.REGIONS, "size": labels.SIZES}.get(name):
        yield from _named(fixed, lambda slug: str(fixed[slug]))


def _of_term(term: Term) -> Value:
    return Value(
        term.slug, term.label, term.definition, term.label_fr, term.definition_fr, term.source, in_use=term.active
    )


def _named(codes: Iterable[str], name: Callable[[str], str]) -> Iterator[Value]:
    for code in codes:
        with translation.override("fr"):
            in_french = name(code)
        yield Value(code, name(code), label_fr=in_french)
