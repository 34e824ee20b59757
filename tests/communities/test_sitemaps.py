"""What search engines are told."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from communities import publishing
from tests.factories import published

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def urls(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    return {url.findtext("s:loc", namespaces=NAMES): url for url in root.findall("s:url", NAMES)}


def test_sitemap_names_every_page_in_each_language_and_every_one_answers(client):
    community = published(name="Circle", host="IE")
    gone = published(name="Gone", host="MT")
    publishing.withdraw(gone, role="staff", reason="A test")

    found = urls(client)

    paths = (
        "/",
        "/communities/",
        "/communities/map/",
        "/countries/",
        "/insights/",
        "/insights/crosswalk/",
        "/precedents/",
        "/lessons/",
        "/sessions/",
        "/start/",
        "/data/",
        "/data/codebook/",
        "/data/api/",
        "/countries/ie/",
        "/communities/circle/",
    )
    assert set(found) == {f"http://testserver{prefix}{path}" for path in paths for prefix in ("", "/fr")}
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200
    community.refresh_from_db()
    assert (
        found["http://testserver/fr/communities/circle/"].findtext("s:lastmod", namespaces=NAMES)
        == community.updated_at.date().isoformat()
    )


def test_each_address_names_its_sisters_in_the_other_languages(client):
    published(name="Circle")

    for prefix in ("", "/fr"):
        url = urls(client)[f"http://testserver{prefix}/communities/circle/"]
        assert {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)} == {
            "en": "http://testserver/communities/circle/",
            "fr": "http://testserver/fr/communities/circle/",
            "x-default": "http://testserver/communities/circle/",
        }


def test_robots_may_read_entries_and_how_to_add_one_but_neither_private_pages_nor_selections_without_end(client):
    robots = RobotFileParser()
    text = client.get("/robots.txt").content.decode()
    robots.parse(text.splitlines())

    allowed = ("/", "/communities/", "/communities/circle/", "/fr/communities/", "/countries/ie/", "/submit/", "/api/")
    refused = (
        "/admin/",
        "/submit/change/circle/",
        "/submit/close/circle/",
        "/submit/link/",
        "/submit/alert/",
        "/submission/x/",
        "/accounts/",
    )
    assert "Disallow: /fr/communities/?*" in text
    assert [path for path in allowed if not robots.can_fetch("any", path)] == []
    assert [path for path in refused if robots.can_fetch("any", path)] == []
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]


@pytest.mark.usefixtures("index_anew")
def test_sitemap_takes_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    published()
    with django_assert_num_queries(11):
        client.get("/sitemap.xml")
    for _turn in range(3):
        published()
    with django_assert_num_queries(11):
        client.get("/sitemap.xml")
