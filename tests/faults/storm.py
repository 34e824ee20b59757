"""A storm of senders over plain HTTP, each with a ledger of what was acknowledged.

A sender does what the page of an error says: goes back and sends the same form again, until the site says that it was
sent. So what is counted is the site's word, and sending twice is part of every drill.
"""

import http.client
import queue
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode, urlsplit

from bench.deadline import ANSWERS
from tests.faults.drafts import ADDRESS, Draft, name_of
from tests.page import Page

SENDERS = 8
GIVES_UP_AFTER = 120  # seconds of one sender's trying
PATIENCE = 0.5  # seconds before a sender tries again
COOKIE = secrets.token_hex(16)  # of the form's token: it has to be the same in both
FULL_JOURNEYS_FROM = 1_000_000  # the numbers of those who go the whole way


@dataclass
class Ledger:
    """What the senders were told."""

    acknowledged: dict[int, dict] = field(default_factory=dict)  # by sender: the answers that were sent
    took: list[float] = field(default_factory=list)  # seconds of each answer that was no failure
    refused: int = 0  # 503 with Retry-After
    broken: int = 0  # the connection broke, or there was none
    wrong: list[str] = field(default_factory=list)  # whatever else was said
    times: list[float] = field(default_factory=list)  # when it was acknowledged

    @property
    def slowest_hundredth(self) -> float:
        took = sorted(self.took)
        return took[int(len(took) * 0.99)] if took else 0.0

    @property
    def slowest_twentieth(self) -> float:
        took = sorted(self.took)
        return took[int(len(took) * 0.95)] if took else 0.0


class Browser:
    """One visitor: a connection that is kept, and a cookie."""

    def __init__(self, url: str, ledger: Ledger, **headers: str) -> None:
        self.host, self.ledger, self.headers = urlsplit(url).netloc, ledger, headers
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, path: str, values: dict | None = None) -> tuple[int, str, str]:
        """Ask, or send a form, again and again until there is an answer that is no failure. Status, address, page."""
        end = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                answer, text = self.once(path, values)
            except (OSError, http.client.HTTPException):
                self.hang_up()
                self.ledger.broken += 1
                time.sleep(PATIENCE)
                continue
            if answer.status == 503 and answer.getheader("Retry-After"):
                self.ledger.refused += 1
                time.sleep(PATIENCE)
                continue
            self.ledger.took.append(time.monotonic() - began)
            return answer.status, answer.getheader("Location") or path, text
        raise TimeoutError(path)

    def once(self, path: str, values: dict | None) -> tuple[http.client.HTTPResponse, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": f"csrf={COOKIE}", **self.headers}
        if values is None:
            self.connection.request("GET", path, headers=headers)
        else:
            body = urlencode({**values, "csrfmiddlewaretoken": COOKIE}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.getheader("Connection") == "close":
            self.hang_up()
        return answer, text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def send(browser: Browser, draft: Draft) -> None:
    """Press "Send to OPSI" on a draft whose answers are checked."""
    status, where, text = browser.ask(f"/submission/{draft.token}/check/", {"version": draft.version})
    if status == 303 and where in (f"/submission/{draft.token}/sent/", f"/submission/{draft.token}/"):
        browser.ledger.acknowledged[draft.number] = draft.answers
        browser.ledger.times.append(time.monotonic())
    else:
        browser.ledger.wrong.append(f"{status} {where}: {Page(text).words()[:200]}")


def begin(browser: Browser, number: int) -> tuple[str, dict]:
    """Go the whole way from "before you start" to the answers to check, by the pages' own forms."""
    _status, where, text = browser.ask("/submit/", {})
    own = {"name": name_of(number), "sender_email": ADDRESS.format(number)}
    for section, given in ANSWERS.items():
        _status, _where, text = browser.ask(where)
        form = Page(text).form()
        answers = given | {key: value for key, value in own.items() if key in form.values}
        if section not in where:
            raise LookupError(f"{where}, and not {section}")
        status, where, text = browser.ask(where, form.values | {key: [value] for key, value in answers.items()})
        if status not in (302, 303):
            raise LookupError(f"{status} of {section}: {Page(text).words()[:300]}")
    return where.split("/submission/")[1].split("/")[0], own


class Storm:
    """`Storm(url, drafts, ledger)`: so many senders at once, until every draft is acknowledged."""

    def __init__(self, url: str, drafts: Iterable[Draft], *, senders: int = SENDERS, walkers: int = 1) -> None:
        self.url, self.ledger = url, Ledger()
        self.waiting: queue.SimpleQueue[Draft] = queue.SimpleQueue()
        for draft in drafts:
            self.waiting.put(draft)
        self.over = threading.Event()
        self.senders = [threading.Thread(target=self._send, daemon=True) for _ in range(senders)]
        self.walkers = [threading.Thread(target=self._walk, args=[one], daemon=True) for one in range(walkers)]

    def __enter__(self) -> "Storm":
        for thread in [*self.senders, *self.walkers]:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is not None:  # what has failed is told at once; nobody is waited for who can no longer be answered
            self.over.set()
            return
        for thread in self.senders:
            thread.join()
        self.over.set()
        for thread in self.walkers:
            thread.join()

    @property
    def is_over(self) -> bool:
        return not any(thread.is_alive() for thread in self.senders)

    def _send(self) -> None:
        browser = Browser(self.url, self.ledger)
        with suppress(queue.Empty):
            while True:
                draft = self.waiting.get_nowait()
                try:
                    send(browser, draft)
                except TimeoutError:
                    self.ledger.wrong.append(f"sender {draft.number} gave up")
        browser.hang_up()

    def _walk(self, walker: int) -> None:
        """The whole journey, one after the other, as long as the storm lasts."""
        browser, number = Browser(self.url, self.ledger), FULL_JOURNEYS_FROM * (walker + 1)
        while not self.over.is_set():
            number += 1
            try:
                token, own = begin(browser, number)
                _status, _where, text = browser.ask(f"/submission/{token}/check/")
                version = int(Page(text).form().values["version"][0])
                send(browser, Draft(number, token, version, own))
            except (TimeoutError, LookupError) as problem:
                self.ledger.wrong.append(f"{type(problem).__name__}: {problem}")
        browser.hang_up()


class Outages:
    """`with Outages(url, path) as outages:` asks all the time; `longest` is how long it was without a good answer."""

    def __init__(self, url: str, path: str = "/readyz", good: Iterable[int] = (200,)) -> None:
        self.host, self.path, self.good = urlsplit(url).netloc, path, set(good)
        self.longest, self.said = 0.0, Counter[int]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Outages":
        self.last = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            status = self._ask()
            self.said[status] += 1
            if status in self.good:
                self.longest = max(self.longest, time.monotonic() - self.last)
                self.last = time.monotonic()

    def _ask(self) -> int:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request("GET", self.path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
