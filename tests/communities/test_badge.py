"""The badge: what it says, how it is sent to the pages of other sites, and what becomes of it when its entry goes."""

from datetime import date
from xml.etree import ElementTree

import pytest

from communities import badge, publishing
from communities.card import fonts
from tests.factories import changed, published
from tests.page import Page

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


def read(response) -> ElementTree.Element:
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("confirmed", "status"),
    [(date(2026, 6, 3), "Listed · confirmed June 2026"), (None, "Listed from public sources")],
)
def test_badge_says_that_it_is_listed_and_when_it_was_confirmed_to_everybody(client, confirmed, status):
    published(name="Circle", confirmed=confirmed)
    response = client.get("/communities/circle/badge.svg")
    root = read(response)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["OPSI Communities of Practice Directory", status]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "t d"
    named = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    assert named == {"t": "Listed in the OPSI Communities of Practice Directory", "d": status}


def test_badge_is_for_the_pages_of_every_site_and_does_nothing_there(client):
    published(name="Circle")
    response = client.get("/communities/circle/badge.svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = {name: values for name, *values in map(str.split, response["Content-Security-Policy"].split(";"))}
    assert policy["default-src"] == policy["script-src"] == ["'none'"]
    assert policy["sandbox"] == []
    assert [value.partition("-")[0] for value in policy["style-src"]] == ["'sha256"]
    assert response["Cache-Control"].startswith("public")
    assert client.get("/communities/circle/badge.svg", headers={"if-none-match": response["ETag"]}).status_code == 304
    root = read(response)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "circle", "text"
    }  # fmt: skip
    assert not [name for one in root.iter() for name in one.attrib if "href" in name or name.startswith("on")]


def test_badge_is_dark_on_dark_ground_by_the_style_that_its_policy_names(client):
    published(name="Circle", confirmed=date(2026, 6, 3))
    root = read(client.get("/communities/circle/badge.svg"))
    assert root.find(f"{SVG}style").text == badge.DARK
    classes = {one.get("class") for one in root.iter() if one.get("class")}
    assert classes <= {rule.strip().split(" ")[0][1:] for rule in badge.DARK.partition("{")[2].split("}")}


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_fits(client, month):
    community = published(confirmed=date(2026, month, 1))
    root = read(client.get(f"/communities/{community.slug}/badge.svg"))
    for text in root.iter(f"{SVG}text"):
        assert badge.TEXT_LEFT + int(text.get("textLength")) <= badge.WIDTH - 12
        assert fonts.SMALL.has(text.text)


def test_badge_moves_with_its_entry_and_goes_with_it(client):
    community, other = published(name="Circle"), published(name="Other")
    publishing.move(community, "ring")
    response = client.get("/communities/circle/badge.svg")
    assert (response.status_code, response.url) == (301, "/communities/ring/badge.svg")
    community.refresh_from_db()
    publishing.merge(community, role="staff", reason="A test", into=other)
    assert client.get("/communities/ring/badge.svg").url == "/communities/other/badge.svg"
    publishing.withdraw(other, role="staff", reason="A test")
    response = client.get("/communities/other/badge.svg")
    assert response.status_code == 410
    assert "Other" not in response.text
    assert client.get("/communities/never/badge.svg").status_code == 404


def test_badge_changes_as_soon_as_its_entry_is_confirmed(client):
    community = published(name="Circle")
    before = client.get("/communities/circle/badge.svg")
    changed(community, confirmed=date(2026, 6, 3))
    after = client.get("/communities/circle/badge.svg", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert b"confirmed June 2026" in after.content


def test_entrys_page_shows_the_badge_and_the_html_to_copy(client):
    published(name="<b>Bold</b> circle", slug="circle")
    page = Page(client.get("/communities/circle/").text)
    shown = next(one for one in page.all("img"))
    assert shown["src"] == "/communities/circle/badge.svg"
    code = Page(next(one.text for one in page.all("code")))
    assert code.mistakes == []
    assert [(one.tag, one.attributes) for one in code.elements] == [
        ("a", {"href": "http://testserver/communities/circle/"}),
        (
            "img",
            {
                "src": "http://testserver/communities/circle/badge.svg",
                "width": "300",
                "height": "48",
                "alt": "Listed in the OPSI Communities of Practice Directory",
            },
        ),
    ]
