"""Workbooks (XLSX): their visible sheets with a known header, as people see them, with the links behind cells."""

import io
import re
import warnings
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from . import archive, headers
from .table import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    MOST_RECORDS,
    CannotRead,
    Cell,
    Note,
    Record,
    Table,
    column_name,
    quoted,
)

_LINK_LABEL = re.compile(r'[,;]\s*"([^"]*)"\s*\)$')
_LINK_FORMULA = re.compile(r'=\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)


def tables(data: bytes, *, sheet: str = "", named: Collection[str] = ()) -> tuple[list[Table], list[str]]:
    """The tables of a workbook, one for each visible sheet that has one, and remarks about the others.

    `sheet` asks for that sheet alone, hidden or not. Raises CannotRead.
    """
    archive.check(data)
    shown = _load(data, values=True)
    # Where no program has calculated a cell, only its formula says where a link leads, or that there is one.
    written = _load(data, values=False)
    chosen, remarks = _chosen(shown.worksheets, sheet)
    found = []
    for worksheet in chosen:
        table = _table(worksheet, written[worksheet.title], named)
        if table is None:
            remarks.append(_("The sheet %(sheet)s has no known header and was left out.") % _name(worksheet))
        else:
            found.append(table)
    if not found:
        raise CannotRead(_nothing(chosen, remarks), headers.BY_COMMAND)
    return found, remarks


def _load(data: bytes, *, values: bool) -> Any:
    import openpyxl  # noqa: PLC0415 - takes most of a second, and only workbooks need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    except Exception as error:  # openpyxl raises whatever its parsers meet in a broken file
        raise CannotRead(_("The workbook is damaged. Open it in a spreadsheet program and save it again.")) from error


def _chosen(worksheets: list[Any], sheet: str) -> tuple[list[Any], list[str]]:
    if sheet:
        found = [
            worksheet for worksheet in worksheets if worksheet.title.strip().casefold() == sheet.strip().casefold()
        ]
        if not found:
            names = ", ".join(quoted(worksheet.title) for worksheet in worksheets)
            raise CannotRead(_("There is no sheet %(sheet)s. The sheets are: %(names)s.") % {
                "sheet": quoted(sheet), "names": names
            })  # fmt: skip
        return found, []
    hidden = [worksheet for worksheet in worksheets if worksheet.sheet_state != "visible"]
    remarks = [
        _("The sheet %(sheet)s is hidden and was not read. To read it, ask for the sheet by its name.")
        % {**_name(worksheet), "title": worksheet.title}
        for worksheet in hidden
    ]
    return [worksheet for worksheet in worksheets if worksheet not in hidden], remarks


def _table(worksheet: Any, formulas: Any, named: Collection[str]) -> Table | None:
    """The sheet's table, from the header on; None where no header is found."""
    filled = [(place, cell) for place, cell in worksheet._cells.items() if cell.value is not None or cell.hyperlink]
    filled += [(place, cell) for place, cell in formulas._cells.items() if cell.value is not None]
    if not filled:
        return None
    # The sheet's own dimensions also count cells that are only coloured, down to the last row there can be.
    last_row = max(row for (row, _column), _cell in filled)
    last_column = max(column for (_row, column), _cell in filled)
    beginning = _rows(worksheet, formulas, 1, min(last_row, HEADER_WITHIN), min(last_column, MOST_COLUMNS))
    header = headers.find_row([[cell.text for cell in cells] for _number, cells in beginning], named)
    if header is None:
        return None
    _refuse_too_large(worksheet, last_row - header - 1, last_column)
    rows = list(_rows(worksheet, formulas, header + 1, last_row, last_column))
    return Table(
        header=[cell.text for cell in rows[0][1]],
        header_row=header + 1,
        records=[_record(worksheet, number, cells) for number, cells in rows[1:]],
        sheet=worksheet.title,
        hidden_columns=list(_hidden_columns(worksheet)),
    )


def _rows(worksheet: Any, formulas: Any, first: int, last: int, width: int) -> Iterator[tuple[int, list[Cell]]]:
    bounds = {"min_row": first, "max_row": last, "max_col": width}
    pairs = zip(worksheet.iter_rows(**bounds), formulas.iter_rows(**bounds), strict=True)
    for number, (cells, written) in enumerate(pairs, start=first):
        yield number, [_cell(cell, formula.value) for cell, formula in zip(cells, written, strict=True)]


def _record(worksheet: Any, number: int, cells: list[Cell]) -> Record:
    notes = [Note("", _("the row is hidden in the sheet"))] if worksheet.row_dimensions[number].hidden else []
    return Record(f"{worksheet.title}!{number}", cells, notes)


def _cell(cell: Any, formula: Any) -> Cell:
    link = (cell.hyperlink.target or "") if cell.hyperlink else ""
    if not link and isinstance(formula, str) and (found := _LINK_FORMULA.match(formula)):
        link = found[1]
        label = _LINK_LABEL.search(formula)
        return Cell(_shown(cell.value) or (label[1] if label else ""), link)
    # A formula that no program has calculated yet is shown as it is written, and treated as such.
    return Cell(_shown(formula if cell.value is None else cell.value), link)


def _shown(value: Any) -> str:
    """A value as its reader sees it: dates as dates, whole numbers without decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _hidden_columns(worksheet: Any) -> Iterator[int]:
    """The columns that nobody sees, counted from 0. One description may stand for a run of columns."""
    for dimension in worksheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            yield from range(dimension.min - 1, min(dimension.max, MOST_COLUMNS))


def _refuse_too_large(worksheet: Any, records: int, width: int) -> None:
    if records > MOST_RECORDS or width > MOST_COLUMNS:
        raise CannotRead(
            _(
                "The sheet %(sheet)s reaches to column %(column)s and has %(records)d rows; "
                "at most %(most)d rows and %(columns)d columns are read. Split it into several files."
            )
            % {
                **_name(worksheet),
                "column": column_name(width - 1),
                "records": records,
                "most": MOST_RECORDS,
                "columns": MOST_COLUMNS,
            }
        )


def _nothing(worksheets: list[Any], remarks: list[str]) -> str:
    for worksheet in worksheets:
        rows = [
            [str(value or "") for value in row] for row in worksheet.iter_rows(max_row=5, max_col=20, values_only=True)
        ]
        if any(any(row) for row in rows):
            return " ".join([headers.nothing_found(rows), *remarks])
    return " ".join([_("No sheet of the workbook holds a table."), *remarks])


def _name(worksheet: Any) -> dict[str, str]:
    return {"sheet": quoted(worksheet.title)}
