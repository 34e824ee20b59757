"""Parts of the world and embedded pages: what their addresses keep, what may frame them, and what knows neither."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from communities import labels, publishing
from communities.synthetic import entries
from tests import catalogues
from tests.factories import an_entry, published
from tests.page import Page
from tests.soundness import faults_of_public_page, policy_faults

pytestmark = pytest.mark.django_db

CHOSEN = "scale=national&country=IE&q=network"
EMBEDDED = (
    "/communities/?embed=1",
    f"/communities/?embed=1&{CHOSEN}",
    "/communities/?embed=1&q=xyzzyqq",
    "/communities/map/?embed=1",
    f"/communities/map/?embed=1&view=europe&{CHOSEN}",
    "/communities/map/?embed=1&q=xyzzyqq",
    "/fr/communities/map/?embed=1&view=africa",
)


@pytest.fixture
def network():
    """A community that the selection finds, and one that it does not."""
    published(name="Elsewhere", host="FR", scale="regional", region="europe")
    return published(name="Network of the west", host="IE", scale="national", city="Galway")


# A part of the world ------------------------------------------------------------------------------


def test_part_of_the_world_keeps_the_selection_in_every_link(client, network):
    page = Page(client.get(f"/communities/map/?view=europe&{CHOSEN}").text)
    selection = "q=network&country=IE&scale=national"
    parts = [link for link in page.links() if link.startswith("/communities/map/?view=")]
    assert set(parts) >= {f"/communities/map/?view={region}&{selection}" for region in labels.REGIONS}
    assert f"/communities/map/?{selection}" in page.links(), "the whole world"
    assert f"/communities/?{selection}" in page.links(), "the list knows no part of the world"
    assert "/communities/map/?view=europe&country=IE&scale=national" in page.links(), "a chip leaves its part alone"
    assert "/communities/map/?view=europe" in page.links(), "so does clearing all"
    current = [link.text for link in page.all("a") if link["aria-current"] == "page" and "view=" in link["href"]]
    assert current == ["Map: Europe"]
    assert [one["href"] for one in page.all("link") if one["rel"] == "canonical"] == [
        f"{settings.SITE_URL}/communities/map/?view=europe&{selection}"
    ]


@pytest.mark.parametrize("address", [f"/communities/map/?view=europe&{CHOSEN}", f"/communities/?embed=1&{CHOSEN}"])
def test_files_feed_and_alert_get_neither_parameter(client, network, address):
    context = client.get(address).context
    urls = [export["url"] for export in context["exports"]]
    urls += [context["feed_url"], context["query"], context.get("selection") or ""]
    assert not [url for url in urls if "view=" in url or "embed=" in url]


@pytest.mark.parametrize(
    "address", ["/communities/export.csv", "/communities/export.json", "/communities/feed/", "/api/communities/"]
)
@pytest.mark.parametrize("parameter", ["view=europe", "embed=1"])
def test_files_feed_and_api_refuse_them(client, network, address, parameter):
    response = client.get(f"{address}?{parameter}")
    assert response.status_code == 400
    assert parameter.split("=")[0] in response.text


@pytest.mark.parametrize(
    ("query", "view", "notice"),
    [
        ("view=europe", "europe", ""),
        ("view=", "", ""),
        ("view=atlantis", "", "“atlantis” is not a choice for “Part of the world”, so it was left out."),
        ("view=africa&view=atlantis", "africa", "“atlantis” is not a choice"),
        ("view=africa&view=europe", "europe", ""),
        ("embed=yes", "", "“yes” is not a choice for “On other sites”, so it was left out."),
    ],
)
def test_part_that_is_not_known_is_left_out_with_a_notice(client, network, query, view, notice):
    response = client.get(f"/communities/map/?{query}")
    assert response.context["map"].view == view
    assert notice in " ".join(response.context["notices"])
    assert bool(response.context["notices"]) == bool(notice)
    assert response.headers["X-Frame-Options"] == "DENY"


def test_list_knows_no_part_of_the_world(client, network):
    response = client.get("/communities/?view=europe")
    assert response.context["canonical"] == "/communities/"


def test_notices_are_few_however_many_values_are_wrong(client, network):
    query = "&".join(f"view=no{number}&scale=no{number}" for number in range(9))
    assert len(client.get(f"/communities/map/?{query}").context["notices"]) == 5


def test_cities_are_told_in_words_with_links_to_their_countries(client):
    published(name="A", host="IE", city="Galway", latitude=53.27, longitude=-9.05)
    page = Page(client.get("/communities/map/?scale=national").text)
    (link,) = [link for link in page.all("a") if link.text.startswith("Galway, ")]
    assert (link.text, link["href"]) == ("Galway, Ireland", "/communities/?scale=national&country=IE")
    assert "Cities" not in [heading.text for heading in Page(client.get("/communities/map/?q=none").text).all("h2")]


def test_home_has_the_world_alone(client, network):
    text = client.get("/").text
    assert 'class="drawing"' in text
    assert "drawing region" not in text
    assert "map.js" not in text


# Framed by other sites ----------------------------------------------------------------------------


@pytest.mark.parametrize("address", EMBEDDED)
def test_embedded_page_is_sound_small_and_leads_to_the_site(client, network, address):
    response = client.get(address)
    assert response.status_code == 200
    language = "fr" if address.startswith("/fr/") else "en"
    assert faults_of_public_page(response, language, framed=True) == []
    page = Page(response.text)
    assert not page.all("form", "script", "header")
    assert [one["content"] for one in page.all("meta") if one["name"] == "robots"] == ["noindex"]
    full = response.context["canonical"]
    assert "embed" not in full
    assert f"{settings.SITE_URL}{full}" in [one["href"] for one in page.all("link") if one["rel"] == "canonical"]
    assert f"{settings.SITE_URL}{full}" in page.links()
    assert [base["target"] for base in page.all("base")] == ["_top"]
    staying = [link["href"] for link in page.all("a") if link["target"] == "_self"]
    assert all("embed=1" in href for href in staying)
    assert [link for link in page.links() if "embed=1" in link] == staying


def test_embedded_page_says_how_many_and_as_of_when(client, network, time_machine):
    time_machine.move_to("2026-03-04 12:00:00+00:00")
    words = Page(client.get("/communities/?embed=1&scale=national").text).words()
    assert "Scale: National" in words
    assert "From the OECD’s directory of communities of practice: 1 listed, as of 4 March 2026." in words


def test_embedded_list_has_all_its_pages(client):
    publishing.publish_many([an_entry() for _turn in range(30)], role="sources")
    page = Page(client.get("/communities/?embed=1&scale=national").text)
    following = "/communities/?embed=1&scale=national&page=2"
    assert following in page.links()
    last = client.get(following)
    assert len(last.context["entries"]) == 5
    assert last.context["canonical"] == "/communities/?scale=national&page=2"


@pytest.mark.parametrize("address", EMBEDDED)
def test_embedded_page_may_be_framed_by_anyone_from_the_store_too(client, network, address):
    fresh = client.get(address)
    kept = client.get(address)
    unchanged = client.get(address, headers={"if-none-match": fresh.headers["ETag"]})
    assert unchanged.status_code == 304
    for response in (fresh, kept, unchanged):
        assert "X-Frame-Options" not in response.headers
        policy = response.headers["Content-Security-Policy"]
        assert policy_faults(policy, framed=True) == []
        assert "frame-ancestors *" in policy


@pytest.mark.django_db(transaction=True)
def test_policy_is_kept_with_the_page_and_goes_to_no_other():
    published(name="Kept")
    visitor = Client()
    addresses = {"/communities/?embed=1": True, "/communities/": False, "/communities/map/?embed=1": True, "/": False}
    for turn in range(2):
        for address, framed in addresses.items():
            response = visitor.get(address)
            assert ("X-Frame-Options" not in response.headers) == framed, (turn, address)
            assert ("frame-ancestors *" in response.headers["Content-Security-Policy"]) == framed, (turn, address)


@pytest.mark.parametrize(
    "address",
    ["/?embed=1", "/countries/?embed=1", "/insights/?embed=1", "/submit/?embed=1", "/communities/compare/?embed=1"],
)
def test_no_other_page_may_be_framed_whatever_it_is_asked(client, network, address):
    response = client.get(address)
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_page_of_an_entry_may_not_be_framed(client, network):
    response = client.get(f"{network.get_absolute_url()}?embed=1")
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/communities/", "/communities/map/"])
def test_code_to_copy_frames_the_same_selection(client, network, path):
    page = Page(client.get(f"{path}?{CHOSEN}").text)
    (area,) = page.all("textarea")
    assert "readonly" in area.attributes
    (frame,) = Page(area.text).all("iframe")
    assert frame["src"].startswith(f"{settings.SITE_URL}{path}?embed=1&")
    assert frame["title"]
    shown = client.get(frame["src"].removeprefix(settings.SITE_URL))
    assert shown.context["total"] == 1
    assert frame["src"] in page.links(), "one can see how it looks"


def test_code_to_copy_holds_words_searched_for_as_words(client):
    sent = 'x"><script>alert(1)</script>'
    text = client.get("/communities/map/", {"q": sent}).text
    assert "<script>alert" not in text
    (code,) = [area.text for area in Page(text).all("textarea")]
    assert re.fullmatch(
        r'<iframe src="[^"<>]+" title="[^"<>]+" width="100%" height="\d+" loading="lazy"></iframe>', code
    )
    assert escape("&") in code


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_entries_as_for_one(client, django_assert_num_queries):
    addresses = {
        "/communities/map/?view=europe": 8,
        "/communities/map/?embed=1&view=africa": 8,
        "/communities/?embed=1": 9,
    }
    published(name="Network 0", city="Galway", latitude=53.27, longitude=-9.05)
    for address, queries in addresses.items():
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
    publishing.publish_many(
        [an_entry(city="Cork", latitude=51.9, longitude=-8.47) for _turn in range(30)], role="sources"
    )
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.parametrize("view", ["", *labels.REGIONS])
def test_map_of_every_part_shows_whatever_there_is(client, view):
    catalogues.a_few()
    publishing.publish_many(entries(60), role="sources")
    for embed in ("", "&embed=1"):
        response = client.get(f"/communities/map/?view={view}{embed}")
        assert response.status_code == 200
        assert faults_of_public_page(response, "en", framed=bool(embed)) == []
