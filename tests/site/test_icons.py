"""The site's icons and its manifest."""

from pathlib import Path

import pytest
from django.conf import settings

from communities.management.commands.draw_icons import icons
from tests.page import Page

pytestmark = pytest.mark.django_db  # every address says of which version of the catalogue it is

STATIC = Path(settings.BASE_DIR) / "static"


def test_icons_are_those_that_the_mark_gives():
    drawn = icons((STATIC / "favicon.svg").read_text())
    assert {path.name for path in (STATIC / "icons").iterdir()} == set(drawn)
    assert [name for name, content in drawn.items() if (STATIC / "icons" / name).read_bytes() != content] == []


def test_browser_that_asks_for_the_icon_unbidden_gets_it(client):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/x-icon"
    assert response.content == (STATIC / "icons" / "favicon.ico").read_bytes()
    assert client.get("/favicon.ico", headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(("address", "language", "home"), [("", "en", "/"), ("/fr", "fr", "/fr/")])
def test_manifest_names_the_site_in_the_language_of_its_address(client, address, language, home):
    response = client.get(f"{address}/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["lang"], manifest["start_url"]) == (language, home)
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


@pytest.mark.django_db
def test_pages_may_load_their_manifest(client):
    response = client.get("/fr/")
    links = {link["rel"]: link["href"] for link in Page(response.text).all("link")}
    assert links["manifest"] == "/fr/manifest.webmanifest"
    assert "manifest-src 'self'" in response["Content-Security-Policy"]
