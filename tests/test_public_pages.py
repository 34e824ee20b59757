"""Every public page, with nothing, little or much to show: sound, the same for everybody, never lost for words."""

import gzip
import json
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test import Client

from communities import index
from communities.entry import ADDED_AFTER, FIELDS
from tests import addresses, catalogues
from tests.page import Page
from tests.soundness import DATA_BLOCK, faults, faults_of_public_page, is_own, policy_faults

pytestmark = pytest.mark.django_db

CATALOGUES = {"empty": lambda: None, "few": catalogues.a_few, "many": catalogues.many}


@pytest.fixture
def client() -> Client:
    """A visitor to whom an exception is a page, as it is in the world."""
    return Client(raise_request_exception=False)


@pytest.fixture(params=CATALOGUES)
def slug(request) -> str | None:
    """An entry's address in a catalogue of each size; None in the empty one."""
    community = CATALOGUES[request.param]()
    return community and community.slug


def test_every_public_page_is_sound_and_the_same_for_everybody(client, slug):
    found, with_data = {}, set()
    for address, language in addresses.pages(slug):
        response = client.get(address)
        wrong = [] if response.status_code == 200 else [f"answers {response.status_code}"]
        found[address] = wrong + faults_of_public_page(response, language, framed=_may_be_framed(address))
        if DATA_BLOCK in response.text:
            with_data.add(language)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert with_data == set(addresses.LANGUAGES)


def test_every_public_file_is_open_to_everybody_without_a_cookie(client, slug):
    found = {}
    for address in addresses.files(slug):
        response = client.get(address)
        size = len(b"".join(response.streaming_content) if response.streaming else response.content)
        policy = policy_faults(response.headers.get("Content-Security-Policy", ""))
        if response.status_code != 200 or response.cookies or not size or policy:
            found[address] = (response.status_code, dict(response.cookies), size, policy)
    assert found == {}


def test_catalogue_that_was_stored_in_the_first_schema_is_read_everywhere(client):
    slug = catalogues.a_few().slug
    _stored_in_schema(min(ADDED_AFTER))
    found = {address: client.get(address).status_code for address, _marked in addresses.pages(slug, ("en",))}
    found |= {address: client.get(address).status_code for address in addresses.files(slug)}
    assert {address: status for address, status in found.items() if status != 200} == {}
    (one,) = (entry for entry in json.loads(client.get("/communities/export.json").getvalue()) if entry["slug"] == slug)
    assert tuple(one) == FIELDS


def _stored_in_schema(number):
    """Everything that was ever published, as an earlier version of the site would have stored it."""
    later = [key for schema, keys in ADDED_AFTER.items() if schema >= number for key in keys]
    with connection.cursor() as cursor:
        for table, role in (("communities_community", "origin"), ("communities_revision", "replica")):
            cursor.execute("SET LOCAL session_replication_role = %s", [role])  # revisions are for ever
            cursor.execute(
                f"UPDATE {table} SET entry = jsonb_set(entry - %s::text[], '{{schema}}', %s::jsonb)",  # noqa: S608
                [later, str(number)],
            )
        cursor.execute("SET LOCAL session_replication_role = origin")
    index.look_again()


def test_pages_of_what_is_not_there_are_sound_too(client):
    catalogues.a_few()
    found = {}
    for path, status in [
        ("/no-such-page/", 404),
        ("/communities/no-such-community/", 404),
        ("/communities/no-such-community/history/", 404),
        ("/countries/zz/", 404),
        ("/communities/?q=a%00b", 400),
    ]:
        for language, prefix in addresses.LANGUAGES.items():
            response = client.get(prefix + path)
            wrong = [] if response.status_code == status else [f"answers {response.status_code}"]
            found[prefix + path] = wrong + faults_of_public_page(response, language)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_no_link_of_a_public_page_leads_nowhere(client):
    slug = catalogues.a_few().slug
    seen, dead = set(), {}
    for address, _language in addresses.pages(slug, ("en",)):
        for link in Page(client.get(address).text).links():
            parts = urlsplit(link)
            # Filters are many; one link for each set of parameters says as much as all of them.
            kind = (parts.path, tuple(sorted(parse_qs(parts.query))))
            if not is_own(link) or not parts.path or kind in seen:
                continue
            seen.add(kind)
            status = client.get(f"{parts.path}?{parts.query}").status_code
            if status not in (200, 301, 302):
                dead[address, link] = status
    assert len(seen) > 30
    assert dead == {}


def test_a_country_is_found_in_either_case(client):
    response = client.get("/countries/FR/")
    assert (response.status_code, response.url) == (301, "/countries/fr/")


