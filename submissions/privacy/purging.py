"""`purge`: ends what was kept for its time, a few rows at a time, and leaves a row of evidence.

Each row is looked at again under its lock, so two runs at once, or a second run, do what one does. A transaction holds
a hundred rows at most, and a row that goes wrong keeps no other waiting.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ..models import Removal
from .endings import Ending
from .kinds import endings

logger = logging.getLogger(__name__)

LOT = 100
EVERY = timedelta(days=1)
# One run at a time, on whatever machine: the number of the lock in the database.
LOCK = 7_267_002


class Busy(Exception):
    """Another run is at work."""


def waiting(now: datetime | None = None) -> dict[str, int]:
    """How many rows are over, by the name of their ending. Removes nothing."""
    now = now or timezone.now()
    return {ending.name: count for ending in endings() if (count := ending.due(now).count())}


def run(now: datetime | None = None, *, by: str, user: User | None = None, most: int | None = None) -> Removal:
    """End all that is over, or of each kind at most so many. Gives back the evidence. Raises Busy."""
    now = now or timezone.now()
    with _one_at_a_time():
        counts: Counter[str] = Counter()
        for ending in endings():
            counts[ending.name] += _end(ending, now, most)
        complete = most is None or max(counts.values()) < most
        return Removal.objects.create(
            why=Removal.Why.TIME, at=now, by=by, user=user, counts=dict(+counts), is_complete=complete
        )


def look(now: datetime | None = None, *, most: int) -> Removal | None:
    """Run if the last run is a day old, or left something to do; nothing where another is at work."""
    now = now or timezone.now()
    last = Removal.objects.filter(why=Removal.Why.TIME).first()
    if last and last.is_complete and now < last.at + EVERY:
        return None
    try:
        return run(now, by="mail loop", most=most)
    except Busy:
        return None


def _end(ending: Ending, now: datetime, most: int | None) -> int:
    done, last = 0, None
    while most is None or done < most:
        with transaction.atomic():
            rows = ending.due(now).filter(pk__gt=last) if last is not None else ending.due(now)
            locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
            lot = list(locked[: min(LOT, most - done) if most else LOT])
            for row in lot:
                last = row.pk
                done += _act(ending, row, now)
        if not lot:
            break
    return done


def _act(ending: Ending, row: Any, now: datetime) -> bool:
    pk = row.pk
    try:
        with transaction.atomic():
            ending.act(row, now)
    except DatabaseError:
        raise
    except Exception as error:  # what it says could quote the row, and logs hold nobody's address
        logger.error("Purge, %s, %s: %s", ending.name, pk, type(error).__name__)
        return False
    return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
