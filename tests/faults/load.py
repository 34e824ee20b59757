"""People at two web servers at once, each of whom writes down what they were told is done."""

import http.client
import itertools
import json
import random
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

from bench.deadline import ANSWERS
from copdir import local
from tests.live import Site
from tests.page import Page

PATIENCE_SECONDS = 120
PUBLISH = """
import itertools, time
from django.db import Error, connection
from communities import publishing
from tests.factories import an_entry
for number in itertools.count():
    name = f"{label} {{number}}"
    try:
        publishing.publish(an_entry(name=name), role="sources")
    except Error:
        connection.close()
        print("unsure", name, flush=True)
        time.sleep(0.2)
    else:
        print("done", name, flush=True)
        time.sleep(0.2)
"""


@dataclass
class Ledger:
    """What was acknowledged, and when; and what was asked for without an answer that says whether it is done."""

    sent: dict[str, float] = field(default_factory=dict)
    published: dict[str, float] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    refused: int = 0  # answers and connections that said “not now”

    def first_after(self, moment: float) -> float:
        """How long after a moment the first thing was acknowledged."""
        return min(at - moment for at in (*self.sent.values(), *self.published.values()) if at > moment)


class Worker(threading.Thread):
    """Goes on until it is told to stop; an exception ends the test, not only the thread."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(daemon=True)
        self.ledger, self.stop = ledger, threading.Event()

    def run(self) -> None:
        try:
            for turn in itertools.count():
                if self.stop.is_set():
                    break
                self.turn(turn)
        except Exception as problem:
            self.ledger.wrong.append(f"{type(self).__name__}: {type(problem).__name__}: {problem}")

    def turn(self, number: int) -> None:
        raise NotImplementedError


class Sender(Worker):
    """Fills in the questionnaire as somebody else each time, every page of it at either of the servers."""

    def __init__(self, ledger: Ledger, sites: tuple[Site, ...], label: str) -> None:
        super().__init__(ledger)
        self.sites, self.label = sites, label

    def turn(self, number: int) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        name = f"{self.label} {number} of those who look ahead"
        path, page = self._send(*self._open("/submit/"), {})
        for section, given in ANSWERS.items():
            assert section in path, f"{path}, and not {section}"
            own = {
                "community": {"name": name},
                "you": {"sender_email": f"{self.label}-{number}@example.org"},
            }
            path, page = self._send(path, page, given | own.get(section, {}))
        path, page = self._send(path, page, {})
        assert "/sent/" in path, f"{path}: {page.words()[:300]}"
        self.ledger.sent[name] = time.monotonic()

    def _send(self, path: str, page: Page, answers: dict[str, str]) -> tuple[str, Page]:
        form = page.form()
        values = form.values | {key: [value] for key, value in answers.items()}
        return self._open(urljoin(path, form.action or path), urlencode(values, doseq=True).encode())

    def _open(self, path: str, body: bytes | None = None) -> tuple[str, Page]:
        """What comes back; where the site says “not now”, or nothing, the same again, as a person would."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            site = random.choice(self.sites)  # noqa: S311
            request = urllib.request.Request(site.url + path, body, {"Referer": site.url + path})  # noqa: S310
            try:
                with self.opener.open(request, timeout=60) as answer:
                    return urlsplit(answer.url).path, Page(answer.read().decode())
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError) as trouble:
                if getattr(trouble, "code", 503) != 503 or time.monotonic() > end:
                    raise AssertionError(f"{path}: {trouble}") from trouble
                self.ledger.refused += 1
                time.sleep(0.3)


class Reader(Worker):
    """Reads one server's newest entries, kept and made anew by turns; they must never be fewer than before."""

    def __init__(self, ledger: Ledger, site: Site) -> None:
        super().__init__(ledger)
        self.site, self.count, self.pages, self.slowest = site, 0, 0, 0.0

    def turn(self, number: int) -> None:
        size = "" if number % 2 else f"&page_size={number % 100 + 1}"
        began = time.monotonic()
        with urllib.request.urlopen(f"{self.site.url}/api/communities/?sort=newest{size}", timeout=60) as answer:  # noqa: S310
            count = json.loads(answer.read())["count"]
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert count >= self.count, f"back from {self.count} to {count} at {self.site.url}"
        self.count, self.pages = count, self.pages + 1
        time.sleep(0.2)


class Publisher(Worker):
    """A process that publishes one entry after the other, at the database that its address leads to."""

    def __init__(self, ledger: Ledger, site: Site, label: str) -> None:
        super().__init__(ledger)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", PUBLISH.format(label=label)],
            cwd=local.CHECKOUT,
            env=site.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def turn(self, number: int) -> None:
        assert self.process.stdout
        word, _space, name = self.process.stdout.readline().strip().partition(" ")
        if word == "done":
            self.ledger.published[name] = time.monotonic()
        elif word == "unsure":
            self.ledger.unsure.add(name)
        elif not self.stop.is_set():
            raise EOFError("the publisher has ended")

    def end(self) -> None:
        """Stop, and note the last words; what it was doing then nobody knows."""
        self.stop.set()
        self.process.terminate()
        self.join(30)
        assert self.process.stdout
        for line in self.process.stdout:
            word, _space, name = line.strip().partition(" ")
            if word == "done":
                self.ledger.published[name] = time.monotonic()
        self.process.stdout.close()
        self.process.wait(30)
