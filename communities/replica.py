"""Public pages read from a replica of the database, where the site has one (`DATABASE_REPLICA_URL`).

The bound on its lag is no time but the catalogue's version: it is asked only if it has the very version that the
primary was last seen to have, half a second ago at the most. One that is behind, or away, is passed by.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import DatabaseError

from .models import CatalogueVersion

Version = tuple[int, Any]  # as in `index.py`
Made = TypeVar("Made")

REPLICA = "replica"
PAUSE = 5.0  # seconds for which a replica that failed is left alone; then one request tries it for all
_END = object()

_reads: ContextVar[bool] = ContextVar("reads", default=False)


class WrittenWhileReadingError(Exception):
    """Code of a public page was about to write. What it would have decided by may be old."""


class Router:
    """Where each query goes. Replica and primary are one database: what was read here may be written there."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return REPLICA if _reads.get() else PRIMARY

    def db_for_write(self, model: type, **hints: Any) -> str:
        if _reads.get():
            raise WrittenWhileReadingError(f"A public page is to be read only, and wanted to write {model.__name__}.")
        return PRIMARY

    def allow_relation(self, *either: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


def is_used() -> bool:
    """Whether the site has a replica at all."""
    return REPLICA in settings.DATABASES


@contextmanager
def reading(yes: bool = True) -> Iterator[None]:
    """Meanwhile this thread reads from the replica, or does not."""
    before = _reads.set(yes)
    try:
        yield
    finally:
        _reads.reset(before)


def read_on(pieces: Iterable[Any]) -> Iterator[Any]:
    """What is streamed later, read from the replica too."""
    later = iter(pieces)
    while True:
        with reading():
            piece = next(later, _END)
        if piece is _END:
            return
        yield piece


def version() -> Version:
    """The version that the replica has at this moment. Raises DatabaseError."""
    return CatalogueVersion.objects.using(REPLICA).values_list("number", "changed_at").get()


def has(wanted: Version) -> bool:
    """Whether the replica has this version, neither less nor more; no where it is away, and soon said."""
    if not _circuit.is_closed():
        return False
    try:
        had = version()
    except DatabaseError:
        _circuit.failed()
        return False
    _circuit.worked()
    return had == wanted


def first(wanted: Version, make: Callable[[], Made]) -> tuple[Made, bool]:
    """What MAKE reads from the replica if that has the version and can; else from the primary. Second, which it was."""
    if is_used():
        if has(wanted):
            try:
                with reading():
                    return make(), True
            except DatabaseError:  # away, or it could not both replay and let this be read
                _circuit.failed()
        with reading(False):
            return make(), False
    return make(), False


class _Circuit:
    """Remembers for a moment that the replica failed, so that not every request has to find out."""

    def __init__(self) -> None:
        self._open_until = 0.0  # 0: closed
        self._turn = Lock()

    def is_closed(self) -> bool:
        """Whether to ask the replica. Once the pause is over, one is let through to try and the others wait for it."""
        if not self._open_until:
            return True
        with self._turn:
            if monotonic() < self._open_until:
                return False
            self._open_until = monotonic() + PAUSE
            return True

    def failed(self) -> None:
        self._open_until = monotonic() + PAUSE

    def worked(self) -> None:
        self._open_until = 0.0


_circuit = _Circuit()
