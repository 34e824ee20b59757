"""The read-only API: the list's selections and order, the entries as stored, and what its own description promises."""

import json

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from communities import entry, publishing
from communities.models import Term
from tests.factories import an_entry, changed, published
from tests.page import Page

pytestmark = pytest.mark.django_db


def names(response):
    assert response.status_code == 200, response.content
    return [found["name"] for found in response.json()["results"]]


def test_entries_are_those_stored_with_their_keys_in_order(client):
    community = published(name="Circle", purpose=["advising"])

    page = client.get("/api/communities/").json()

    community.refresh_from_db()
    assert page == {"count": 1, "next": None, "previous": None, "results": [community.entry]}
    assert list(page["results"][0]) == list(entry.FIELDS)
    assert client.get("/api/communities/circle/").json() == community.entry


def test_pages_of_25_lead_to_each_other_with_the_selection(client):
    publishing.publish_many([an_entry(name=f"Circle {number:02}") for number in range(60)], role="sources")
    published(name="Other", scale="regional")

    first = client.get("/api/communities/?scale=national")
    middle = client.get(first.json()["next"].removeprefix("http://testserver"))
    last = client.get(middle.json()["next"].removeprefix("http://testserver"))

    assert first.json()["next"] == "http://testserver/api/communities/?scale=national&page=2"
    assert (first.json()["count"], first.json()["previous"], last.json()["next"]) == (60, None, None)
    assert names(first) + names(middle) + names(last) == [f"Circle {number:02}" for number in range(60)]
    assert middle.json()["previous"] == "http://testserver/api/communities/?scale=national"
    whole = client.get("/api/communities/?scale=national&page_size=60")
    assert len(names(whole)) == 60


def test_selection_and_order_are_the_lists(client):
    for name in ("Data lab", "A lab for data", "Zeta"):
        published(name=name, topic=["data"] if name == "Zeta" else [])

    for query in ("", "q=data", "q=data&sort=name", "topic=data&country=IE", "q=dtaa+lbab", "sort=newest"):
        listed = [found["name"] for found in client.get(f"/communities/?{query}").context["entries"]]
        assert names(client.get(f"/api/communities/?{query}")) == listed


def test_near_names_are_said(client):
    published(name="Foresight circle", summary="Officials.")

    near = client.get("/api/communities/?q=forsight").json()

    assert (near["count"], near["notice"][:28]) == (1, "Nothing matches “forsight”. ")
    assert "notice" not in client.get("/api/communities/?q=foresight").json()


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("scale=galactic", "scale: “galactic” is not one of its values."),
        ("country=XX&language=zz", "country: “XX” is not one of its values. language: “zz” is not one of its values."),
        ("confirmed=true", "confirmed: “true” is not one of its values."),
        ("sort=random", "sort: “random” is not one of its values."),
        ("colour=red", "colour: there is no such parameter."),
        ("format=xml", "format: there is no such parameter."),
        ("page=0", "page: “0” is not a whole number from 1 on."),
        ("page=1.5", "page: “1.5” is not a whole number from 1 on."),
        ("page_size=101", "page_size: “101” is not a whole number from 1 to 100."),
        ("page_size=-3", "page_size: “-3” is not a whole number from 1 to 100."),
        ("q=" + "a" * 301, "q: at most 300 characters."),
    ],
)
def test_what_is_not_known_is_refused_with_a_reason(client, query, reason):
    published()

    response = client.get(f"/api/communities/?{query}")

    assert (response.status_code, response.json()) == (400, {"detail": reason})
    assert response["Access-Control-Allow-Origin"] == "*"


def test_page_that_is_not_there_is_not_found(client):
    published()

    response = client.get("/api/communities/?page=2")

    assert (response.status_code, list(response.json())) == (404, ["detail"])
    assert client.get("/api/communities/?page=1&q=zzzz").json()["count"] == 0


def test_community_moved_gone_or_unknown(client):
    moved, gone = published(name="Old"), published(name="Gone")
    publishing.move(moved, "new")
    publishing.withdraw(gone, role="staff", reason="Secret reason")

    there = client.get("/api/communities/old/")
    assert (there.status_code, there["Location"]) == (301, "http://testserver/api/communities/new/")
    away = client.get("/api/communities/gone/")
    assert away.status_code == 410
    assert b"Secret" not in away.content
    assert client.get("/api/communities/never/").status_code == 404


def test_vocabularies_hold_every_term(client):
    Term.objects.filter(vocabulary="topic", slug="data").update(active=False)

    served = client.get("/api/vocabularies/").json()

    assert (served["scale"]["choose"], served["purpose"]["choose"], served["focus"]["most"]) == ("one", "many", 2)
    assert [term["slug"] for term in served["scale"]["terms"]][:2] == ["international", "regional"]
    assert next(term for term in served["topic"]["terms"] if term["slug"] == "data")["active"] is False


