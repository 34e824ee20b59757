"""What every answer says to browsers, graded by the rules of Mozilla's Observatory: 125 points or more, errors too.

Every route is graded where each is asked for: in `test_access.py`.
"""

import pytest
from django.db import OperationalError
from django.http import HttpResponseBase
from django.test import Client
from pytest_django.fixtures import Settings

from communities import publishing
from communities.models import Role
from submissions.views import starting
from tests import factories, observatory
from tests.routes import rows

pytestmark = pytest.mark.django_db

ENOUGH, A_PLUS = 125, 100
# Pictures for the pages of other sites, which must be able to show them.
FOR_OTHER_SITES = ("/card.png", "/badge.svg")
ERRORS = {
    "/?q=%00": 400,
    "/no-such-page/": 404,
    "/api/communities/no-such-entry/": 404,
    "/api/communities/?page=x%00": 400,
    "/communities/{gone}/": 410,
    "/static/no-such-file.css": 404,
}


@pytest.fixture(autouse=True)
def deployed(settings):
    as_deployed(settings)
    settings.STAFF_SECOND_FACTOR = False


def as_deployed(settings: Settings) -> None:
    """As it is behind TLS; `test_production.py` holds that a deployment has these settings."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.fixture
def client() -> Client:
    """A visitor to whom an exception is a page, as it is in the world."""
    return Client(raise_request_exception=False)


def graded(response: HttpResponseBase) -> int:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    cookies = [one.OutputString() for one in response.cookies.values()]
    text = response.content.decode(errors="replace") if is_html and not response.streaming else ""
    return observatory.score(response.headers, cookies, text)


def lacking(address: str, response: HttpResponseBase) -> list[str]:
    """What an answer lacks, in a line of its own."""
    enough = A_PLUS if any(mark in address for mark in FOR_OTHER_SITES) else ENOUGH
    found = [] if (points := graded(response)) >= enough else [f"{address}: {points}"]
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if is_html and response.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        found.append(f"{address}: its window can be reached")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append(f"{address}: may use devices")
    return found


def test_pages_of_signing_in_have_the_headers(client):
    wrong = []
    for row in rows():
        if row.route.startswith(("accounts/", "admin/login")):
            wrong += lacking(row.example, client.get(row.example, secure=True))
    assert wrong == []


def test_every_error_has_the_headers(client, settings, monkeypatch):
    community = factories.published()
    publishing.withdraw(community, role=Role.STAFF, reason="Asked for")
    wrong = []
    for path, status in ERRORS.items():
        address = path.format(gone=community.slug)
        response = client.get(address, secure=True)
        assert (address, response.status_code) == (address, status)
        wrong += lacking(address, response)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    form = "application/x-www-form-urlencoded"
    for status, response in {
        403: strict.post("/submit/", {}, secure=True),
        405: client.delete("/communities/", secure=True),
        413: client.post("/submit/", "a=" + "x" * 3_000_000, form, secure=True),
        415: client.post("/submit/", b"a=b", f"{form}; charset=utf-16", secure=True),
    }.items():
        assert response.status_code == status
        wrong += lacking(str(status), response)
    settings.RATE_LIMITS = 0.01
    for _number in range(2):
        response = client.post("/submit/link/", {"email": "a@b.example"}, secure=True)
    assert response.status_code == 429
    wrong += lacking("429", response)
    for error, status in ((RuntimeError("x"), 500), (OperationalError("x"), 503)):
        monkeypatch.setattr(starting.index, "current", _raises(error))
        response = client.get("/submit/", secure=True)
        assert response.status_code == status
        wrong += lacking(str(status), response)
    assert wrong == []


def _raises(error: Exception):
    def fail():
        raise error

    return fail


@pytest.mark.parametrize("address", ["/", "/communities/", "/admin/", "/api/", "/submit/", "/no-such-page/"])
def test_without_tls_everything_leads_to_the_same_host_with_it(client, address):
    response = client.get(address)
    assert response.status_code == 301
    assert observatory.redirection(f"http://testserver{address}", response.headers["Location"]) == 0


@pytest.mark.parametrize(
    ("spoiled", "points"),
    [
        ({}, 130),
        ({"Content-Security-Policy": ""}, 55),
        ({"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'"}, 80),
        ({"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'"}, 125),
        ({"Content-Security-Policy": "default-src 'none'"}, 80),
        ({"Strict-Transport-Security": "max-age=60"}, 120),
        ({"Strict-Transport-Security": ""}, 80),
        ({"Referrer-Policy": "unsafe-url"}, 120),
        ({"X-Content-Type-Options": ""}, 125),
        ({"Cross-Origin-Resource-Policy": "cross-origin"}, 120),
        ({"Access-Control-Allow-Credentials": "true"}, 50),
    ],
)
def test_grader_gives_and_takes_as_the_observatory_does(spoiled, points):
    sound = {
        "Content-Type": "text/html",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert observatory.score(sound | spoiled) == points


@pytest.mark.parametrize(
    ("cookie", "points"),
    [
        ("a=b; Secure; HttpOnly; SameSite=Lax", 135),
        ("a=b; HttpOnly; SameSite=Lax", 60),
        ("a=b; Secure; SameSite=Lax", 70),
        ("a=b; Secure; HttpOnly", 80),
    ],
)
def test_grader_reads_cookies(cookie, points):
    sound = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "same-origin"}
    transport = {"Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff"}
    sound |= {**transport, "Cross-Origin-Resource-Policy": "same-origin"}
    assert observatory.score(sound, [cookie]) == points
