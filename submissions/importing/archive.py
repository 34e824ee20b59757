"""The zip archive that a workbook is: what it unpacks to is bounded and looked at before anything parses it."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from .table import CannotRead

MOST_MEMBERS = 2_000
MOST_UNPACKED = 60_000_000
MOST_CELLS = 400_000
ENCRYPTED = 0x1
# How every cell begins in a sheet; and what could make a small document grow, or lead to another one.
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check(data: bytes) -> frozenset[str]:
    """The names in the archive. Raises CannotRead for what is no workbook, is too large unpacked, or is dangerous."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = frozenset(member.filename for member in members)
            _refuse_other_archives(archive, names)
            if any(member.flag_bits & ENCRYPTED for member in members):
                raise CannotRead(_("The workbook is protected by a password. Remove the password and save it again."))
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
                raise CannotRead(
                    _("The workbook is too large unpacked: at most %(most)d MB are read.")
                    % {"most": MOST_UNPACKED // 1_000_000}
                )
            _look_into(archive, members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise CannotRead(_("The workbook is damaged. Open it in a spreadsheet program and save it again.")) from error
    return names


def _refuse_other_archives(archive: zipfile.ZipFile, names: frozenset[str]) -> None:
    if "xl/workbook.bin" in names:
        raise CannotRead(_("This is a binary workbook (XLSB). Save it as XLSX or CSV."))
    if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(200):
        raise CannotRead(_("This is an OpenDocument file. Save it as XLSX or CSV."))
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise CannotRead(_("This is a ZIP archive, but no workbook. Only CSV and XLSX tables can be read."))


def _look_into(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    cells = 0
    for member in members:
        if not member.filename.endswith((".xml", ".rels", ".vml")):
            continue
        text = archive.read(member).replace(b"\0", b"")
        if _DECLARATION.search(text):
            raise CannotRead(_("The workbook holds declarations that no spreadsheet program writes; it is not read."))
        if member.filename.startswith("xl/worksheets/"):
            cells += sum(1 for _found in _CELL.finditer(text))
    if cells > MOST_CELLS:
        raise CannotRead(
            _("The workbook has more than %(most)d cells. Split it into several files.") % {"most": MOST_CELLS}
        )
