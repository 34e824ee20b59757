"""Digests that make a row of records tamper-evident: each covers its own content and the digest before it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .entry import digest

Record = TypeVar("Record")


def seal(content: dict[str, Any], previous: str) -> str:
    """The digest of a record: of its content (plain JSON) and of the digest of the record before it, "" for none."""
    return digest({"previous": previous, "content": content})


def broken(records: Iterable[Record], content: Callable[[Record], dict[str, Any]]) -> list[Record]:
    """The records whose digest does not fit their content or their predecessor, in order; empty when all is sound."""
    wrong, previous = [], ""
    for record in records:
        stored: Any = record
        if stored.previous_digest != previous or stored.digest != seal(content(record), previous):
            wrong.append(record)
        previous = stored.digest
    return wrong
