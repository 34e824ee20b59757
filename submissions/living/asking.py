"""Asking conveners again: beginning rounds, writing the letters that are due, and ending what is over.

`look` is what the mail loop and the command `ask_again` call. Each act is a transaction that looks again whether it is
due, under a lock, so that two runs at once do what one does; no letter is written twice, which the database holds too.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from communities import publishing
from communities.models import Community

from .. import links
from ..models import Asking, Round, Steward
from . import inviting, letters, signs

logger = logging.getLogger(__name__)

Act = Callable[[int, datetime], int]


def look(now: datetime | None = None) -> Counter[str]:
    """Do what is due, within the bounds of one run. Counts what was done, by name."""
    now = now or timezone.now()
    done: Counter[str] = Counter()
    done["ended"] += _each(signs.heard_meanwhile(), _end_as(signs.heard_meanwhile, Round.End.LIFE), now)
    done["ended"] += _each(signs.left_alone(), _end_as(signs.left_alone, Round.End.NOBODY), now)
    done["forgotten"] = inviting.forget(now)
    for name, due, act in (
        ("letters", to_go_on(now), _go_on),
        ("letters", signs.to_be_asked(now), _begin),
        ("reminders", inviting.to_be_reminded(now), inviting.remind),
    ):
        left = settings.ASKED_IN_A_RUN - done["letters"] - done["reminders"]
        done[name] += _each(due, act, now, most=left)
    return done


def to_go_on(now: datetime) -> QuerySet[Any]:
    """The open rounds of which the next letter is due. Each waits for its days after the one before, however late."""
    days = settings.LETTERS_ON_DAYS
    due = Q(pk=None)
    for written in range(1, len(days)):
        wait = timedelta(days=days[written] - days[written - 1])
        due |= Q(written=written, asked__lte=now - wait)
    rounds = Round.objects.filter(ended_at=None).annotate(
        written=Max("askings__number"), asked=Max("askings__asked_at")
    )
    return rounds.filter(due).order_by("asked", "pk")


def _each(due: QuerySet[Any], act: Act, now: datetime, most: int | None = None) -> int:
    """Act on each; how much came of it. One that goes wrong does not keep the others waiting."""
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:most]):
        if most is not None and count >= most:
            break
        try:
            with transaction.atomic():
                count += act(pk, now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("%s %s", due.model._meta.verbose_name, pk)
    return count


def _begin(pk: int, now: datetime) -> int:
    """Begin a round, with its first letters. The catalogue's turn lets one run at a time do so."""
    community = Community.objects.get(pk=pk)
    publishing.asked(community, now.date())
    if not signs.to_be_asked(now).filter(pk=pk).exists():  # another run, or a sign of life, was first
        transaction.set_rollback(True)
        return 0
    return _write(Round.objects.create(community=community, began_at=now), 1, now)


def _go_on(pk: int, now: datetime) -> int:
    """Write the next letters of a round."""
    locked = Round.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, ended_at=None).first()
    due = to_go_on(now).filter(pk=pk).first()
    return _write(locked, due.written + 1, now) if locked and due else 0


def _write(of: Round, number: int, now: datetime) -> int:
    """One letter to each who answers for the community, each with a link of its own."""
    asked: list[Steward] = list(signs.on_record(of.community).select_related("community").order_by("pk"))
    for steward in asked:
        token = links.fresh_token()
        letter = letters.still_right(of, steward, token, number)
        Asking.objects.create(
            round=of, steward=steward, number=number, token_hash=links.hash_of(token), asked_at=now, email=letter
        )
    return len(asked)


def _end_as(which: Callable[[], QuerySet[Community]], by: str) -> Act:
    def end(pk: int, now: datetime) -> int:
        community = which().filter(pk=pk).first()
        if community is not None:
            signs.heard(community, now, by)
        return int(community is not None)

    return end
