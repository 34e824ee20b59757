"""Texts set in lines that fit a rectangle, as large as they can be. Pure: nothing here knows entries or draws."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import fonts
from .fonts import Font

# A line breaks after a blank; after a hyphen, dash or slash only where that lets the words be much larger.
BLANKS = re.compile(r"(?<= )")
HYPHENS = re.compile(r"(?<= )|(?<=\w{3}[-–/])(?=\w{3})")
MUCH_LARGER = 1.25
NO_BREAK = "\u00a0"  # a blank at which no line breaks
FROM_RIGHT = "\u2067"  # what follows runs from right to left, whatever it begins with


@dataclass(frozen=True)
class Area:
    """A rectangle on a card, in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Setting:
    """A text broken into lines, at a size in pixels."""

    font: Font
    size: int
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """The width of the longest line, in pixels."""
        return max(map(self.font.width, self.lines)) * self.size

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, in pixels."""
        return len(self.lines) * self.size * self.font.leading


@dataclass(frozen=True)
class Line:
    """One line as it is drawn: its baseline, its words, and what follows them in a quieter tone."""

    y: float
    text: str
    quiet: str = ""


@dataclass(frozen=True)
class Block:
    """Lines as they are drawn: all of one size, all beginning or ending at `x`; `width` is that of the longest."""

    x: int
    anchor: str
    family: str
    size: int
    tracking: float
    width: int
    lines: tuple[Line, ...]


def name(text: str, acronym: str, area: Area, sizes: Sequence[int]) -> Block:
    """A cleaned name that a font can draw, as large as the area allows, with its acronym at the end."""
    quiet = acronym.replace(" ", NO_BREAK)
    whole = f"{text} {quiet}".strip()
    is_turned = fonts.is_right_to_left(whole)
    setting = fitted(whole, fonts.for_name(whole) or fonts.SMALL, area, sizes)
    return _block(setting, area, quiet, is_turned)


def paragraph(text: str, area: Area, sizes: Sequence[int]) -> Block:
    """Words of the site's own in small type."""
    return _block(fitted(text, fonts.SMALL, area, sizes), area)


def line(text: str, left: int, baseline: int, room: int, size: int) -> Block:
    """A text in one line, smaller where there is no room for it. Letters that cannot be drawn are left out."""
    font = fonts.SMALL
    shown = "".join(one for one in text if font.has(one))
    needed = max(font.width(shown), 0.1)
    fitting = min(size, int(room / needed))
    return Block(left, "start", font.family, fitting, 0, round(needed * fitting), (Line(baseline, shown),))


def fitted(text: str, font: Font, area: Area, sizes: Sequence[int]) -> Setting:
    """The text in the first of the sizes, largest first, in which it fits an area; smaller yet if none does.

    Words are broken only where none of the sizes has room for them whole.
    """
    at_blanks = _largest(_measured(BLANKS.split(text), font), font, area, sizes)
    at_hyphens = _largest(_measured(HYPHENS.split(text), font), font, area, sizes)
    if at_hyphens and (not at_blanks or at_hyphens.size > at_blanks.size * MUCH_LARGER):
        return at_hyphens
    return at_blanks or _in_letters(text, font, area, sizes[-1])


Measured = list[tuple[str, float]]  # pieces of a text, each with its width in em


def _measured(pieces: Iterable[str], font: Font) -> Measured:
    return [(piece, font.width(piece)) for piece in pieces if piece]


def _largest(pieces: Measured, font: Font, area: Area, sizes: Iterable[int]) -> Setting | None:
    longest = max(room for _piece, room in pieces)
    for size in sizes:
        if longest * size <= area.width:
            setting = Setting(font, size, _balanced(pieces, area.width / size))
            if setting.height <= area.height:
                return setting
    return None


def _in_letters(text: str, font: Font, area: Area, size: int) -> Setting:
    letters = _measured(text, font)
    while True:
        setting = Setting(font, size, _broken(letters, area.width / size))
        if setting.height <= area.height or size == 1:
            return setting
        size -= 1


def _broken(pieces: Measured, room: float) -> tuple[str, ...]:
    """Lines of at most `room` em, each filled as far as it goes."""
    lines, left = [""], room
    for piece, needed in pieces:
        if needed > left and lines[-1]:
            lines.append("")
            left = room
        lines[-1] += piece
        left -= needed
    return tuple(line.strip() for line in lines)


def _balanced(pieces: Measured, room: float) -> tuple[str, ...]:
    """As many lines as `_broken` makes, but of lengths as even as can be."""
    least = len(_broken(pieces, room))
    narrow, wide = room / 2, room
    for _step in range(7):
        middle = (narrow + wide) / 2
        if len(_broken(pieces, middle)) > least:
            narrow = middle
        else:
            wide = middle
    return _broken(pieces, wide)


def _block(setting: Setting, area: Area, quiet: str = "", is_turned: bool = False) -> Block:
    return Block(
        x=area.left + area.width if is_turned else area.left,
        anchor="end" if is_turned else "start",
        family=setting.font.family,
        size=setting.size,
        tracking=round(setting.font.tracking * setting.size, 2),
        width=round(setting.width),
        lines=tuple(_lines(setting, area.top, quiet, is_turned)),
    )


def _lines(setting: Setting, top: int, quiet: str, is_turned: bool) -> Iterator[Line]:
    for number, text in enumerate(setting.lines):
        y = round(top + setting.size * (setting.font.rise + number * setting.font.leading), 1)
        tail = quiet if number == len(setting.lines) - 1 and text.endswith(quiet) else ""
        yield Line(y, (FROM_RIGHT if is_turned else "") + text.removesuffix(tail), tail)
