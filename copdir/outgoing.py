"""What waits in the outbox, for whoever looks after the site: how many letters, and how long the oldest has waited."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Case, Count, F, Min, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from post_office.models import STATUS, Email
from prometheus_client.core import GaugeMetricFamily


class Unsent(NamedTuple):
    """Letters that should have left by now."""

    number: int
    oldest: timedelta


def unsent() -> Unsent:
    """A letter that is held back for a while waits from then on; one to be tried again, since it was written."""
    now = timezone.now()
    due = Q(status=STATUS.queued) & (Q(scheduled_time=None) | Q(scheduled_time__lte=now))
    waiting = Email.objects.filter(due | Q(status=STATUS.requeued)).exclude(expires_at__lte=now)
    since = Case(
        When(status=STATUS.queued, then=Coalesce("scheduled_time", "created")),
        default=F("created"),
    )
    found = waiting.aggregate(number=Count("pk"), first=Min(since))
    return Unsent(found["number"], max(timedelta(), now - found["first"]) if found["first"] else timedelta())


def numbers() -> Iterator[GaugeMetricFamily]:
    """The same, as numbers to watch."""
    number, oldest = unsent()
    yield GaugeMetricFamily("copdir_letters_unsent", "Letters that should have left by now.", value=number)
    yield GaugeMetricFamily(
        "copdir_letters_oldest_seconds", "How long the oldest of them has waited.", value=oldest.total_seconds()
    )
