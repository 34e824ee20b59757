"""Letters held after a backup was brought back: many of them went out already, after that backup was made.

What waited then and what has fallen due since is written, and held: it counts as given up, with the reason in the log,
until somebody lets all of it go or leaves all of it be. The outbox in the admin lets single ones go.
"""

from django.db import transaction
from django.db.models import Count, QuerySet
from post_office.models import STATUS, Email, Log

from . import due, outbox

HELD, LEFT = "Held", "NotSent"


def hold(why: str) -> int:
    """Hold every letter that waits or is due, so that the mail loop finds none. Gives back how many are held now."""
    due.write_all()
    with transaction.atomic():
        waiting = Email.objects.select_for_update().filter(status__in=outbox.WAITING)
        ids = list(waiting.values_list("pk", flat=True))
        said = f"{why}. It may have been sent since."
        Log.objects.bulk_create(Log(email_id=pk, status=STATUS.failed, exception_type=HELD, message=said) for pk in ids)
        Email.objects.filter(pk__in=ids).update(status=STATUS.failed)
    return _held().count()


def by_subject() -> list[tuple[str, int]]:
    """How many are held, by what they are about."""
    counted = _held().values_list("subject").annotate(count=Count("pk", distinct=True))
    return list(counted.order_by("-count", "subject"))


def release() -> int:
    """Let all that are held go out: the mail loop sends them. Gives back how many."""
    with transaction.atomic():
        ids = list(_held().values_list("pk", flat=True))
        Log.objects.filter(email__in=ids, exception_type=HELD).delete()
        return Email.objects.filter(pk__in=ids).update(status=STATUS.queued, scheduled_time=None)


def leave() -> int:
    """Send none of them, for good; they stay in the outbox's list as given up. Gives back how many."""
    with transaction.atomic():
        ids = list(_held().values_list("pk", flat=True))
        Log.objects.filter(email__in=ids, exception_type=HELD).update(exception_type=LEFT)
    return len(ids)


def _held() -> QuerySet[Email]:
    return Email.objects.filter(status=STATUS.failed, logs__exception_type=HELD).distinct()
