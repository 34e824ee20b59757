"""Cards of entries and of the site: what stands on them, how they are sent, and what is said of them in pages."""

import struct
from datetime import date

import pytest
from django.urls import reverse

from communities import entry as entries
from communities import index, publishing
from communities.card import drawing, words
from communities.models import Role
from tests.factories import changed, published
from tests.page import Page

pytestmark = pytest.mark.django_db


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def svg_of(**stated) -> str:
    entry = entries.upgrade(published(**stated).entry)
    return drawing.of_entry(entry, index.current().terms)


def said_of(**stated) -> words.Words:
    return words.of_entry(entries.upgrade(published(**stated).entry), index.current().terms)


def meta(page: Page) -> dict[str, str]:
    return {element["property"] or element["name"]: element["content"] for element in page.all("meta")}


@pytest.mark.parametrize(
    "stated",
    [
        {"name": "REPLAN"},
        {"name": "Δίκτυο Καινοτομίας Δημόσιας Διοίκησης", "acronym": "ΔΚΔΔ", "host": "GR"},
        {"name": "شبكة الابتكار (GovLab) الحكومي", "written_in": "ar", "host": "SA"},
        {"name": "日本政策研究会", "written_in": "ja", "host": "JP"},
        {"name": "W" * 200, "acronym": "W" * 30},
        {"name": "Around the world", "scale": "international", "host": None, "countries": ["KE", "MT"]},
        {"name": "Across Africa", "scale": "regional", "region": "africa", "host": None},
        {"name": "Somewhere <&> \"nowhere\"", "scale": None, "host": None, "kind": None},
    ],
    ids=lambda stated: stated["name"][:12],
)  # fmt: skip
def test_card_is_a_picture_of_the_size_that_is_promised(client, stated):
    response = client.get(reverse("open:card", args=[published(**stated).slug]))
    assert response["Content-Type"] == "image/png"
    assert size_of(response.content) == (drawing.WIDTH, drawing.HEIGHT) == (1200, 630)


def test_card_says_name_kind_scale_place_stage_and_confirmation():
    said = said_of(
        name="Futures Circle", acronym="FC", host="FI", maturity="consolidating", confirmed=date(2026, 9, 14)
    )
    assert said.alt == (
        "Futures Circle (FC). Network · National. Finland. Consolidating. Confirmed by its convener, September 2026."
    )


def test_card_says_what_is_not_stated():
    said = said_of(name="Futures Circle", kind=None, scale=None, host=None)
    assert said.alt == (
        "Futures Circle. Kind not stated. Country not stated. Stage not stated. Listed from public sources."
    )


def test_every_word_of_the_alternative_stands_on_the_card():
    stated = {"name": "Futures Circle", "acronym": "FC", "maturity": "paused"}
    said, svg = said_of(**stated), svg_of(**stated)
    for line in (said.acronym, said.facts, said.place, said.stage, said.mark, *said.name.split()):
        assert line in svg


def test_name_that_no_font_can_draw_gives_way_to_one_that_can():
    alias = {"name": "Policy Circle", "language": "en", "kind": ""}
    assert said_of(name="日本政策研究会", aliases=[alias], acronym="PC").name == "Policy Circle"
    assert said_of(name="日本政策研究会", acronym="PC").name == "PC"
    assert said_of(name="日本政策研究会", host="JP").name == "Japan"


def test_card_shows_nothing_of_an_entry_but_its_own_words():
    svg = svg_of(
        name="Futures Circle",
        summary="canary of summary",
        organisation="canary of organisation",
        mailbox="canary@example.org",
        scope="canary of scope",
        sources=[{"title": "canary of source", "url": "https://example.org/canary"}],
    )
    assert "Futures" in svg
    assert "canary" not in svg


def test_card_is_sent_once_and_again_only_after_a_change(client):
    community = published(name="Futures Circle")
    address = f"/communities/{community.slug}/card.png"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert "s-maxage=30" in first["Cache-Control"]
    assert not first.cookies

    published(name="Another one")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304

    changed(community, maturity="launching")
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_card_is_drawn_once_for_all_who_ask(client, monkeypatch):
    drawn = []
    whole = drawing.resvg_py.svg_to_bytes
    monkeypatch.setattr(drawing.resvg_py, "svg_to_bytes", lambda **what: drawn.append(1) or whole(**what))
    address = f"/communities/{published(name='Asked for twice').slug}/card.png"
    assert client.get(address).content == client.get(address).content
    assert len(drawn) == 1


def test_card_of_a_withdrawn_entry_is_gone_like_its_page(client):
    community = published(name="Futures Circle")
    publishing.withdraw(community, role=Role.STAFF, reason="Asked to")
    response = client.get("/communities/futures-circle/card.png")
    assert response.status_code == 410
    assert "Futures Circle" not in response.text


def test_card_moves_with_its_entry(client):
    community = published(name="Futures Circle")
    publishing.move(community, "futures-ring")
    response = client.get("/communities/futures-circle/card.png")
    assert (response.status_code, response.url) == (301, "/communities/futures-ring/card.png")
    assert client.get("/communities/never-there/card.png").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_entrys_page_names_its_card_and_says_what_stands_on_it(client, settings, prefix):
    community = published(name="Futures & Circle", summary='They "learn".')
    found = meta(Page(client.get(f"{prefix}/communities/{community.slug}/").text))
    assert found["og:title"] == "Futures & Circle"
    assert found["og:description"] == found["description"] == 'They "learn".'
    assert found["og:url"] == f"{settings.SITE_URL}{prefix}/communities/{community.slug}/"
    assert found["og:image"] == f"{settings.SITE_URL}/communities/{community.slug}/card.png?v=1"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"].startswith("Futures & Circle. ")
    assert found["twitter:card"] == "summary_large_image"
    assert size_of(client.get(found["og:image"].removeprefix(settings.SITE_URL)).content) == (1200, 630)


def test_every_other_page_has_the_card_of_the_site(client, settings):
    published()
    for address in ("/", "/communities/", "/communities/map/", "/countries/ie/", "/about/", "/privacy/"):
        page = Page(client.get(address).text)
        found = meta(page)
        assert found["og:image"] == f"{settings.SITE_URL}/card.png"
        assert found["og:image:alt"] == words.site_alt()
        assert page.all("title")[0].text.startswith(f"{found['og:title']} · ")
    assert size_of(client.get("/card.png").content) == (1200, 630)
