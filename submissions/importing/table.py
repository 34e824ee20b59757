"""A table as it was read, whatever file it came in: cells, records and where the reader of the file sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from communities import labels

# What a file may hold at most. Beyond that it is refused with a sentence, before it costs memory.
MOST_BYTES = 10_000_000
MOST_RECORDS = 20_000
MOST_COLUMNS = 200
MOST_IN_A_CELL = 100_000
# Titles and remarks may stand above the header: so many records are looked at.
HEADER_WITHIN = 20


class CannotRead(Exception):
    """The whole file is refused; the message says why and what to do, and `by_command` how the command is told so."""

    def __init__(self, message: str, by_command: str = "") -> None:
        super().__init__(message)
        self.by_command = by_command


class Level(IntEnum):
    """What a note does to its row: it is only told, asks a question first, or refuses the row."""

    TOLD = 0
    ASKED = 1
    REFUSED = 2


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say about a row: the field it is about ("" for the whole row), and a sentence."""

    field: str
    text: str
    level: Level = Level.TOLD

    @property
    def shown(self) -> str:
        """The sentence with the field's name before it."""
        return f"{labels.LABELS[self.field]}: {self.text}" if self.field else self.text

    @property
    def stored(self) -> dict[str, str]:
        """As a row of the queue keeps it."""
        return {"level": self.level.name.lower(), "field": self.field, "message": self.text}

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> "Note":
        return cls(stored["field"], stored["message"], Level[stored["level"].upper()])


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and the address of a link behind it."""

    text: str
    link: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.link)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: where its reader sees it ("row 3", "record 3 (line 8)", "Sheet!3"), and its cells."""

    where: str
    cells: Sequence[Cell]
    notes: Sequence[Note] = ()

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass
class Table:
    """A table with its header: `header_row` counts from 1, `columns` names the columns as a spreadsheet does."""

    header: Sequence[str]
    header_row: int
    records: Sequence[Record]
    sheet: str = ""
    hidden_columns: Sequence[int] = ()
    encoding: str = ""
    delimiter: str = ""


@dataclass
class Source:
    """A file as it was read: its tables, and what is to say about the file as a whole."""

    name: str
    tables: list[Table]
    remarks: list[str] = field(default_factory=list)


def column_name(index: int) -> str:
    """The letters of a column, counted from 0, as spreadsheets write them: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def quoted(text: str, most: int = 60) -> str:
    """A value in quotation marks for a sentence, on one line, shortened for display only."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return f"“{line if len(line) <= most else line[: most - 1] + '…'}”"
