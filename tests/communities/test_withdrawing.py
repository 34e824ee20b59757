"""A withdrawn entry is gone at once from whatever the public can be sent, and back again when it is restored."""

import json

import pytest
from django.test import Client

from communities import publishing
from communities.models import Community, Role
from tests import addresses, factories
from tests.submissions.submitted import a_senior_moderator

pytestmark = pytest.mark.django_db(transaction=True)  # pages are kept only outside of a transaction

NAME, WORDS = "Quixotic Lantern Keepers", "lamplighters of the old harbour"


@pytest.fixture
def entry():
    """One that is named wherever an entry can be: by links, a collection, a call, a lesson, an answer."""
    entry = factories.published(
        name=NAME, summary=f"The {WORDS}.", host="FR", city="Brest", latitude=48.39, longitude=-4.49,
        topic=["foresight"], purpose=["advising"], scale="national", website="https://lantern.example.org/",
    )  # fmt: skip
    other = factories.published(name="Neighbour", host="FR", topic=["foresight"], purpose=["advising"])
    entry = factories.changed(entry, links=[{"relation": "overlaps-with", "slug": other.slug}])
    factories.collected([entry, other], slug=addresses.COLLECTION)
    factories.a_call([entry, other], slug=addresses.CALL)
    factories.learned(entry, did=f"As {WORDS} do.", maturity="setting-up", purpose=["advising"])
    factories.answered([entry, other])
    return entry


def everywhere(slug):
    return [
        *(address for address, _language in addresses.pages(slug)),
        *addresses.files(slug),
        "/communities/?q=lamplighters",
        "/precedents/?topic=foresight&country=FR",
        "/start/found/?topic=foresight&scale=national",
        f"/communities/compare/?c={slug}&c=neighbour",
        "/communities/neighbour/",
        "/communities/feed/?sort=newest",
        "/api/communities/?country=FR",
        "/fr/communities/export.geojson",
    ]


def naming(client, those):
    """Those of these addresses where the entry is named, by its name, its words, or its address."""
    found = []
    for address in those:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = _without_the_way_back(body.decode("utf-8", "ignore"), address)
        if any(said in text for said in (NAME, WORDS, "quixotic-lantern-keepers", "lantern.example.org")):
            found.append(address)
    return found


def _without_the_way_back(text, address):
    """An answer without its own address, which it was asked for and names again (canonical, languages, frames)."""
    if "quixotic" not in address and "lamplighters" not in address:
        return text
    return text.replace("quixotic-lantern-keepers", "")


def test_withdrawn_it_is_named_nowhere_and_restored_everywhere_as_before(client, entry):
    those = everywhere(entry.slug)
    before = naming(client, those)
    assert {"/communities/", "/countries/fr/", "/sitemap.xml", "/communities/feed/", "/api/communities/"} <= {*before}
    assert len(before) > 25
    again = naming(client, those)  # from the kept pages
    assert again == before

    publishing.withdraw(entry, role=Role.STAFF, reason="Asked to")

    assert naming(client, those) == []
    gone = [address for address in those if f"/communities/{entry.slug}/" in address]
    assert {client.get(address).status_code for address in gone} == {410}
    assert len(gone) > 6

    publishing.restore(Community.objects.get(pk=entry.pk), role=Role.STAFF, reason="A mistake")
    assert naming(client, those) == before


def test_map_badge_card_and_figures_leave_it_out_at_once(client, entry):
    def places():
        return len(json.loads(client.get("/communities/export.geojson").getvalue())["features"])

    assert places() == 2
    assert "Brest" in client.get("/communities/map/?view=europe").text
    publishing.withdraw(entry, role=Role.STAFF, reason="Asked to")
    assert places() == 1
    assert "Brest" not in client.get("/communities/map/?view=europe").text
    assert "Brest" not in client.get("/communities/map/?view=europe&embed=1").text
    for drawn in ("badge.svg", "card.png", "cite.bib", "cite.ris"):
        assert client.get(f"/communities/{entry.slug}/{drawn}").status_code == 410


def test_entries_that_name_it_leave_it_out_of_their_pages_and_staff_are_told_of_them_before(client, entry, settings):
    settings.STAFF_SECOND_FACTOR = False
    naming_it = factories.published(name="Harbour", links=[{"relation": "overlaps-with", "slug": entry.slug}])
    staff = Client()
    staff.force_login(a_senior_moderator())
    page = staff.get(f"/admin/communities/community/{entry.pk}/change/").text
    assert "1 other entry names it in its links" in page
    assert f'<a href="/admin/communities/community/{naming_it.pk}/change/">Harbour</a>' in page

    publishing.withdraw(Community.objects.get(pk=entry.pk), role=Role.STAFF, reason="Asked to")

    assert naming(client, ["/communities/harbour/", "/communities/harbour/history/", "/insights/"]) == []
    assert naming(client, ["/api/communities/harbour/"]) == ["/api/communities/harbour/"]
    factories.changed(naming_it, links=[])
    assert naming(client, ["/api/communities/harbour/"]) == []
