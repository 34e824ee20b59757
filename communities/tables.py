"""Entries as rows of a table: a column for each field, in cells that no spreadsheet takes for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from . import schema
from .entry import Entry

COLUMNS = tuple(schema.PROPERTIES)
# Signs that begin a formula in some spreadsheet or other, the last four being their wide forms; what a workbook cannot
# hold, and so leaves out, hides none.
FORMULA = re.compile(r"^(?:[\t\r]|[\s\x00-\x1f\ufffe\uffff]*[=+\-@＝＋－＠])")


class Line:
    """Gives back what it is told to write, so that a csv.writer makes one line at a time."""

    def write(self, line: str) -> str:
        return line


def csv_lines(stored: Iterable[Entry]) -> Iterator[str]:
    """The lines of a CSV file, the header first."""
    writer = csv.writer(Line())
    return (writer.writerow(line) for line in rows(stored))


def attached(name: str, made: Iterable[Iterable[str | int]]) -> HttpResponse:
    """Rows of cells, which have to be inert already, as a CSV file to save under a name; Excel reads it as UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows(made)
    return response


def rows(stored: Iterable[Entry]) -> Iterator[Sequence[str | int | float]]:
    """The rows of a table of entries, the header first."""
    yield COLUMNS
    for entry in stored:
        yield [cell(entry[column]) for column in COLUMNS]


def cell(value: Any) -> str | int | float:
    """A value as a cell: "" for nothing stated, yes or no for a truth value; lists joined by semicolons, inert text."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    return inert("; ".join(map(_item, value)))


def inert(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would run it as a formula."""
    # Most text begins with a letter, which costs less to see than to match.
    return f"'{text}" if not text[:1].isalnum() and FORMULA.match(text) else text


def _item(value: str | Mapping[str, str]) -> str:
    return value if isinstance(value, str) else " | ".join(part for part in value.values() if part)
