"""The day of a deadline: whole journeys through the questionnaire, more and more of them, to the confirmed address.

Each is somebody of their own, at the pace of a quick person without a browser, by the pages' own forms. At the end,
every journey that was told "received" is looked up in the database.
"""

import re
import statistics
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

import psycopg

from bench import production, table
from tests.live import Site
from tests.page import Page

JOURNEYS, SECONDS = 300, 600
LAST_MINUTE = 60  # so many of them begin in the last minute
PAUSE_SECONDS = 1.0  # before each step
SLOWEST_TWENTIETH_SECONDS = 0.8
LETTER_WITHIN_SECONDS = LAST_LETTER_WITHIN_SECONDS = 60
ANSWERS: dict[str, dict[str, str]] = {
    "community": {"summary": "Officials who look ahead together, every month.", "kind": "network", "scale": "national"},
    "place": {"host": "IE", "convener": "centre-of-government", "involvement": "runs"},
    "purpose": {"purpose": "advising", "topic": "foresight", "maturity": "launching"},
    "working": {"method": "talks", "rhythm": "monthly", "mode": "both"},
    "joining": {"eligibility": "public-servants", "route": "apply", "participants": "40"},
    "priorities": {"rating_direction": "5", "rating_outreach": "2"},
    "you": {"sender_role": "convener", "consent_publish": "on"},
}
LINK = re.compile(r"https?://\S+/submission/\S+/confirm/")
STORED = """
    SELECT count(*), count(DISTINCT sender_email), count(*) FILTER (WHERE state = 'pending')
    FROM submissions_submission
"""


class Post:
    """The letters of a site, each read once, whoever waits for it."""

    def __init__(self, site: Site) -> None:
        self._site, self._lock = site, threading.Lock()
        self._read: set[str] = set()
        self._links: dict[str, str] = {}

    def link_to(self, address: str) -> str:
        """The confirming link that was mailed to an address, as soon as it is there. Raises LookupError."""
        end = time.monotonic() + LETTER_WITHIN_SECONDS
        while time.monotonic() < end:
            with self._lock:
                self._look()
                if address in self._links:
                    return self._links[address]
            time.sleep(0.3)
        raise LookupError(f"no letter to {address}")

    def _look(self) -> None:
        for file in self._site.letter_folder.glob("*.eml"):
            if file.name not in self._read:
                self._read.add(file.name)
                letter = message_from_bytes(file.read_bytes(), policy=policy.default)
                if link := LINK.search(letter.get_body(("plain",)).get_content()):  # type: ignore[union-attr]
                    self._links[letter["To"]] = link[0]


class Journey(threading.Thread):
    """One person, from "before you start" to "waiting for OPSI". `took` are the seconds of each step."""

    def __init__(self, site: Site, post: Post, number: int, starts: float) -> None:
        super().__init__(daemon=True)
        self.site, self.post, self.number, self.starts = site, post, number, starts
        self.address = f"sender-{number}@example.org"
        self.took: list[float] = []
        self.is_received = False
        self.trouble = ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def run(self) -> None:
        time.sleep(max(0, self.starts - time.monotonic()))
        try:
            self._walk()
        except (OSError, AssertionError, StopIteration, LookupError) as problem:
            self.trouble = f"{type(problem).__name__}: {problem}"

    def _walk(self) -> None:
        url, page = self._send(*self._open(f"{self.site.url}/submit/"), {})
        for section, given in ANSWERS.items():
            if section not in url:
                raise LookupError(f"{url}, and not {section}")
            own = {
                "community": {"name": f"Circle {self.number} of those who were nearly late"},
                "you": {"sender_email": self.address},
            }
            url, page = self._send(url, page, given | own.get(section, {}))
        self._send(url, page, {})
        url, page = self._send(*self._open(self.post.link_to(self.address)), {})
        self.is_received = "Waiting for OPSI" in page.words()

    def _open(self, url: str, body: bytes | None = None) -> tuple[str, Page]:
        time.sleep(PAUSE_SECONDS)
        # Behind a proxy that is trusted, each is from a network of their own.
        network = f"198.51.{self.number // 250}.{self.number % 250 + 1}"
        request = urllib.request.Request(url, body, {"X-Forwarded-For": network, "Referer": url})  # noqa: S310
        began = time.perf_counter()
        with self._opener.open(request, timeout=60) as answer:
            html = answer.read().decode()
        self.took.append(time.perf_counter() - began)
        return answer.url, Page(html)

    def _send(self, url: str, page: Page, answers: dict[str, str]) -> tuple[str, Page]:
        form = page.form()
        values = form.values | {key: [value] for key, value in answers.items()}
        return self._open(urljoin(url, form.action or url), urlencode(values, doseq=True).encode())


def starts(seconds: int = SECONDS) -> Iterator[float]:
    """When each journey begins, in seconds from now: evenly, and then the rush of the last minute."""
    before = round((JOURNEYS - LAST_MINUTE) * (seconds - 60) / (SECONDS - 60))
    yield from (number * (seconds - 60) / before for number in range(before))
    yield from (seconds - 60 + number * 60 / LAST_MINUTE for number in range(LAST_MINUTE))


def storm() -> bool:
    """Print what became of the journeys; true where one was lost, or the slowest twentieth of steps is too slow."""
    with production.site(behind_proxy=False) as (site, database):
        now = time.monotonic()
        post = Post(site)
        journeys = [Journey(site, post, number, now + start) for number, start in enumerate(starts())]
        for journey in journeys:
            journey.start()
        for journey in journeys:
            journey.join()
        letters = _letters_of(site)
        with psycopg.connect(database) as stored:
            found = stored.execute(STORED).fetchone() or (0, 0, 0)
    return _tell(journeys, found, letters)


def _letters_of(site: Site) -> int:
    """How many letters went out: two for each journey, once the mail loop has caught up."""
    end = time.monotonic() + LAST_LETTER_WITHIN_SECONDS
    while (letters := len(site.letters())) < 2 * JOURNEYS and time.monotonic() < end:
        time.sleep(0.5)
    return letters


def _tell(journeys: list[Journey], found: tuple[int, ...], letters: int) -> bool:
    took = [seconds for journey in journeys for seconds in journey.took]
    slowest = statistics.quantiles(took, n=20)[-1]
    received = sum(journey.is_received for journey in journeys)
    rows: list[tuple[object, ...]] = [
        ("journeys begun", JOURNEYS),
        ("told that it was received", received),
        ("stored, waiting for OPSI", found[2]),
        ("letters, two for each", letters),
        ("steps", len(took)),
        ("a step, ms (median)", round(1000 * statistics.median(took))),
        ("a step, ms (95 of 100)", round(1000 * slowest)),
        ("the slowest step, ms", round(1000 * max(took))),
    ]
    table.write(
        f"{JOURNEYS} whole journeys in {SECONDS // 60} minutes, {LAST_MINUTE} begun in the last", ["number"], rows
    )
    for journey in journeys:
        if journey.trouble:
            sys.stdout.write(f"{journey.number}: {journey.trouble}\n")
    is_whole = received == JOURNEYS and found == (JOURNEYS, JOURNEYS, JOURNEYS)
    return not is_whole or slowest > SLOWEST_TWENTIETH_SECONDS
