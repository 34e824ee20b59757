"""Entries as rows of a table: a column for each field, in cells that no spreadsheet takes for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from . import schema
from .entry import Entry

COLUMNS = tuple(schema.PROPERTIES)
# Signs that begin a formula in some spreadsheet or other; the last four are their wide forms.
FORMULA = re.compile(r"^(?:[\t\r]|[\s\x00-\x1f]*[=+\-@＝＋－＠])")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what the XML of a workbook cannot hold
LONGEST_CELL = 32_767  # Excel's limit, in characters


class Line:
    """Gives back what it is told to write, so that a csv.writer makes one line at a time."""

    def write(self, line: str) -> str:
        return line


def csv_lines(stored: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file, the header first."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for entry in stored:
        yield writer.writerow(row(entry))


def write_workbook(stored: Iterable[Entry], file: IO[bytes]) -> None:
    """Write an Excel workbook of one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes most of a second to import, and few ask for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("communities")
    sheet.freeze_panes = "A2"
    sheet.append(COLUMNS)
    for entry in stored:
        sheet.append([_writable(value) for value in row(entry)])
    book.save(file)


def row(entry: Entry) -> list[str | int | float]:
    """One entry as cells: lists joined by semicolons, numbers as numbers, text as inert text."""
    return [cell(entry[column]) for column in COLUMNS]


def cell(value: Any) -> str | int | float:
    """A value as a cell: "" for nothing stated, yes or no for a truth value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    return inert("; ".join(map(_item, value)) if isinstance(value, list) else str(value))


def inert(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _item(value: str | Mapping[str, str]) -> str:
    return value if isinstance(value, str) else " | ".join(part for part in value.values() if part)


def _writable(value: str | int | float) -> str | int | float:
    return UNWRITABLE.sub("", value)[:LONGEST_CELL] if isinstance(value, str) else value
