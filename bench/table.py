"""Numbers in columns: for people to read at once, and as Markdown for the project's pages."""

import sys
from collections.abc import Iterable, Sequence

WIDTH, NAME_WIDTH = 11, 34
_written: list[str] = []


def write(title: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """A table: each row is a name and its numbers; None leaves a place empty."""
    shown = [(str(name), *map(_shown, numbers)) for name, *numbers in rows]
    lines = [_line(title, columns), *(_line(name, cells) for name, *cells in shown)]
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
    ruler = ["---", *["---:"] * len(columns)]
    _written.append("\n".join(map(_row, [("", *columns), ruler, *shown])))
    _written[-1] = f"## {title}\n\n{_written[-1]}\n"


def as_markdown() -> str:
    """All tables written so far."""
    return "\n".join(_written)


def _line(name: str, cells: Iterable[str]) -> str:
    return f"{name:<{NAME_WIDTH}}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(number: object) -> str:
    return "" if number is None else f"{number:,}"
