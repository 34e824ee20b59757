"""A file's bytes made into tables: what kind of file it is goes by its content, never by its name."""

from pathlib import Path

from django.utils.translation import gettext as _

from . import delimited, workbook
from .table import MOST_BYTES, CannotRead, Source, Table

# How files begin that are no tables, and what to tell whoever took one for a table.
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}


def read(path: str | Path, *, sheet: str = "", named: frozenset[str] = frozenset()) -> Source:
    """The tables of the file at `path`. Raises CannotRead with a sentence for people.

    `sheet` asks for one sheet of a workbook, hidden or not; `named` are headers that the person who imports has named.
    """
    path = Path(path)
    data = _bytes_of(path)
    return Source(path.name, *tables_of(data, sheet=sheet, named=named))


def tables_of(data: bytes, *, sheet: str = "", named: frozenset[str] = frozenset()) -> tuple[list[Table], list[str]]:
    """The tables in these bytes, and remarks about them as a whole. Raises CannotRead."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise CannotRead(_("The file is empty."))
    if data.startswith(ZIP):
        return workbook.tables(data, sheet=sheet, named=named)
    _refuse_other_kinds(data)
    if sheet:
        raise CannotRead(_("The file is no workbook, so it has no sheet called “%(sheet)s”.") % {"sheet": sheet})
    return [delimited.table(data, named=named)], []


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise CannotRead(_("%(file)s is a folder. Name a CSV or XLSX file in it.") % {"file": path.name or path})
        if not path.is_file():
            raise CannotRead(_("There is no file %(file)s.") % {"file": path})
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CannotRead(
                _("The file has %(size).1f MB; at most %(most)d MB are read. Split it into several files.")
                % {"size": size / 1_000_000, "most": MOST_BYTES // 1_000_000}
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotRead(_("The file cannot be opened: %(reason)s.") % {"reason": reason}) from error


def _refuse_other_kinds(data: bytes) -> None:
    if data.startswith(OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise CannotRead(_("The workbook is protected by a password. Remove the password and save it again."))
        raise CannotRead(_("This is an old Excel or other Office file. Save it as XLSX or CSV."))
    for beginning, kind in OTHER_KINDS.items():
        if data.startswith(beginning):
            raise CannotRead(
                _("This is a %(kind)s file, whatever its name says. Only CSV and XLSX tables can be read.")
                % {"kind": kind}
            )
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise CannotRead(
            _("This is a web page, whatever its name says. Open it in a spreadsheet program, save it as XLSX or CSV.")
        )
    if start.startswith((b"<?xml", b"<workbook")):
        raise CannotRead(_("This is an XML file. Open it in a spreadsheet program and save it as XLSX or CSV."))
    if start.startswith((b"{", b"[{")):
        raise CannotRead(_("This is a JSON file. Only CSV and XLSX tables can be read."))
