"""Which characters a text file's bytes stand for: byte order marks, UTF-8, and older encodings by their looks."""

import codecs

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from .table import CannotRead

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Windows and older systems of other scripts write. Western text fits none of them better than Windows-1252.
OTHER_SCRIPTS = (
    "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8_r", "cp932", "cp949", "gb18030", "big5", "cp1250", "cp1254",
)  # fmt: skip
WESTERN = "cp1252"
SAMPLE = 200_000
# Of all signs, so many must be letters or the like of that script for an old encoding to be believed.
LEAST_COHERENCE = 0.2

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    WESTERN: "Windows-1252",
}


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding as Python calls it. Raises CannotRead for what is no text."""
    encoding = _encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotRead(
            _("The file says that it is %(encoding)s, but cannot be read as that (at byte %(place)d).")
            % {"encoding": NAMES.get(encoding, encoding), "place": error.start}
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CannotRead(
            _("There is a NUL byte on line %(line)d, so this is no plain text. Save the table as CSV (UTF-8) or XLSX.")
            % {"line": line}
        )
    return text, encoding


def _encoding_of(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    if without_mark := _utf_16_without_mark(data):
        return without_mark
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _older(data)
    return "utf-8"


def _utf_16_without_mark(data: bytes) -> str:
    """UTF-16 shows by the zero half of every Latin letter, delimiter and line end."""
    sample = data[:4000]
    zeros = [sample[place::2].count(0) for place in (0, 1)]
    if len(data) % 2 == 0 and max(zeros) > len(sample) // 4 and min(zeros) == 0:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return ""


def _older(data: bytes) -> str:
    """Windows-1252, unless the bytes read as words of another script. A guess, so the report names it."""
    if _decodes(data, WESTERN) and _looks_western(data):
        return WESTERN
    best = from_bytes(data[:SAMPLE], cp_isolation=[*OTHER_SCRIPTS, WESTERN, "mac_roman"]).best()
    if best is not None and best.coherence >= LEAST_COHERENCE and _decodes(data, best.encoding):
        return best.encoding
    if _decodes(data, WESTERN):
        return WESTERN
    raise CannotRead(_("The characters of this file cannot be read. Save the table as CSV (UTF-8) or XLSX."))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_western(data: bytes) -> bool:
    """In Western text most letters are plain, and those with accents stand alone between them."""
    letters = [char for char in data[:SAMPLE].decode(WESTERN, "ignore") if char.isalpha()]
    return sum(ord(char) > 0x7F for char in letters) <= len(letters) // 4


def shown(encoding: str) -> str:
    """The encoding's name for people."""
    return NAMES.get(encoding) or encoding.replace("cp125", "Windows-125").replace("_", "-")
