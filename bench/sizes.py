"""Bytes: of each style sheet and script, and of pages with all that a browser loads for them the first time."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from bench import table
from copdir import static
from tests.page import Page

# Of all together, compressed as well as the site can.
LIMITS = {"css": 12_000, "js": 8_000}
# Of a first visit: bytes of all that is sent, of the home page by itself, and how often the browser asks.
VISIT_LIMIT, HOME_LIMIT, MOST_REQUESTS = 60_000, 36_000, 8
LOADED = {"stylesheet", "icon"}
ACCEPTED = "gzip, deflate, br"  # as browsers send it

EXPAND: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}

Fetch = Callable[[str], tuple[str, int]]


def of_files() -> bool:
    """Print each style sheet and script as it is written and as it is sent; whether a limit is passed."""
    rows: list[tuple[object, ...]] = []
    passed = False
    for kind, limit in LIMITS.items():
        weights = {file.name: weights_of(file) for file in sorted((settings.BASE_DIR / "static" / kind).glob("*"))}
        together = [sum(column) for column in zip(*weights.values(), strict=True)]
        rows += [(name, *weight, None) for name, weight in weights.items()]
        rows.append((f"all {kind}", *together, limit))
        passed |= together[-1] > limit
    table.write("Bytes of files", ("written", "sent", "gzip", "brotli", "limit"), rows)
    return passed


def weights_of(file: Path) -> tuple[int, int, int, int]:
    """As written, as sent to who takes no compression, and in the two compressions."""
    written = file.read_bytes()
    sent = static.smaller(file.name, written)
    return len(written), len(sent), len(gzip.compress(sent, mtime=0)), len(brotli.compress(sent))


def of_pages() -> bool:
    """Print what a first visit to each page takes; whether one is over its limit."""
    visitor = Client(SERVER_NAME="localhost")
    with transaction.atomic():
        begun = visitor.post("/submit/")["Location"]  # a draft, for its first page; it is not kept
        pages = {
            "home": "/",
            "list": "/communities/",
            "map": "/communities/map/",
            "entry": "/communities/national-foresight-network-finland/",
            "before you start": "/submit/",
            "questionnaire, first part": begun,
        }
        visits = {name: first_visit(address, fetch_by(visitor)) for name, address in pages.items()}
        transaction.set_rollback(True)
    rows: list[tuple[object, ...]] = [
        (name, visit.page, visit.rest, visit.bytes, visit.requests) for name, visit in visits.items()
    ]
    rows.append(("at most", HOME_LIMIT, None, VISIT_LIMIT, MOST_REQUESTS))
    table.write("A first visit: bytes and requests", ("page", "the rest", "together", "requests"), rows)
    return visits["home"].page > HOME_LIMIT or any(visit.is_heavy for visit in visits.values())


@dataclass(frozen=True)
class Visit:
    """Bytes sent for a page itself and for what it loads, and how many requests that takes."""

    page: int
    rest: int
    requests: int

    @property
    def bytes(self) -> int:
        return self.page + self.rest

    @property
    def is_heavy(self) -> bool:
        return self.bytes > VISIT_LIMIT or self.requests > MOST_REQUESTS


def first_visit(address: str, fetch: Fetch) -> Visit:
    """What a browser that has nothing yet is sent."""
    html, weight = fetch(address)
    loaded = set(loaded_by(Page(html)))
    return Visit(weight, sum(fetch(urljoin(address, one))[1] for one in loaded), 1 + len(loaded))


def loaded_by(page: Page) -> Iterator[str]:
    """The addresses of what a browser loads to show the page."""
    yield from (one["href"] for one in page.all("link") if LOADED & set(one["rel"].split()))
    yield from (one["src"] for one in page.all("script", "img") if one["src"])


def fetch_by(visitor: Client) -> Fetch:
    """Fetches from the site in this process. Counts header lines as HTTP/1.1 writes them, and the body."""

    def fetch(address: str) -> tuple[str, int]:
        response = visitor.get(urlsplit(address).path, headers={"accept-encoding": ACCEPTED})
        body = _body(response)
        is_page = response["Content-Type"].startswith("text/html")
        html = EXPAND[response["Content-Encoding"]](body).decode() if is_page else ""
        lines = sum(len(f"{name}: {value}\r\n") for name, value in response.items())
        return html, lines + len(body)

    return fetch


def _body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
