"""Any selection as an Atom feed."""

import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from communities import feeds, publishing
from tests import hostile
from tests.atom import ATOM, faults
from tests.factories import an_entry, changed, published

pytestmark = pytest.mark.django_db


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def links(root):
    return {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}


def test_feed_holds_the_selection_in_the_lists_order(client):
    published(name="B", scale="national", at=datetime(2026, 1, 1, tzinfo=UTC))
    published(name="A", scale="national", at=datetime(2026, 1, 2, tzinfo=UTC))
    published(name="C", scale="regional", at=datetime(2026, 1, 3, tzinfo=UTC))

    assert titles(read(client, "/communities/feed/")) == ["A", "B", "C"]
    assert titles(read(client, "/communities/feed/?scale=national")) == ["A", "B"]
    assert titles(read(client, "/communities/feed/?sort=newest")) == ["C", "A", "B"]


def test_entry_says_what_it_is_where_and_since_when(client):
    community = published(
        name="R&D <circle>", summary="Less < more & “both”.", at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    )
    changed(community, topic=["data"])

    root = read(client, "/communities/feed/?q=circle")
    entry = root.find(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}title") == "R&D <circle>"
    assert entry.findtext(f"{ATOM}summary") == "Less < more & “both”."
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/communities/{community.slug}/"
    assert entry.findtext(f"{ATOM}published") == "2026-01-02T03:04:00+00:00"
    assert entry.findtext(f"{ATOM}updated") > "2026-01-03"
    assert entry.find(f"{ATOM}category").get("term") == "Data and evidence"
    assert root.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")
    assert links(root) == {
        "alternate": "http://testserver/communities/?q=circle",
        "self": "http://testserver/communities/feed/?q=circle",
    }


def test_entry_keeps_its_identity_when_its_address_moves(client):
    community = published(name="Circle")
    before = read(client, "/communities/feed/").find(f"{ATOM}entry").findtext(f"{ATOM}id")
    publishing.move(community, "ring")

    after = read(client, "/communities/feed/").find(f"{ATOM}entry").findtext(f"{ATOM}id")

    assert after == before == f"tag:testserver,2026:community-{community.pk}"


def test_long_feed_is_in_pages_that_lead_to_each_other(client, monkeypatch):
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    publishing.publish_many([an_entry(name=f"Circle {number}") for number in range(5)], role="sources")

    middle = read(client, "/communities/feed/?page=2")

    assert titles(middle) == ["Circle 2", "Circle 3"]
    assert links(middle)["previous"] == "http://testserver/communities/feed/"
    assert links(middle)["next"] == "http://testserver/communities/feed/?page=3"
    assert "next" not in links(read(client, "/communities/feed/?page=3"))


def test_empty_feed_is_sound(client):
    root = read(client, "/communities/feed/?q=zzzz")

    assert titles(root) == []
    assert root.findtext(f"{ATOM}updated")


def test_near_names_are_said(client):
    published(name="Foresight circle", summary="Officials.")

    root = read(client, "/communities/feed/?q=forsight")

    assert titles(root) == ["Foresight circle"]
    assert root.findtext(f"{ATOM}subtitle").startswith("Nothing matches “forsight”.")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("scale=galactic", "scale: “galactic” is not one of its values.\n"),
        ("utm_source=x", "utm_source: there is no such parameter.\n"),
        ("page=2", "page: there is no such page.\n"),
        ("page=x", "page: there is no such page.\n"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(client, query, reason):
    response = client.get(f"/communities/feed/?{query}")

    assert (response.status_code, response.content.decode()) == (400, reason)


def test_words_say_in_which_language_they_are(client):
    published(name="Réseau", summary="Des agents.", written_in="fr", summary_english="Officials.")
    published(name="شبكة", summary="موظفون.", written_in="ar", topic=["data"])
    published(name="Circle", summary="Officials.", written_in="en")

    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    found = [
        (entry.get(lang), entry.find(f"{ATOM}summary").get(lang))
        for entry in read(client, "/communities/feed/?sort=name").iter(f"{ATOM}entry")
    ]

    assert found == [("en", None), ("fr", "en"), ("ar", None)]


def test_feed_of_the_starter_catalogue_keeps_the_rules_of_atom(client):
    call_command("load_starter", stdout=io.StringIO())

    root = read(client, "/communities/feed/?sort=newest")

    assert len(root.findall(f"{ATOM}entry")) > 150
    assert faults(root) == []


def test_feed_of_hostile_entries_keeps_the_rules_of_atom_and_says_what_they_say(client, monkeypatch):
    said = [hostile.an_entry_saying(text) for text in hostile.TEXTS]
    publishing.publish_many(said, role="sources")
    monkeypatch.setattr(feeds, "PER_PAGE", 20)

    pages = [read(client, f"/communities/feed/?page={number}") for number in range(1, -(-len(said) // 20) + 1)]

    assert [faults(page) for page in pages] == [[] for _page in pages]
    assert len({page.findtext(f"{ATOM}id") for page in pages}) == 1
    told = {(one.findtext(f"{ATOM}title"), one.findtext(f"{ATOM}summary")) for page in pages for one in page}
    assert told >= {(one["name"], one["summary_english"]) for one in said}


@pytest.mark.parametrize("query", ["q=%3Cb%3E%26%22%27", "q=%D8%B4%D8%A8%D9%83%D8%A9", "country=IE&sort=newest"])
def test_feed_of_any_selection_keeps_the_rules_of_atom(client, query):
    published(name="شبكة <b>&\"'")

    root = read(client, f"/communities/feed/?{query}")

    assert len(root.findall(f"{ATOM}entry")) == 1
    assert faults(root) == []


def test_words_that_xml_cannot_hold_break_nothing(client):
    assert read(client, "/communities/feed/?q=%01%0Bdata%EF%BF%BF").findtext(f"{ATOM}title")


def test_unchanged_feed_is_not_sent_again(client):
    published()
    tag = client.get("/communities/feed/")["ETag"]

    assert client.get("/communities/feed/", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/communities/feed/?sort=name", headers={"if-none-match": tag}).status_code == 200
