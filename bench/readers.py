"""Readers at a steady pace, whatever the site does: an answer's time counts from when it should have been asked for."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

PAGES = (
    "/",
    "/communities/",
    "/communities/?purpose=advising",
    "/communities/?topic=foresight&sort=name",
    "/fr/communities/",
    "/about/",
    "/map/",
    "/insights/",
    "/api/communities/",
    "/communities/feed/",
)
FRESH = 0.1  # so much of what they ask for was never asked for before
WORDS = 100
AT_ONCE = 8  # connections


def anything() -> str:
    """The address of a page that many read, or now and then of one that nobody has read."""
    if random.random() < FRESH:  # noqa: S311 - which page
        return f"/communities/?q=word{random.getrandbits(40)}"
    return random.choice(PAGES)  # noqa: S311


def familiar() -> str:
    """As above, but of few enough pages that a process comes to keep them all: what grows then is no store."""
    if random.random() < FRESH:  # noqa: S311
        return f"/communities/?q=word{random.randrange(WORDS)}"  # noqa: S311
    return random.choice(PAGES)  # noqa: S311


def anybody() -> str:
    """A network of some reader's."""
    return f"100.{random.randint(64, 127)}.{random.randint(0, 255)}.{random.randint(1, 254)}"  # noqa: S311


class Readers:
    """`with Readers(url, 100) as readers:` so many requests a second until the end; then `took` and `said`."""

    def __init__(
        self,
        url: str,
        a_second: float,
        *,
        page: Callable[[], str] = anything,
        network: Callable[[], str] = anybody,
    ) -> None:
        self.host, self.each = urlsplit(url).netloc, AT_ONCE / a_second
        self.page, self.network = page, network
        self.took: list[float] = []
        self.said: Counter[int] = Counter()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[one], daemon=True) for one in range(AT_ONCE)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    @property
    def failed(self) -> int:
        """Answers of 500 and more, and requests without any."""
        return sum(count for status, count in self.said.items() if status >= 500 or not status)

    def slowest(self, part: float) -> float:
        """So many seconds, or more, took the slowest `part` of all."""
        took = sorted(self.took)
        return took[min(len(took) - 1, int(len(took) * (1 - part)))] if took else 0.0

    def _read(self, number: int) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        due = time.monotonic() + number * self.each / AT_ONCE
        while not self._over.wait(max(0.0, due - time.monotonic())):
            headers = {"X-Forwarded-For": self.network(), "Accept-Encoding": "br"}
            try:
                connection.request("GET", self.page(), headers=headers)
                answer = connection.getresponse()
                answer.read()
                self.said[answer.status] += 1
            except (OSError, http.client.HTTPException):
                connection.close()
                self.said[0] += 1
            self.took.append(time.monotonic() - due)
            due += self.each
        connection.close()