def test_start_says_where_everything_is(client):
    start = client.get("/api/").json()

    for address in (
        start["communities"],
        start["vocabularies"],
        start["schema"],
        start["feed"],
        *start["exports"].values(),
    ):
        response = client.get(address.removeprefix("http://testserver"))
        response.getvalue()
        assert response.status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/communities/", "/api/communities/circle/", "/api/lessons/", "/api/vocabularies/", "/api/schema/"],
)
def test_api_is_open_to_every_site_and_only_read(client, address):
    published(name="Circle")
    response = client.get(address)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405


def test_unchanged_page_is_not_sent_again(client):
    community = published()
    tag = client.get("/api/communities/")["ETag"]

    assert client.get("/api/communities/", headers={"if-none-match": tag}).status_code == 304
    changed(community, scope="New")
    assert client.get("/api/communities/", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_entries_as_for_one(client, django_assert_num_queries):
    published()
    with django_assert_num_queries(9):
        client.get("/api/communities/")
    publishing.publish_many([an_entry() for _turn in range(20)], role="sources")
    with django_assert_num_queries(9):
        client.get("/api/communities/")


def test_description_is_valid_openapi_and_names_the_values_of_today(client):
    Term.objects.create(vocabulary="topic", slug="newly-added", label="Newly added")

    described = client.get("/api/schema/").json()

    validate_schema(described)
    assert set(described["paths"]) == {
        "/api/",
        "/api/communities/",
        "/api/communities/{slug}/",
        "/api/lessons/",
        "/api/vocabularies/",
    }
    parameters = {one["name"]: one for one in described["paths"]["/api/communities/"]["get"]["parameters"]}
    assert "newly-added" in parameters["topic"]["schema"]["items"]["enum"]
    assert {"q", "sort", "page", "page_size", "country", "language", "confirmed", "region", "scale"} <= set(parameters)


def test_answers_are_as_described(client):
    published(name="Circle", purpose=["advising"], latitude=1.5, longitude=2.5)
    described = client.get("/api/schema/").json()
    page = {**described["components"]["schemas"]["Page"], "components": described["components"]}

    assert list(Draft202012Validator(page).iter_errors(client.get("/api/communities/").json())) == []
    entries = described["components"]["schemas"]["Entry"]
    assert list(Draft202012Validator(entries).iter_errors(client.get("/api/communities/circle/").json())) == []


@pytest.mark.parametrize(
    "address",
    [
        "/api/",
        "/api/communities/",
        "/api/communities/circle/",
        "/api/vocabularies/",
        "/api/schema/",
        "/communities/feed/",
        "/communities/export.csv",
        "/communities/export.json",
        "/data/codebook.csv",
    ],
)
def test_pages_of_other_sites_may_read_and_ask_whether_anything_is_new(client, address):
    """A browser asks by OPTIONS before it sends If-None-Match to another site."""
    published(name="Circle")
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    may = client.options(address, headers=asked | {"access-control-request-headers": "if-none-match"})
    assert may.status_code == 204
    assert may["Access-Control-Allow-Origin"] == "*"
    assert "GET" in may["Access-Control-Allow-Methods"]
    assert "If-None-Match" in may["Access-Control-Allow-Headers"]
    assert not may.content

    first = client.get(address, headers=asked)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in first["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in first
    first.getvalue()
    again = client.get(address, headers=asked | {"if-none-match": first["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize(("address", "status"), [("/api/nowhere/", 404), ("/api/communities/?q=a%00b", 400)])
def test_programs_are_told_in_json_what_is_wrong(client, address, status):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert response.json()["detail"]


def test_page_about_the_api_says_everything_that_the_description_says_with_answers_of_today(client):
    published(name="A circle", scale="national")
    described = client.get("/api/schema/").json()
    page = Page(client.get("/data/api/").text)
    said = page.words()

    for path, methods in described["paths"].items():
        assert f"GET {path}" in said
        assert methods["get"]["description"] in said
        for parameter in methods["get"].get("parameters", ()):
            assert parameter["name"] in said
        for status in methods["get"]["responses"]:
            assert status in said
    examples = [element.text for element in page.all("pre")]
    asked = [example for example in examples if example.startswith('curl "http://testserver/api/')]
    assert len(asked) == 5
    answered = [json.loads(example) for example in examples if example.startswith("{")]
    for example, shown in zip(asked, answered, strict=True):
        answer = client.get(example.split('"')[1].removeprefix("http://testserver")).json()
        assert {key: answer[key] for key in shown} == shown
    assert answered[1]["results"][0]["name"] == "A circle"
    assert "/api/schema/" in page.links()


def test_page_about_the_api_of_an_empty_catalogue_shows_what_there_is(client):
    examples = [element.text for element in Page(client.get("/data/api/").text).all("pre")]
    assert '"results": []' in "".join(examples)


def test_description_says_what_each_field_means(client):
    entry_described = client.get("/api/schema/").json()["components"]["schemas"]["Entry"]["properties"]
    assert entry_described["size"]["description"].startswith("A band of people")
    assert all(field["description"] for field in entry_described.values())
