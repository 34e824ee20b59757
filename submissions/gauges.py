"""The queue as numbers to watch: for each kind how many wait for staff, and how long the oldest has waited."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from .models import Kind, State, Submission


def numbers() -> Iterator[GaugeMetricFamily]:
    """Read anew each time it is asked: one query."""
    waiting = Submission.objects.filter(state=State.PENDING).order_by().values_list("kind")
    found = {kind: (number, first) for kind, number, first in waiting.annotate(Count("pk"), Min("pending_since"))}
    length = GaugeMetricFamily("copdir_queue_length", "What waits for staff.", labels=["kind"])
    age = GaugeMetricFamily("copdir_queue_oldest_seconds", "How long the oldest has waited.", labels=["kind"])
    now = timezone.now()
    for kind in Kind.values:
        number, first = found.get(kind, (0, None))
        length.add_metric([kind], number)
        age.add_metric([kind], (now - first).total_seconds() if first else 0)
    yield length
    yield age
