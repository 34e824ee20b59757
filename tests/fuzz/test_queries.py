"""Whatever stands behind the question mark is answered: soon, in words, and never with all that there is."""

import gzip
import json
import time
from collections import Counter
from datetime import UTC, datetime
from statistics import quantiles

import pytest
from django.http import HttpResponse
from django.test import Client

from communities import publishing, synthetic
from communities.models import Role
from tests import addresses, catalogues
from tests.fuzz import queries
from tests.fuzz.scale import ASKED, SEED, dice
from tests.page import Page
from tests.soundness import faults

pytestmark = pytest.mark.django_db

SHARES = 8
MORE = 100  # synthetic entries, beside those of every sort
SECONDS = 2.0  # of the slowest in a hundred
MOST_ROWS = 100
ANSWERS = {200, 301, 302, 303, 304, 400, 404, 406, 410, 414}
LOOKED_AT = 40  # one answer of so many is held against all rules of a page
# Where parameters say most, and how many times as often they are asked.
OFTEN = {
    "/communities/": 12,
    "/fr/communities/": 3,
    "/communities/map/": 9,
    "/api/communities/": 12,
    "/api/lessons/": 5,
    "/communities/feed/": 6,
    "/communities/export.csv": 2,
    "/communities/export.json": 1,
    "/communities/compare/": 5,
    "/lessons/": 4,
    "/sessions/": 4,
    "/sessions/feed/": 2,
    "/sessions/calendar.ics": 2,
    "/questions/": 3,
    "/precedents/": 4,
    "/start/people/": 3,
    "/start/found/": 3,
    "/submit/from-guide/": 1,
    "/submit/alert/": 2,
    "/submit/self-check/": 2,
    "/submit/question/": 1,
    "/submit/": 1,
}


def paths(slug: str) -> dict[str, float]:
    """Every public address without a query, and how often it is asked."""
    every = [address for address, _language in addresses.pages(slug)] + list(addresses.files(slug))
    rarely = {address.partition("?")[0]: 0.25 for address in every}
    return {**rarely, **OFTEN, f"/submit/change/{slug}/": 1.0}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_query_is_answered_in_time_and_in_words(saw, share):
    slug = catalogues.a_few().slug
    publishing.publish_many(synthetic.entries(MORE), role=Role.SOURCES, at=datetime(2026, 1, 2, tzinfo=UTC))
    client = Client(raise_request_exception=False)
    where, weights, offered = queries.targets(client, paths(slug))
    throw, took, statuses, wrong = dice("queries", share), [], Counter(), []
    for number, path in enumerate(throw.choices(where, weights, k=ASKED // SHARES)):
        query = queries.made_up(throw, offered[path])
        began = time.perf_counter()
        response = client.get(path, QUERY_STRING=query)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        took.append(time.perf_counter() - began)
        statuses[response.status_code] += 1
        if fault := fault_of(response, body, path, thoroughly=number % LOOKED_AT == 0):
            wrong.append(f"{fault}: {path}?{query[:600]!r}")
    slowest = quantiles(took, n=100)[-1]
    saw(f"queries {share}", asked=len(took), p99=f"{slowest:.3f} s", most=f"{max(took):.2f} s", answers=dict(statuses))
    assert not wrong, f"SEED={SEED}, {len(wrong)} in all:\n" + "\n".join(wrong[:20])
    assert slowest < SECONDS


def fault_of(response: HttpResponse, body: bytes, path: str, *, thoroughly: bool) -> str:  # noqa: PLR0911
    """What is wrong with the answer, or nothing."""
    if response.status_code not in ANSWERS:
        return f"answered {response.status_code}"
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/json") and response.status_code < 300 and path.startswith("/api/"):
        results = json.loads(body).get("results", [])
        return f"{len(results)} rows" if len(results) > MOST_ROWS else ""
    if response.status_code < 400:
        if response.status_code >= 300 or not kind.startswith("text/html"):
            return ""
        rows = body.count(b'<li class="row')
        if rows > MOST_ROWS:
            return f"{rows} rows"
    elif not says_why(body.decode(), kind):
        return f"{response.status_code} without a word"
    if thoroughly and kind.startswith("text/html"):
        response.content = body
        is_framed = response.headers.get("X-Frame-Options") is None
        return "; ".join(faults(response, "fr" if path.startswith("/fr/") else "en", framed=is_framed))
    return ""


def says_why(text: str, kind: str) -> bool:
    if kind.startswith("text/html"):
        return bool(Page(text).all("h1")) and len(Page(text).words()) > 80
    return len(text) > 10
