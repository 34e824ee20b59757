"""Text tables, whatever stands between their cells: the delimiter, the header row, records that span lines."""

import csv
import io
from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import headers
from .encodings import decode
from .table import HEADER_WITHIN, MOST_BYTES, MOST_COLUMNS, MOST_RECORDS, CannotRead, Cell, Record, Table

DELIMITERS = (",", ";", "\t", "|")
NAMES = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}


class Line(NamedTuple):
    """One record of the file: the lines on which it begins and ends, counted from 1, and its cells."""

    begins: int
    ends: int
    cells: list[str]


def table(data: bytes, *, named: Collection[str] = ()) -> Table:
    """The table in these bytes. Raises CannotRead where no header can be found, and says what was seen instead."""
    text, encoding = decode(data)
    declared, text = _declared_delimiter(text)
    delimiter = declared or _delimiter(text, named)
    lines = _records(text, delimiter, first=2 if declared else 1)
    beginning = [line.cells for line in lines[:HEADER_WITHIN]]
    header = headers.find_row(beginning, named)
    if header is None:
        raise CannotRead(headers.nothing_found(beginning), headers.BY_COMMAND)
    return Table(
        header=lines[header].cells,
        header_row=header + (2 if declared else 1),
        records=list(_named(lines, header, first=2 if declared else 1)),
        encoding=encoding,
        delimiter=delimiter,
    )


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;", where there is one: the delimiter, and the text below it."""
    first, _end, rest = text.partition("\n")
    first = first.strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], rest
    return "", text


def _delimiter(text: str, named: Collection[str]) -> str:
    """The delimiter that makes the most known headers, then the most rows of one width."""

    def worth(delimiter: str) -> tuple[int, int]:
        rows = [line.cells for line in islice(_parsed(text, delimiter), HEADER_WITHIN)]
        widths = [len(row) for row in rows if len(row) > 1]
        most_alike = max((widths.count(width) for width in set(widths)), default=0)
        return max((headers.count_known(row, named) for row in rows), default=0), most_alike

    return max(DELIMITERS, key=worth)


def _parsed(text: str, delimiter: str, first: int = 1) -> Iterator[Line]:
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = first
    try:
        for cells in reader:
            ends = reader.line_num + first - 1
            yield Line(begins, ends, cells)
            begins = ends + 1
    except csv.Error as error:
        raise CannotRead(_("Line %(line)d cannot be read as a row of a table.") % {"line": begins}) from error


def _records(text: str, delimiter: str, first: int) -> list[Line]:
    lines: list[Line] = []
    for line in _parsed(text, delimiter, first):
        lines.append(line)
        if len(lines) > MOST_RECORDS + HEADER_WITHIN:
            raise CannotRead(
                _("The file has more than %(most)d rows. Split it into several files.") % {"most": MOST_RECORDS}
            )
        if len(line.cells) > MOST_COLUMNS:
            raise CannotRead(
                _("Line %(line)d has %(cells)d cells; at most %(most)d columns are read.")
                % {"line": line.begins, "cells": len(line.cells), "most": MOST_COLUMNS}
            )
    while lines and not lines[-1].cells:
        lines.pop()
    if lines and '"' in text:
        _refuse_open_quotation(text, delimiter, lines[-1].begins, first)
    return lines


def _refuse_open_quotation(text: str, delimiter: str, last: int, first: int) -> None:
    """A quotation mark that is never closed swallows every row below it, so nothing below can be trusted."""
    tail = "".join(io.StringIO(text, newline="").readlines()[last - first :])
    try:
        for _cells in csv.reader(io.StringIO(tail, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise CannotRead(
                _("A quotation mark that opens on line %(line)d is never closed. Close it, and import again.")
                % {"line": last}
            ) from error


def _named(lines: list[Line], header: int, first: int) -> Iterator[Record]:
    """The records below the header, each called as its reader finds it: by its row, or by record and line."""
    some_span_lines = any(line.ends > line.begins for line in lines)
    for number, line in enumerate(lines[header + 1 :], start=header + 1 + first):
        if some_span_lines:
            where = _("record %(number)d (line %(line)d)") % {"number": number, "line": line.begins}
        else:
            where = _("row %(number)d") % {"number": number}
        yield Record(where, [Cell(cell) for cell in line.cells])
