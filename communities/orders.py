"""The orders in which a selection can be read, and any part of one without a sort of the whole. No queries.

SQL has the same orders (`filters.py`); a test holds them together.
"""

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from math import log2
from typing import Any, Protocol

from pyroaring import BitMap

NAME, NEWEST, CONFIRMED = "name", "newest", "confirmed"
FEW = 100  # communities that are put into their places one by one


class Row(Protocol):
    """What orders a community."""

    @property
    def name_sort(self) -> str: ...
    @property
    def listed_at(self) -> datetime: ...
    @property
    def confirmed(self) -> str | None: ...


Rows = Mapping[int, Row]


def by_name(before: Sequence[int], gone: Collection[int], new: Iterable[int], rows: Rows) -> list[int]:
    """All ids by name, from those of a former version: without some, and with others in their places."""
    order = [pk for pk in before if pk not in gone]
    new, place = list(new), partial(_by_name, rows)
    if len(new) > FEW:
        return sorted([*order, *new], key=place)
    for pk in new:
        insort(order, pk, key=place)
    return order


def by(order: str, ids_by_name: Sequence[int], rows: Rows) -> Sequence[int]:
    """All ids in an order; those that are alike in it, by name."""
    if order == NAME:
        return ids_by_name
    return sorted(ids_by_name, key=partial(_BEFORE_NAME[order], rows))  # a sort that leaves equals in their order


def part(ids: BitMap, place: slice, order: str, everyone: Sequence[int], rows: Rows) -> list[int]:
    """A part of some ids in an order; `everyone` are all ids in it.

    Either all are gone through until the part is full, or the few are sorted: whichever takes fewer steps.
    """
    if len(ids) == len(everyone):
        return list(everyone[place])
    stop = min(place.stop, len(ids))
    if len(ids) * log2(len(ids) + 2) < stop * len(everyone) / max(len(ids), 1):
        return sorted(ids, key=partial(_KEYS[order], rows))[place]
    found: list[int] = []
    for pk in everyone:
        if len(found) >= stop:
            break
        if pk in ids:
            found.append(pk)
    return found[place]


def _by_name(rows: Rows, pk: int) -> tuple[str, int]:
    return rows[pk].name_sort, pk


def _newest(rows: Rows, pk: int) -> float:
    return -rows[pk].listed_at.timestamp()


def _confirmed(rows: Rows, pk: int) -> int:
    """The day on which it was confirmed, the last one first; those that never were come last."""
    day = rows[pk].confirmed
    return -date.fromisoformat(day).toordinal() if day else 0


def _then_by_name(first: Callable[[Rows, int], float], rows: Rows, pk: int) -> tuple[Any, ...]:
    return first(rows, pk), *_by_name(rows, pk)


_BEFORE_NAME: dict[str, Callable[[Rows, int], float]] = {NEWEST: _newest, CONFIRMED: _confirmed}
_KEYS: dict[str, Callable[[Rows, int], tuple[Any, ...]]] = {
    NAME: _by_name,
    **{order: partial(_then_by_name, first) for order, first in _BEFORE_NAME.items()},
}
