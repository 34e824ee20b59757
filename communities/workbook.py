"""An Excel workbook of one sheet, written piece by piece: it begins at once and takes no more memory for more rows.

Rows are those of `tables.py`. Text stands in cells of text, never as a formula; equal rows give equal bytes.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from typing import Any

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold
LONGEST_CELL = 32_767  # Excel's limit, in units of UTF-16
CUT = "…"  # ends what is too long for a cell
MOST_LETTERS = 26
ROWS_AT_ONCE = 100
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can name: it says nothing of when this was written

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# All parts of the workbook but the sheet itself.
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="communities" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_SHEET = "xl/worksheets/sheet1.xml"
_BEFORE = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>\n'
)
_AFTER = "</sheetData></worksheet>\n"

Cell = str | int | float


def pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of the workbook; the first row stays in sight when one scrolls."""
    out = _Out()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in _PARTS.items():
            archive.writestr(_entry(name), _XML + part)
        with archive.open(_entry(_SHEET), "w", force_zip64=False) as sheet:
            sheet.write(_BEFORE.encode())
            for lines in _lines(rows):
                sheet.write(lines.encode())
                yield out.taken()
            sheet.write(_AFTER.encode())
    yield out.taken()


class _Out(RawIOBase):
    """Where the archive is written to: nothing is ever read back, so that it can be sent as it comes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, BEGINNING)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The sheet's rows as XML, many at a time."""
    held: list[str] = []
    columns: list[str] = []
    for number, row in enumerate(rows, start=1):
        columns = columns or [_column(place) for place in range(len(row))]
        cells = [_cell(f"{column}{number}", value) for column, value in zip(columns, row, strict=True) if value != ""]
        held.append(f'<row r="{number}">{"".join(cells)}</row>\n')
        if len(held) == ROWS_AT_ONCE or number == 1:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _cell(place: str, value: Cell) -> str:
    if not isinstance(value, str):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    text = _fitting(UNWRITABLE.sub("", value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell holds."""
    if len(text) <= LONGEST_CELL // 2:  # then it fits, whatever its letters
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _column(place: int) -> str:
    """The letters of a column: A to Z, then AA."""
    before, letter = divmod(place, MOST_LETTERS)
    return (_column(before - 1) if before else "") + chr(ord("A") + letter)
