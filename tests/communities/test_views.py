"""The public pages: what each shows of the catalogue, where old addresses lead, and what they never do."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from communities import publishing, revisions
from communities.models import Community
from tests.factories import an_entry, changed, published
from tests.page import Page

pytestmark = pytest.mark.django_db


def context(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.context


def names(entries):
    return [entry["name"] for entry in entries]


def test_home_counts_the_catalogue_and_shows_the_newest(client):
    for day in range(1, 8):
        published(name=f"Day {day}", at=datetime(2026, 3, day, tzinfo=UTC), purpose=["advising"] if day > 5 else [])
    published(name="Worldwide", host=None, countries=[], scale="international", at=datetime(2025, 1, 1, tzinfo=UTC))
    published(name="Sure", confirmed=date(2026, 5, 1), host="FR", at=datetime(2025, 1, 2, tzinfo=UTC))

    shown = context(client, "/")

    assert (shown["listed"], shown["confirmed"], shown["map"].countries) == (9, 1, 2)
    assert names(shown["newest"]) == ["Day 7", "Day 6", "Day 5", "Day 4", "Day 3"]
    assert names(shown["abroad"]) == ["Worldwide"]
    purpose = shown["ways"][0]
    advising = next(value for value in purpose["values"] if value["url"].endswith("purpose=advising"))
    assert (purpose["name"], advising["count"], purpose["not_stated"]) == ("purpose", 2, 5)
    assert "Knowledge sharing and sensemaking, Knowledge creation with stakeholders" in purpose["none_listed"]
    words = Page(client.get("/").text).words()
    assert "9 listed 1 confirmed by its convener 2 countries, and across borders" in words
    assert "None listed yet: Knowledge sharing" in words


def test_list_shows_25_a_page_in_order_with_links_between_pages(client):
    for number in range(60):
        published(name=f"Circle {number:02}", scale="national")

    first, last = context(client, "/communities/?scale=national"), context(client, "/communities/?page=3")

    assert names(first["entries"]) == [f"Circle {number:02}" for number in range(25)]
    assert (first["total"], first["start"], first["end"]) == (60, 1, 25)
    assert (first["previous_url"], first["next_url"]) == ("", "/communities/?scale=national&page=2")
    assert names(last["entries"]) == [f"Circle {number:02}" for number in range(50, 60)]
    assert (last["next_url"], last["previous_url"]) == ("", "/communities/?page=2")
    assert [page["number"] for page in last["pages"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("number", "shown", "notice"),
    [
        ("99999", "Circle 25", "There is no page 99999. This is the last one."),
        ("9" * 40, "Circle 00", "page number cannot be read"),
        ("0", "Circle 00", "page number cannot be read"),
        ("-1", "Circle 00", "page number cannot be read"),
        ("²", "Circle 00", "page number cannot be read"),
        ("two", "Circle 00", "page number cannot be read"),
    ],
)
def test_page_that_is_not_there_is_another_one_with_a_notice(client, number, shown, notice):
    for count in range(30):
        published(name=f"Circle {count:02}")

    found = context(client, f"/communities/?page={number}")

    assert found["entries"][0]["name"] == shown
    assert notice in found["notices"][0]


def test_facets_show_counts_and_chips_take_one_choice_away(client):
    published(name="A", scale="national", languages=["en"])
    published(name="B", scale="regional", languages=["fr"], region="europe")

    shown = context(client, "/communities/?q=public&scale=national&scale=regional&language=en")

    scale, language = (next(f for f in shown["facets"] if f.name == name) for name in ("scale", "language"))
    assert {value.value: (value.count, value.checked) for value in scale.first} == {
        "international": (0, False),
        "regional": (0, True),
        "national": (1, True),
        "subnational": (0, False),
        "organisation": (0, False),
    }
    assert [(value.label, value.count) for value in language.first] == [("English", 1), ("French", 1)]
    assert [facet.name for facet in shown["facets"]][:9] == [
        "scale", "purpose", "eligibility", "language", "confirmed", "maturity", "country", "kind", "topic",
    ]  # fmt: skip
    assert [(chip["name"], chip["value"]) for chip in shown["chips"]] == [
        ("Search", "public"),
        ("Language", "English"),
        ("Scale", "National"),
        ("Scale", "World region"),
    ]
    assert shown["chips"][2]["url"] == "/communities/?q=public&language=en&scale=regional"


def test_long_facet_shows_its_most_frequent_values_first(client):
    for code in ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IE", "JP", "KE", "US"):
        published(host=code)
    published(host="US")

    country = next(facet for facet in context(client, "/communities/")["facets"] if facet.name == "country")

    assert [value.label for value in country.first][:3] == ["United States", "Austria", "Belgium"]
    assert (len(country.first), len(country.rest), country.rest_open) == (8, 3, False)


def test_unknown_value_is_left_out_with_a_notice_and_never_echoed_whole(client):
    published(name="A")

    response = client.get("/communities/?scale=galactic&topic=" + "x" * 2000)

    assert names(response.context["entries"]) == ["A"]
    assert response.context["notices"][0] == "“galactic” is not a choice for “Scale”, so it was left out."
    assert b"x" * 100 not in response.content


def test_near_names_are_shown_and_said(client):
    published(name="Foresight circle", summary="Officials.")

    for page in ("/communities/?q=forsight", "/communities/map/?q=forsight"):
        shown = client.get(page)
        assert shown.context["near"] is True
        assert shown.context["total"] == 1
        assert "These have names that are close to it." in shown.content.decode()


def test_nothing_found_says_so_and_offers_ways_on(client):
    published(name="A")

    response = client.get("/communities/?q=zzzz")

    assert response.context["total"] == 0
    assert "Nothing is listed for this choice yet" in response.content.decode()


def test_list_links_to_its_files_feed_and_map_of_the_same_selection(client):
    shown = context(client, "/communities/?scale=national&q=data&bogus=1&page=1")

    assert {export["url"] for export in shown["exports"]} == {
        f"/communities/export.{kind}?q=data&scale=national" for kind in ("csv", "xlsx", "json", "geojson", "jsonld")
    }
    assert shown["feed_url"] == "/communities/feed/?q=data&scale=national&sort=newest"
    assert shown["map_url"] == "/communities/map/?q=data&scale=national"
    assert shown["canonical"] == "/communities/?q=data&scale=national"


def test_map_draws_the_selection_and_links_to_the_list(client):
    published(host="IE", scale="national")
    published(host="FR", scale="regional", region="europe")

    shown = context(client, "/communities/map/?scale=national&country=IE")

    assert [(row.iso2, row.count) for row in shown["map"].index] == [("IE", 1)]
    assert shown["list_url"] == "/communities/?country=IE&scale=national"
    assert shown["selection"] == "scale=national"


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_entries_as_for_one(client, django_assert_num_queries):
    # Seven for the index; one more to see that nothing was published while the page was made;
    # one for the words of names and one for answered questions, where there are words to find.
    addresses = {
        "/": 8 + 2,
        "/communities/": 8 + 1,
        "/communities/?q=network&scale=national": 8 + 1 + 3,
        "/communities/map/": 8,
        "/countries/": 8,
        "/countries/ie/": 8 + 5,
    }
    published(name="Network 0")
    published(name="Across the world", host=None, scale="international")
    for address, queries in addresses.items():
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
    publishing.publish_many([an_entry(topic=["data"]) for _turn in range(30)], role="sources")
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)


@pytest.mark.usefixtures("index_anew")
def test_detail_takes_as_many_queries_with_many_links_and_revisions_as_with_one(client, django_assert_num_queries):
    alone = published(name="Alone", topic=["data"])
    published(name="Like it", topic=["data"])
    published(name="Unlike", host="JP", scale="regional", purpose=[], languages=[])
    with django_assert_num_queries(16):
        client.get(alone.get_absolute_url())
    far = published(name="Far")
    for number in range(6):
        links = [{"relation": "part-of", "slug": alone.slug}, {"relation": "grew-out-of", "slug": far.slug}]
        published(name=f"Child {number}", topic=["data"], links=links)
        changed(Community.objects.get(pk=alone.pk), scope=f"Scope {number}")
        with django_assert_num_queries(16 + 3):  # the linked, whom each leads on to, and their names
            client.get(alone.get_absolute_url())


def test_detail_shows_entry_links_both_ways_and_revisions(client):
    grove = published(name="Grove")
    tree = published(name="Tree", links=[{"relation": "part-of", "slug": "grove"}])
    hidden = published(name="Hidden", links=[{"relation": "grew-out-of", "slug": "grove"}])
    publishing.withdraw(hidden, role="staff", reason="A test")
    changed(grove, scope="Wider", reason="Its convener wrote")

    shown = context(client, "/communities/grove/")

    assert shown["entry"]["scope"] == "Wider"
    assert [(str(link["relation"]), link["entry"]["name"]) for link in shown["linked"]] == [("Includes", "Tree")]
    assert [revision.number for revision in shown["revisions"]] == [2, 1]
    assert shown["revision_count"] == 2
    assert shown["cite_url"] == "http://testserver/communities/grove/"
    assert [
        (str(link["relation"]), link["entry"]["name"]) for link in context(client, tree.get_absolute_url())["linked"]
    ] == [("Part of", "Grove")]


def test_old_address_leads_to_the_present_one_in_its_language(client):
    community = published(name="Old name")
    publishing.move(community, "new-name")

    for old, new in [
        ("/communities/old-name/", "/communities/new-name/"),
        ("/fr/communities/old-name/", "/fr/communities/new-name/"),
        ("/communities/old-name/history/", "/communities/new-name/history/"),
        ("/communities/old-name/cite.bib", "/communities/new-name/cite.bib"),
        ("/api/communities/old-name/", "http://testserver/api/communities/new-name/"),
    ]:
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
        assert client.get(new).status_code == 200


def test_merged_entry_leads_to_the_one_it_was_merged_into(client):
    kept, merged = published(name="Kept"), published(name="Merged")
    publishing.merge(merged, role="staff", reason="The same community", into=kept)

    response = client.get("/communities/merged/")

    assert (response.status_code, response["Location"]) == (301, "/communities/kept/")


def test_withdrawn_entry_is_gone_and_its_name_is_nowhere(client):
    published(name="Stays", topic=["data"])
    community = published(name="Vanishing Point", topic=["data"], host="MT")
    publishing.withdraw(community, role="staff", reason="Asked for by somebody")

    for address in (
        "/communities/vanishing-point/",
        "/communities/vanishing-point/history/",
        "/fr/communities/vanishing-point/",
    ):
        response = client.get(address)
        assert response.status_code == 410
        assert b"Asked for" not in response.content
        assert b"taken out of the catalogue" in response.content or address.startswith("/fr/")
    everywhere = [
        "/", "/communities/", "/communities/?q=vanishing", "/communities/map/", "/countries/", "/countries/mt/",
        "/communities/stays/", "/communities/feed/", "/communities/export.csv", "/communities/export.json",
        "/communities/export.geojson", "/communities/export.jsonld", "/api/communities/", "/sitemap.xml",
        "/communities/vanishing-point/", "/communities/vanishing-point/cite.ris", "/api/communities/vanishing-point/",
    ]  # fmt: skip
    for address in everywhere:
        assert b"Vanishing Point" not in client.get(address).getvalue(), address
    assert b"vanishing-point" not in client.get("/sitemap.xml").content


def test_unknown_address_is_not_found(client):
    for address in (
        "/communities/never-was/",
        "/communities/never-was/history/",
        "/countries/zz/",
        "/countries/ireland/",
    ):
        assert client.get(address).status_code == 404


def test_history_tells_who_why_and_what_changed_newest_first(client):
    community = published(name="Circle", scale="national", topic=["data"])
    changed(community, scale="regional", topic=["data", "foresight"], website="https://example.org/", reason="It grew")

    shown = context(client, "/communities/circle/history/")

    newest, first = shown["versions"]
    assert (newest.revision.number, newest.revision.reason, newest.revision.role) == (2, "It grew", "staff")
    assert [(change["field"], change["before"], change["after"]) for change in newest.changes] == [
        ("Website", "", "https://example.org/"),
        ("Scale", "National", "World region"),
        ("Topics", "Data and evidence", "Data and evidence, Strategic foresight and anticipation"),
    ]
    assert (first.revision.number, first.changes) == (1, [])


def test_history_of_redacted_revision_can_be_read(client):
    community = published(name="Circle", scope="Secret words", languages=["en"])
    changed(community, scope="", languages=[])
    revisions.redact(community.revisions.get(number=1), ["scope", "languages"])

    response = client.get("/communities/circle/history/")

    assert response.status_code == 200
    assert b"Secret words" not in response.content


def test_country_page_tells_its_own_from_those_across_and_with_members(client):
    published(name="Own", host="IE", scale="national")
    published(name="Across", host="IE", scale="international")
    published(name="Members here", host="FR", countries=["IE"], scale="regional", region="europe")
    published(name="Elsewhere", host="FR")

    shown = context(client, "/countries/ie/")

    assert (names(shown["entries"]), names(shown["across"]), names(shown["members"])) == (
        ["Own"],
        ["Across"],
        ["Members here"],
    )
    assert (shown["name"], shown["total"], shown["more"]) == ("Ireland", 1, 0)
    assert shown["list_url"] == "/communities/?country=IE"


def test_country_with_many_shows_fifty_and_how_many_more(client):
    publishing.publish_many([an_entry() for _turn in range(53)], role="sources")

    shown = context(client, "/countries/ie/")

    assert (shown["total"], len(shown["entries"]), shown["more"]) == (53, 50, 3)


def test_country_in_capitals_leads_to_its_one_address(client):
    response = client.get("/countries/IE/")

    assert (response.status_code, response["Location"]) == (301, "/countries/ie/")


def test_country_index_tells_listed_from_unlisted(client):
    published(host="IE")

    shown = context(client, "/countries/")

    assert [(row.iso2, row.count) for row in shown["countries"]] == [("IE", 1)]
    unlisted = dict(shown["unlisted"])
    assert "IE" not in unlisted
    assert unlisted["FR"] == "France"


PAGES = ("/", "/communities/", "/communities/?q=a&scale=national&page=7", "/communities/map/", "/communities/circle/",
         "/communities/circle/history/", "/countries/", "/countries/ie/", "/countries/zz/", "/communities/never/",
         "/fr/", "/fr/communities/")  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_no_page_sets_a_cookie_or_depends_on_one(client, address):
    published(name="Circle")

    response = client.get(address)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_unchanged_page_is_not_sent_again_and_a_changed_one_is(client):
    community = published(name="Circle")
    tag = client.get("/communities/")["ETag"]

    assert client.get("/communities/", headers={"if-none-match": tag}).status_code == 304
    changed(community, summary="New words.")
    again = client.get("/communities/", headers={"if-none-match": tag})
    assert (again.status_code, b"New words." in again.content) == (200, True)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, method):
    published(name="Circle")
    for address in ("/", "/communities/", "/communities/circle/", "/communities/export.csv", "/communities/feed/"):
        assert getattr(client, method)(address).status_code == 405


def test_labels_follow_the_language_of_the_address(client):
    published(name="Circle", host="DE", languages=["de"])

    with translation.override("fr"):
        country = next(f for f in context(client, "/fr/communities/")["facets"] if f.name == "country")

    assert country.first[0].label == "Allemagne"
