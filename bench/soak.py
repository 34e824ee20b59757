"""Half an hour of everything at once, at an everyday pace: memory and connections stay as they are.

MINUTES=3 shortens it.
"""

import os
import statistics
import threading
import time

import psycopg

from bench import production, table
from bench.deadline import Journey, Post
from bench.readers import Readers, familiar

MINUTES = 30
A_SECOND = 20
SENDERS_A_MINUTE = 12
LOOK_EVERY = 5.0
WARM = 1 / 3  # of the time: until then a process fills its stores
MOST_MEGABYTES_AN_HOUR = 5
# Two workers with a pool of eight each, the mail loop, and ourselves.
MOST_CONNECTIONS = 2 * 8 + 2


def soak() -> bool:
    """Print how memory went and what failed."""
    seconds = 60 * float(os.environ.get("MINUTES") or MINUTES)
    seen: list[tuple[float, float]] = []
    most = 0
    with production.site() as (site, database), Readers(site.url, A_SECOND, page=familiar) as readers:
        began = time.monotonic()
        post = Post(site)
        number = round(seconds / 60 * SENDERS_A_MINUTE)
        journeys = [Journey(site, post, one, began + one * 60 / SENDERS_A_MINUTE) for one in range(number)]
        for journey in journeys:
            journey.start()
        with psycopg.connect(database, autocommit=True) as connection:
            while (now := time.monotonic() - began) < seconds or any(map(threading.Thread.is_alive, journeys)):
                seen.append((now, sum(map(production.resident, production.workers(site)))))
                found = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
                most = max(most, found.fetchone()[0])  # type: ignore[index]
                time.sleep(LOOK_EVERY)
    warm = [one for one in seen if one[0] > WARM * seconds]
    slope = 3600 * statistics.linear_regression(*zip(*warm, strict=True)).slope
    received = sum(journey.is_received for journey in journeys)
    rows = [
        ("answers to readers", len(readers.took)),
        ("of them 5xx, or none", readers.failed),
        ("a reader, ms (99 of 100)", round(1000 * readers.slowest(0.01))),
        ("journeys begun", len(journeys)),
        ("told that it was received", received),
        ("workers together, MB, at a third", round(warm[0][1])),
        ("workers together, MB, at the end", round(seen[-1][1])),
        ("MB an hour", round(slope, 1)),
        ("connections to the database", most),
    ]
    table.write(f"{seconds / 60:g} minutes of reading and sending", ["number"], rows)
    return bool(readers.failed) or received < len(journeys) or slope > MOST_MEGABYTES_AN_HOUR or most > MOST_CONNECTIONS