# What comes from people, scripts and scanners, as it stands in a query string.
NASTY = (
    "",
    "%",
    "%zz",
    "%00",
    "a%00b",
    "%ff%fe",
    "%ED%A0%80",  # half of a surrogate pair
    "%F0%9F%A6%84",
    "%E2%80%AE%E2%80%8B",  # writing direction turned round, nothing wide
    "+++",
    "'%22%3C%3E%26",
    "%27+OR+1%3D1--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%7B%7B7*7%7D%7D%25s%25(x)s",
    "..%2F..%2Fetc%2Fpasswd",
    "a%26!(b|c):*+<->+%5C%5C",
    "-1",
    "0",
    "1e400",
    "NaN",
    "9" * 40,
    "%D9%A3",  # an Arabic three
    "%C2%B2",  # a superscript two
    "null",
    "[]",
    "x" * 4_000,
)
PARAMETERS = ("q", "page", "sort", "country", "language", "confirmed", "scale", "purpose", "view", "embed", "unknown")
ODD_QUERIES = (
    "&&==&;;?",
    "q=a&q=b&page=1&page=2&scale=national&scale=national&scale=local",
    "q[]=a&scale[$ne]=x",
    "=national",
    "scale",
    "&".join("scale=national" for _turn in range(900)),
    "q=" + "a+" * 100_000,
    "q=" + quote("é" * 20_000),
)
HEADERS = (
    {"accept": "application/json"},
    {"accept": "image/png;q=0.0, */*;q=nonsense"},
    {"accept": "\xff\xfe"},
    {"accept": "x" * 8_000},
    {"accept-language": "fr;q=1,zz;q=x,*"},
    {"accept-encoding": "br;q=, gzip;;;"},
    {"if-none-match": 'W/nonsense, *, "x"'},
    {"if-modified-since": "never"},
    {"range": "bytes=5-1,-,a-b"},
    {"cookie": "session=; csrf=\x7f; =; a"},
    {"content-type": "multipart/form-data"},
    {"referer": "javascript:alert(1)"},
    {"x-http-method-override": "DELETE"},
    {"x-forwarded-host": "elsewhere.example"},
)
ANSWERS = {200, 301, 302, 304, 400, 404, 406, 410, 414, 415}


def refused_or_answered(client, address: str, **headers: str) -> str | None:
    """What is wrong with the answer, if anything; a page must be sound even then, and echo nothing as HTML."""
    response = client.get(address, headers=headers)
    if response.streaming:
        b"".join(response.streaming_content)
    elif response.headers.get("Content-Encoding") == "gzip":
        response.content = gzip.decompress(response.content)
    if response.status_code not in ANSWERS:
        return f"{response.status_code} for {address[:90]} {str(headers)[:90]}"
    if response.headers["Content-Type"].startswith("text/html") and (
        wrong := faults(response, _language_of(address), framed=_may_be_framed(address))
    ):
        return f"{wrong} for {address[:90]}"
    return None


def _may_be_framed(address):
    """By the parameter itself: 1e400 is not 1."""
    return addresses.FRAMED in urlsplit(address).query.split("&")


def _language_of(address: str) -> str:
    return "fr" if address.startswith("/fr/") else "en"


SELECTIONS = (
    "/communities/",
    "/communities/map/",
    "/communities/feed/",
    "/communities/export.csv",
    "/api/communities/",
)


@pytest.mark.parametrize("address", SELECTIONS)
def test_nasty_values_are_answered_in_words(client, address):
    catalogues.a_few()
    # Each parameter meets a part of the values, and together they meet them all; `make test-long` has the whole grid.
    queries = [f"{PARAMETERS[place % len(PARAMETERS)]}={value}" for place, value in enumerate(NASTY)]
    queries += [f"{name}={NASTY[place]}" for place, name in enumerate(("page", "q", "country"), start=19)]
    wrong = [refused_or_answered(client, f"{address}?{query}") for query in (*queries, *ODD_QUERIES)]
    assert [one for one in wrong if one] == []


@pytest.mark.long
@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("address", [*SELECTIONS, "/fr/communities/", "/communities/export.json"])
def test_nasty_value_of_every_parameter_is_answered_in_words(client, address, parameter):
    catalogues.a_few()
    wrong = [refused_or_answered(client, f"{address}?{parameter}={value}") for value in NASTY]
    assert [one for one in wrong if one] == []


def test_odd_headers_are_answered_on_every_page(client):
    slug = catalogues.a_few().slug
    every = [*(address for address, _language in addresses.pages(slug, ("en",))), *addresses.files(slug)]
    # Every address meets two of the headers, and every header meets several addresses.
    wrong = [
        refused_or_answered(client, address, **HEADERS[(place + turn) % len(HEADERS)])
        for place, address in enumerate(every)
        for turn in (0, 7)
    ]
    assert [one for one in wrong if one] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_public_pages_are_for_reading_only(client, method):
    slug = catalogues.a_few().slug
    every = [*(address for address, _language in addresses.pages(slug, ("en",))), *addresses.files(slug)]
    answers = {address: getattr(client, method)(address).status_code for address in every}
    assert {address: status for address, status in answers.items() if status not in (405, 403)} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/communities/%2e%2e/",
        "/communities/..%2f..%2fetc/",
        "/communities/%ff/",
        "/communities/%00/",
        "/communities/" + "a" * 3000 + "/",
        "/countries/%F0%9F%A6%84/",
        "/countries//",
        "/fr/fr/",
        "/communities/A_b/",
        "/communities/MAP/",
        "/%2e%2e/admin/",
        "/.git/config",
        "/.env",
    ],
)
def test_odd_path_is_refused_with_a_page(client, path):
    response = client.get(path)
    assert response.status_code in (301, 400, 404)
    if response.status_code != 301:
        assert faults(response, _language_of(path)) == []


def test_words_searched_for_stand_on_the_page_as_words(client):
    catalogues.a_few()
    page = Page(client.get("/communities/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E").text)
    assert [box["value"] for box in page.all("input") if box["name"] == "q"] == ["<img src=x onerror=alert(1)>"]
    assert page.all("img") == []
