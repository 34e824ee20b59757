"""What waits for its own sender: until when, one polite reminder, and its end. The mail loop calls `write_due`.

Each act takes the row's lock and looks again whether it is due, so two loops at once remind once and end once.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from post_office.models import STATUS

from . import letters, limits, links, moderation
from .limits import Limit
from .models import Origin, PostedLetter, State, Submission

logger = logging.getLogger(__name__)


def ends_at(submission: Submission) -> datetime | None:
    """When it ends if nobody goes on with it; nothing for what does not wait for its sender."""
    row = _waiting().filter(pk=submission.pk).values("state", "touched", "last_letter").first()
    if row is None:
        return None
    if row["state"] == State.DRAFT:
        return row["touched"] + settings.DRAFT_LIFE
    return row["last_letter"] + settings.UNCONFIRMED_LIFE


def write_due(now: datetime | None = None) -> Counter[str]:
    """End what nobody went on with in time, and remind of what is due. Counts what was done, by name."""
    now = now or timezone.now()
    return Counter(ended=_each(over(now), _end, now), reminded=_each(_to_be_reminded(now), _remind, now))


def _waiting() -> QuerySet[Any]:
    """Drafts and what is unconfirmed, with when each was touched last. An import's rows wait for a moderator."""
    letters_of = PostedLetter.objects.filter(submission=OuterRef("pk")).order_by("-created_at")
    last = Subquery(letters_of.values("created_at")[:1])
    waiting = Submission.objects.filter(state__in=(State.DRAFT, State.UNCONFIRMED), erased_at=None)
    return waiting.exclude(origin=Origin.IMPORT).annotate(
        touched=Greatest("updated_at", last), last_letter=Coalesce(last, "updated_at")
    )


def over(now: datetime) -> QuerySet[Submission]:
    """What nobody went on with in time."""
    draft = Q(state=State.DRAFT, touched__lte=now - settings.DRAFT_LIFE)
    return _waiting().filter(draft | Q(state=State.UNCONFIRMED, last_letter__lte=now - settings.UNCONFIRMED_LIFE))


def _to_be_reminded(now: datetime) -> QuerySet[Submission]:
    draft = Q(state=State.DRAFT, touched__lte=now - settings.DRAFT_REMINDED_AFTER)
    unconfirmed = Q(state=State.UNCONFIRMED, last_letter__lte=now - settings.UNCONFIRMED_REMINDED_AFTER)
    return _waiting().filter(draft | unconfirmed, reminded_at=None).exclude(sender_email="")


def _each(due: QuerySet[Submission], act: Callable[[QuerySet[Submission], int, datetime], bool], now: datetime) -> int:
    """Act on each row; how often it came to something. One that goes wrong does not keep the others waiting."""
    count = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                count += act(due.defer("search").select_for_update(skip_locked=True, of=("self",)), pk, now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Submission %s", pk)
    return count


def _end(due: QuerySet[Submission], pk: int, now: datetime) -> bool:
    row = due.filter(pk=pk).first()
    if row is not None:
        moderation.expire(row)
    return row is not None


def _remind(due: QuerySet[Submission], pk: int, now: datetime) -> bool:
    row = due.filter(pk=pk).first()
    if row is None or not _reads_its_letters(row):
        return False
    try:
        limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(row.sender_email))
    except limits.TooOftenError:  # at another time
        return False
    life = settings.DRAFT_LIFE if row.state == State.DRAFT else settings.UNCONFIRMED_LIFE
    letters.reminder(row, ends=now + life)
    Submission.objects.filter(pk=pk).update(reminded_at=now)  # it is no edit
    return True


def _reads_its_letters(row: Submission) -> bool:
    """Whether the last letter arrived, and, of a draft, somebody has gone on from a letter to this address."""
    last = row.letters.select_related("email").order_by("-pk").first()
    if last is None or last.email is None or last.email.status != STATUS.sent:
        return False
    return row.state == State.UNCONFIRMED or links.was_used_from(row, row.sender_email)
