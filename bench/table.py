"""Numbers in columns, for people to read."""

import sys
from collections.abc import Iterable

WIDTH = 10


def write(title: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    """A table: each row is a name and its numbers; None leaves a place empty."""
    lines = [_line(title, columns), *(_line(str(name), map(_shown, numbers)) for name, *numbers in rows)]
    sys.stdout.write("\n".join(lines) + "\n\n")


def _line(name: str, cells: Iterable[str]) -> str:
    return f"{name:<34}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)


def _shown(number: object) -> str:
    return "" if number is None else f"{number:,}"
