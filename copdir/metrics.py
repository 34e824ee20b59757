"""Numbers about the site for Prometheus: what its processes count, and what the database says when it is asked.

Each process counts in files of its own (PROMETHEUS_MULTIPROC_DIR, made by gunicorn.conf.py); whichever answers adds
them up. An app counts with the same library, and names in `settings.METRICS` what it has to say from the database.
"""

import os
from collections.abc import Iterator
from functools import cache
from time import monotonic

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.utils.module_loading import import_string
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

__all__ = ["CONTENT_TYPE", "count", "exposition"]

REQUESTS = Counter("copdir_requests", "Requests answered, without static files and health.", ["area", "status"])
SECONDS = Histogram(
    "copdir_request_seconds",
    "How long it took to answer.",
    ["area"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CONNECTIONS = Gauge("copdir_database_connections", "Connections of the pool.", ["state"], multiprocess_mode="livesum")
WAITING = Gauge("copdir_database_waiting", "Requests that wait for a connection.", multiprocess_mode="livesum")

# By how an address begins, after its language; the rest is what anyone may read.
AREAS = {
    "admin": "admin",
    "accounts": "accounts",
    "api": "api",
    "submit": "forms",
    "submission": "forms",
    "start": "guide",
}
LOOK_EVERY = 1.0  # seconds between two looks at the pool


class _Looked:
    at = 0.0


def count(path: str, status: int, seconds: float) -> None:
    """One request more."""
    requests, times = _counters(area_of(path), status // 100)
    requests.inc()
    times.observe(seconds)
    now = monotonic()
    if now - _Looked.at > LOOK_EVERY:
        _Looked.at = now
        _look_at_pool()


def area_of(path: str) -> str:
    """The part of the site that an address belongs to: one of a few names, whatever is asked."""
    parts = path.split("/", 3)
    first = parts[2] if parts[1:2] == ["fr"] and len(parts) > 2 else parts[1] if len(parts) > 1 else ""
    return AREAS.get(first, "public")


@cache
def _counters(area: str, hundreds: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(area, f"{hundreds}xx"), SECONDS.labels(area)


def exposition() -> bytes:
    """All numbers, as Prometheus reads them."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(_FromDatabase())
    return generate_latest(registry)


class _FromDatabase(Collector):
    """What is read when somebody asks. Without a database the other numbers are still given."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = 1
        try:
            for name in settings.METRICS:
                yield from list(import_string(name)())
        except DatabaseTrouble:
            up = 0
        yield GaugeMetricFamily("copdir_database_up", "Whether the database answered.", value=up)


def _look_at_pool() -> None:
    if not connection.settings_dict["OPTIONS"].get("pool"):
        return
    stats = connection.pool.get_stats()  # type: ignore[attr-defined]
    CONNECTIONS.labels("open").set(stats.get("pool_size", 0))
    CONNECTIONS.labels("free").set(stats.get("pool_available", 0))
    WAITING.set(stats.get("requests_waiting", 0))
