"""A record of a table made into a proposal: an entry, the answers for OPSI alone, and what keeps it from the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import cities, labels, languages
from communities import entry as entries

from . import cells, headers, making, tongues, words
from .columns import Columns
from .table import Cell, Level, Note, Record, Table, quoted
from .terms import Vocabularies, convener_of_government

NECESSARY = ("name", "summary")


@dataclass
class Proposal:
    """What one record proposes. `notes` says what was noticed, `level` what the worst of it does to the row."""

    where: str
    entry: entries.Entry = field(default_factory=entries.blank)
    private: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    blank: bool = False
    # The record's content as digests: with all columns that are read, and without those that somebody had to name.
    fingerprint: str = ""
    unsaid_fingerprint: str = ""

    @property
    def level(self) -> Level:
        return max((note.level for note in self.notes), default=Level.TOLD)


def proposals(
    table: Table, columns: Columns, vocabularies: Vocabularies, *, only: slice = slice(None)
) -> list[Proposal]:
    """What the records of a table propose, in their order; or `only` some of them, read as part of the whole."""
    separators = {
        index: making.separator(name, [_cell(record, index).text for record in table.records])
        for index, name in columns.fields.items()
    }
    return [_proposal(record, table, columns, separators, vocabularies) for record in table.records[only]]


def _proposal(
    record: Record,
    table: Table,
    columns: Columns,
    separators: Mapping[int, Any],
    vocabularies: Vocabularies,
) -> Proposal:
    read = {index: _cell(record, index) for index in {*columns.fields, *columns.asked_about}}
    if not any(read.values()):
        return Proposal(record.where, blank=True, notes=[Note("", _("the row is blank"))])
    if why := _no_community(columns, table, read):
        return Proposal(record.where, blank=True, notes=[Note("", why)])
    row = making.Row(vocabularies)
    for index, name in _in_reading_order(columns):
        if read[index]:
            cells.read(row, name, read[index], separators[index])
    _complete(row, columns)
    aliases = [alias for alias in row.values.get("aliases", []) if alias["name"] != row.values.get("name")]
    entry = entries.normalise({**entries.blank(), **row.values, "aliases": aliases})
    notes = [*record.notes, *columns.questions, *row.notes, *_width(record, table)]
    notes += _problems(entry, row, read)
    return Proposal(
        where=record.where,
        entry=entry,
        private=row.private,
        answers={"imported": _as_given(table, columns, read, row.private.get("contact", ""))},
        notes=notes,
        fingerprint=_fingerprint(columns.identities, record),
        unsaid_fingerprint=_fingerprint(columns.unsaid, record),
    )


def _in_reading_order(columns: Columns) -> list[tuple[int, str]]:
    """A place is read after the country: it may be a city in it."""
    return sorted(columns.fields.items(), key=lambda pair: (pair[1] == headers.PLACE, pair[0]))


def _cell(record: Record, index: int) -> Cell:
    return record.cells[index] if index < len(record.cells) else Cell("")


def _no_community(columns: Columns, table: Table, read: Mapping[int, Cell]) -> str:
    """Why a row of sums, or the header repeated, is no community; "" for any other row."""
    filled = {index: cell.text.strip() for index, cell in sorted(read.items()) if cell}
    first = next(iter(filled.values()))
    if words.is_total(first) and not set(columns.of("summary")) & set(filled):
        return _("%(first)s: a row of sums, not a community") % {"first": quoted(first)}
    if all(text == table.header[index].strip() for index, text in filled.items()):
        return _("the header again")
    return ""


def _complete(row: making.Row, columns: Columns) -> None:
    """What follows from what the row states: the language of its words, the part of government, the city's position."""
    values = row.values
    for key, value in row.implied.items():
        if value and not values.get(key):
            values[key] = value
    if values.get("involvement") == "runs" and not values.get("convener"):
        values["convener"] = convener_of_government(values.get("organisation", ""))
    if "written_in" not in values:
        text = f"{values.get('name', '')} {values.get('summary', '')}"
        values["written_in"] = tongues.written_in(text, columns.language, values.get("languages", ()))
        if values["written_in"] != tongues.DEFAULT:
            row.tell("written_in", _("taken as %(language)s") % {"language": languages.name(values["written_in"])})
    if values.get("city") and not {"latitude", "longitude"} & set(values):
        city = cities.find(values["city"], values.get("host"))
        values |= {"latitude": city.latitude, "longitude": city.longitude} if city else {}


def _problems(entry: entries.Entry, row: making.Row, read: Mapping[int, Cell]) -> list[Note]:
    """What keeps the entry from the queue: without a name it is refused, without a summary or with a fault it waits."""
    if not entry["name"]:
        return [Note("name", _without_name(entry, row, read), Level.REFUSED)]
    notes = []
    if not entry["summary"]:
        text = _("it is missing. Say in one or two sentences what the community is.")
        notes.append(Note("summary", text, Level.ASKED))
    missing = [key for key in NECESSARY if not entry[key]]
    found = (problem for problem in entries.validate(entry, row.vocabularies.slugs) if problem.field not in missing)
    return notes + [_asked(problem) for problem in found]


def _asked(problem: entries.Problem) -> Note:
    """What keeps an entry from being published, as a note: the field's name stands beside it anyway."""
    label = str(labels.LABELS.get(problem.field, ""))
    return Note(problem.field, problem.message.removeprefix(f"{label}: "), Level.ASKED)


def _without_name(entry: entries.Entry, row: making.Row, read: Mapping[int, Cell]) -> str:
    given = [cell.text.strip() for cell in read.values() if cell.text.strip()]
    if not row.values.get("summary") and all(words.is_empty_mark(text) for text in given):
        shown = ", ".join(quoted(text, 20) for text in given)
        return _("it is missing; the row holds nothing but %(given)s.") % {"given": shown}
    if not entry["summary"]:
        return _("it is missing, and so is the summary.")
    return _("it is missing.")


def _width(record: Record, table: Table) -> list[Note]:
    if len(record.cells) < len(table.header):
        return [Note("", _("the row has fewer cells than the header; the missing ones were read as empty"))]
    extra = [cell.text for cell in record.cells[len(table.header) :] if cell]
    if not extra:
        return []
    text = ngettext(
        "the row has %(count)d cell beyond the last column, which was left out: %(cells)s",
        "the row has %(count)d cells beyond the last column, which were left out: %(cells)s",
        len(extra),
    ) % {"count": len(extra), "cells": ", ".join(map(quoted, extra[:5]))}
    return [Note("", text)]


def _as_given(table: Table, columns: Columns, read: Mapping[int, Cell], contact: str) -> list[list[str]]:
    """The cells as they were, for whoever reviews: what was left out can be looked up. A contact is kept apart."""
    return [
        [entries.tidy_text(table.header[index]), entries.tidy_text(cell.text or cell.link)]
        for index, cell in sorted(read.items())
        if cell and columns.fields.get(index) != headers.CONTACT and not (contact and contact in cell.text)
    ]


def _fingerprint(identities: Mapping[int, str], record: Record) -> str:
    content: Sequence[tuple[str, str]] = sorted(
        (identity, f"{' '.join(cell.text.split())}\n{cell.link}")
        for index, identity in identities.items()
        if identity and (cell := _cell(record, index))
    )
    return entries.digest([list(pair) for pair in content]) if content else ""
