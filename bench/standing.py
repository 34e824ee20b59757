"""The last minutes before a deadline, behind a proxy: idle connections by the hundred, readers, and senders.

MINUTES=1 measures the rush of the last minute alone; ten of them are the whole of it.
"""

import os
import socket
import statistics
import sys
import threading
import time
from typing import Self
from urllib.parse import urlsplit

from bench import deadline, production, table
from bench.deadline import Journey, Post
from bench.readers import Readers

IDLE = 500
A_SECOND = 100
READERS_SLOWEST_HUNDREDTH, SENDERS_SLOWEST_TWENTIETH = 0.5, 0.8
MOST_MEGABYTES, MOST_GROWTH = 250, 50  # of a worker
SIGN_OF_LIFE_EVERY = 30
WARM_FOR = 10
ASK = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Idle:
    """`with Idle(url, 500) as idle:` as many connections that ask for next to nothing now and then; `lost` were cut."""

    def __init__(self, url: str, number: int) -> None:
        host, _colon, port = urlsplit(url).netloc.partition(":")
        self.sockets = [socket.create_connection((host, int(port)), 10) for _ in range(number)]
        self.lost = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()
        for one in self.sockets:
            one.close()

    def _live(self) -> None:
        while True:
            for one in list(self.sockets):
                try:
                    one.sendall(ASK)
                    is_there = b" 200 " in one.recv(4096)
                except OSError:
                    is_there = False
                if not is_there:
                    self.lost += 1
                    self.sockets.remove(one)
                    one.close()
            if self._over.wait(SIGN_OF_LIFE_EVERY):
                return


def standing() -> bool:
    """Print how readers and senders fared; true where they waited too long, or anything failed."""
    seconds = round(60 * float(os.environ.get("MINUTES") or 10))
    with production.site() as (site, _database):
        with Readers(site.url, A_SECOND):
            time.sleep(WARM_FOR)
        before = [production.resident(pid) for pid in production.workers(site)]
        now = time.monotonic()
        post = Post(site)
        journeys = [Journey(site, post, number, now + start) for number, start in enumerate(deadline.starts(seconds))]
        with Idle(site.url, IDLE) as idle, Readers(site.url, A_SECOND) as readers:
            for journey in journeys:
                journey.start()
            for journey in journeys:
                journey.join()
        after = [production.resident(pid) for pid in production.workers(site)]
    took = [step for journey in journeys for step in journey.took]
    senders = statistics.quantiles(took, n=20)[-1]
    received = sum(journey.is_received for journey in journeys)
    rows = [
        ("idle connections", IDLE),
        ("of them cut", idle.lost),
        ("answers to readers", len(readers.took)),
        ("of them 5xx, or none", readers.failed),
        ("a reader, ms (median)", round(1000 * readers.slowest(0.5))),
        ("a reader, ms (99 of 100)", round(1000 * readers.slowest(0.01))),
        ("journeys begun", len(journeys)),
        ("told that it was received", received),
        ("a sender's step, ms (median)", round(1000 * statistics.median(took))),
        ("a sender's step, ms (95 of 100)", round(1000 * senders)),
        ("a worker before, MB (the largest)", round(max(before))),
        ("a worker after, MB (the largest)", round(max(after))),
    ]
    table.write(f"{IDLE} idle, {A_SECOND} readers a second, and a deadline: {seconds} s", ["number"], rows)
    for journey in journeys:
        if journey.trouble:
            sys.stdout.write(f"{journey.number}: {journey.trouble}\n")
    return (
        bool(idle.lost or readers.failed)
        or received < len(journeys)
        or readers.slowest(0.01) > READERS_SLOWEST_HUNDREDTH
        or senders > SENDERS_SLOWEST_TWENTIETH
        or max(after) > MOST_MEGABYTES
        or max(after) - max(before) > MOST_GROWTH
    )
