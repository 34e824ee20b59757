"""A proposed entry in the making, what there is to say about it, and how the words and lists of a cell are taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import headers, plain, words
from .table import Cell, Level, Note, quoted
from .terms import Vocabularies

# Where "unknown" and its like are words that a table's author chose with care, nobody has to be told.
TELL_PLACEHOLDERS = ("name", "summary", headers.COUNTRY)


@dataclass
class Row:
    """A proposed entry in the making: values by key, answers for OPSI alone, and what there is to say."""

    vocabularies: Vocabularies
    values: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    # Taken where no column states it otherwise: a scale that a country's column implies.
    implied: dict[str, Any] = field(default_factory=dict)

    def tell(self, name: str, text: str, level: Level = Level.TOLD) -> None:
        self.notes.append(Note(headers.entry_key(name), text, level))

    def ask(self, name: str, text: str) -> None:
        self.tell(name, text, Level.ASKED)


# Where a list is split: these always; the weaker ones only where none of these stands anywhere in the column.
_STRONG = re.compile(r"[|;؛\n\r]+")
_WEAK = re.compile(r"\s*[,،、]\s*")
# A name may hold a comma: "NovaGob, la red social" is one name.
_WEAK_IN_NAMES = re.compile(r"\s*[,،、](?!\s*[a-zà-ÿ])\s*")


def separator(name: str, texts: Sequence[str]) -> re.Pattern[str]:
    """What splits the lists in a column."""
    if any(_STRONG.search(text.strip()) for text in texts):
        return _STRONG
    return _WEAK_IN_NAMES if name == "aliases" else _WEAK


def plain_text(row: Row, name: str, cell: Cell) -> str:
    """What a cell says in plain words; "" for a placeholder or a formula, and the row told."""
    if words.is_empty_mark(cell.text):
        if cell.text.strip() and name in TELL_PLACEHOLDERS:
            row.tell(name, _("%(text)s was read as empty") % {"text": quoted(cell.text)})
        return ""
    text, told = plain.without_markup(cell.text)
    text = text.strip()
    if told:
        row.tell(name, told)
    if plain.is_formula(text):
        row.tell(name, _("%(text)s is a formula, not words; it was not taken") % {"text": quoted(text)})
        return ""
    if plain.is_formula_like(text):
        row.tell(name, _("it begins with “%(sign)s”, as formulas do; it is kept as plain words") % {"sign": text[0]})
    if name == "name":
        if cell.text != cell.text.strip():
            row.tell(name, _("blanks around it were taken off"))
        text, had_some = plain.without_invisible(text)
        if had_some:
            row.tell(name, _("invisible signs (direction marks and the like) were taken out"))
    return text


def listed(row: Row, name: str, cell: Cell, split: re.Pattern[str]) -> list[str]:
    items = (item.strip() for item in split.split(plain_text(row, name, cell)))
    return list(dict.fromkeys(item for item in items if not words.is_empty_mark(item)))
