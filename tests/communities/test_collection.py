"""Collections: what the database refuses, who is in one today, its pages, and the selection that it is."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from communities import collection, index, publishing, staff_words
from communities.collection_models import Collection, CollectionEntry
from communities.models import Community
from tests.factories import changed, collected, published
from tests.page import Page

pytestmark = pytest.mark.django_db


def withdraw(community, into=None):
    how = {"role": "staff", "reason": "A test"}
    publishing.merge(community, into=into, **how) if into else publishing.withdraw(community, **how)


def members(slug):
    kept = index.current().collections[slug].members
    names = Community.objects.in_bulk(kept)
    return [names[pk].name for pk in kept]


# What the database refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        {"title": ""},
        {"slug": ""},
        {"introduction": ""},
        {"title_fr": "Sans introduction"},
        {"introduction_fr": "Sans titre."},
        {"order": -1},
        {"slug": "taken"},
        {"title": "x" * 121},
    ],
)
def test_database_refuses_a_collection_without_its_parts(stated):
    collected([], slug="taken")
    with pytest.raises(DatabaseError), transaction.atomic():
        collected([], **stated)


def test_database_refuses_a_published_one_of_which_nobody_knows_since_when():
    draft = collected([], published=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.filter(pk=draft.pk).update(published=True)


@pytest.mark.parametrize(
    "again",
    [
        {"community": 0, "position": 3},
        {"community": 2, "position": 1},
        {"community": 2, "position": -1},
        {"community": 2, "position": 3, "note_fr": "En français seulement"},
    ],
)
def test_database_refuses_a_community_twice_a_place_twice_and_a_note_in_french_alone(again):
    three = [published() for _turn in range(3)]
    made = collected(three[:2])

    def put():
        CollectionEntry.objects.create(collection=made, **{**again, "community": three[again["community"]]})
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        put()


def test_two_may_change_places_in_one_transaction():
    first, second = published(name="A"), published(name="B")
    made = collected([first, second])
    with transaction.atomic():
        made.entries.filter(community=first).update(position=2)
        made.entries.filter(community=second).update(position=1)
    connection.check_constraints()
    assert members(made.slug) == ["B", "A"]


@pytest.mark.parametrize(
    "change",
    [
        lambda those: those.update(slug="another"),
        lambda those: those.update(published=False, public_since=None),
        lambda those: those.delete(),
    ],
    ids=["moved", "never public", "deleted"],
)
def test_what_was_public_keeps_its_address_for_good(change):
    once, draft = collected([published()]), collected([], published=False)
    once.published = False
    once.save()
    with pytest.raises(IntegrityError, match="keeps its address"), transaction.atomic():
        change(Collection.objects.filter(pk=once.pk))
    change(Collection.objects.filter(pk=draft.pk))


def test_every_change_moves_the_catalogues_version():
    made = collected([published(), published()])
    for act in (
        lambda: made.entries.filter(position=1).update(note="Because"),
        lambda: made.entries.filter(position=2).delete(),
        lambda: Collection.objects.filter(pk=made.pk).update(title="Another"),
        lambda: collected([]),
    ):
        before = index.committed_version()
        act()
        assert index.committed_version() != before


# Who is in it ---------------------------------------------------------------------------------------


def test_withdrawn_vanish_merged_lead_on_once_and_come_back_when_restored():
    one, two, three, other = (published(name=name) for name in ("One", "Two", "Three", "Other"))
    made = collected([one, two, three])
    withdraw(one)
    assert members(made.slug) == ["Two", "Three"]
    withdraw(two, into=other)
    assert members(made.slug) == ["Other", "Three"]
    withdraw(Community.objects.get(pk=other.pk), into=three)
    assert members(made.slug) == ["Three"]
    publishing.restore(Community.objects.get(pk=one.pk), role="staff", reason="A test")
    publishing.restore(Community.objects.get(pk=two.pk), role="staff", reason="A test")
    assert members(made.slug) == ["One", "Two", "Three"]


def test_drafts_are_nowhere(client):
    community = published(name="Circle")
    draft = collected([community], title="A secret plan", published=False)
    for address in ("/", "/collections/", "/communities/", "/communities/circle/", "/sitemap.xml", "/api/schema/"):
        assert "secret plan" not in client.get(address).text
        assert draft.slug not in client.get(address).text
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"/communities/export.json?collection={draft.slug}").status_code == 400


def test_one_taken_back_is_gone_and_says_so_without_its_title(client):
    made = collected([published()], title="Once public")
    made.published = False
    made.save()
    response = client.get(made.get_absolute_url())
    assert response.status_code == 410
    assert "No longer published" in response.text
    assert "Once public" not in response.text


# Its pages ------------------------------------------------------------------------------------------


def test_page_has_introduction_communities_in_order_with_notes_and_ways_on(client):
    first, second = published(name="Zebra"), published(name="Aardvark")
    made = collected([first, second], title="Beginners", introduction="They *began*.", notes=["The first."])
    response = client.get(made.get_absolute_url())
    page = Page(response.text)
    assert "<p>They <em>began</em>.</p>" in response.text
    assert [one.text for one in page.all("h3")] == ["Zebra", "Aardvark"]
    assert page.words().count("The first.") == 1
    assert "Chosen by OPSI, last changed on" in page.words()
    links = page.links()
    assert f"/communities/compare/?c={first.slug}&c={second.slug}" in links
    assert f"/communities/export.csv?collection={made.slug}" in links
    assert f"/communities/feed/?collection={made.slug}&sort=newest" in links
    assert f"/submit/alert/?collection={made.slug}" in links
    assert [one["content"] for one in page.all("meta") if one["name"] == "description"] == ["They began."]
    data = json.loads(next(one.text for one in page.all("script") if one["type"] == "application/ld+json"))
    listed = data["@graph"][0]
    assert listed["@type"] == "ItemList"
    assert [item["url"] for item in listed["itemListElement"]] == [
        "http://testserver/communities/zebra/",
        "http://testserver/communities/aardvark/",
    ]


@pytest.mark.parametrize(("number", "compared"), [(1, False), (2, True), (4, True), (5, False)])
def test_two_to_four_can_be_compared(client, number, compared):
    made = collected([published() for _turn in range(number)])
    assert ("Compare them" in client.get(made.get_absolute_url()).text) == compared


def test_collection_whose_communities_are_all_withdrawn_says_so(client):
    community = published()
    made = collected([community])
    withdraw(community)
    words = Page(client.get(made.get_absolute_url()).text).words()
    assert "None of the communities in this collection is listed today." in words
    assert "0 communities" in words


def test_page_is_in_french_where_it_is_translated_and_marked_as_english_where_not(client):
    community = published()
    whole = collected([community], title="Foresight", title_fr="Prospective", introduction_fr="Ils explorent.")
    whole.entries.update(note="Why", note_fr="Pourquoi")
    half = collected([community], title="Data", notes=["Only in English"])
    with translation.override("fr"):
        addresses = [one.get_absolute_url() for one in (whole, half)]
    french, english = (Page(client.get(address).text) for address in addresses)
    assert [(one.text, one["lang"]) for one in french.all("h1")] == [("Prospective", "fr")]
    assert "Ils explorent." in french.words()
    assert "Pourquoi" in french.words()
    assert [(one.text, one["lang"]) for one in english.all("h1")] == [("Data", "en")]
    assert [one["lang"] for one in english.all("span") if one.text == "Only in English"] == ["en"]


def test_all_collections_are_listed_in_staffs_order_and_an_empty_list_leads_on(client):
    empty = Page(client.get("/collections/").text)
    assert "None is published yet" in empty.words()
    assert "/communities/" in empty.links()
    for order, title in ((2, "Last"), (1, "First")):
        collected([published()], title=title, order=order, introduction="Start.\n\nRest.")
    page = Page(client.get("/collections/").text)
    assert [one.text for one in page.all("h2")] == ["First", "Last"]
    assert "1 community Start." in page.words()
    assert "Rest." not in page.words()


def test_home_offers_the_first_few_and_an_entry_says_in_which_it_is(client):
    community, other = published(name="Circle"), published(name="Other")
    assert "/collections/" not in " ".join(Page(client.get("/").text).links())
    made = [collected([community], title=f"Number {number}", order=number) for number in range(4)]
    home = Page(client.get("/").text)
    assert [one["href"] for one in home.all("a") if one.text.startswith("Number")] == [
        one.get_absolute_url() for one in made[:3]
    ]
    assert "See all 4 collections" in home.words()
    shown = Page(client.get("/communities/circle/").text).links()
    assert {one.get_absolute_url() for one in made} <= set(shown)
    assert "/collections/" not in " ".join(Page(client.get(other.get_absolute_url()).text).links())


def test_sitemap_names_collections_once_there_are_some(client):
    assert "/collections/" not in client.get("/sitemap.xml").text
    made = collected([published()])
    text = client.get("/sitemap.xml").text
    for path in ("/collections/", made.get_absolute_url()):
        assert f"<loc>http://testserver{path}</loc>" in text
        assert f"<loc>http://testserver/fr{path}</loc>" in text


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    # Nine for the index, three of them for collections; one more at the end; one for what is shown.
    addresses = {"/collections/": 9 + 1, "/collections/one/": 9 + 1 + 1, "/": 9 + 1 + 1, "/communities/": 9 + 1 + 1}
    collected([published()], slug="one")
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)
    more = [published() for _turn in range(9)]
    for number, community in enumerate(more):
        CollectionEntry.objects.create(
            collection=Collection.objects.get(slug="one"), community=community, position=number + 2
        )
        collected(more)
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)


# The selection --------------------------------------------------------------------------------------


def test_collection_is_a_selection_like_any_other(client):
    one, two, three = published(name="One"), published(name="Two", scale="regional"), published(name="Three")
    made, another = collected([two, one]), collected([three])
    withdraw(two)
    moved = changed(one, name="Renamed")
    for query, names in {
        f"collection={made.slug}": ["Renamed"],
        f"collection={made.slug}&collection={another.slug}": ["Renamed", "Three"],
        f"collection={made.slug}&scale=regional": [],
        f"collection={made.slug}&q=renamed": ["Renamed"],
    }.items():
        found = json.loads(client.get(f"/communities/export.json?{query}").getvalue())
        assert [entry["name"] for entry in found] == names
        assert client.get(f"/api/communities/?{query}").json()["count"] == len(names)
    page = Page(client.get(f"/communities/?collection={made.slug}").text)
    assert f"Collection {made.title}" in page.words()
    assert moved.get_absolute_url() in page.links()


def test_unknown_collection_is_left_out_of_a_page_and_refused_elsewhere(client):
    published(name="Circle")
    assert "“nothing” is not a choice for “Collection”" in client.get("/communities/?collection=nothing").text
    refused = client.get("/api/communities/?collection=nothing")
    assert (refused.status_code, "collection" in refused.json()["detail"]) == (400, True)


def test_api_describes_the_collections_of_today(client):
    made = collected([published()])
    asked = client.get("/api/schema/").json()["paths"]["/api/communities/"]["get"]["parameters"]
    values = next(one for one in asked if one["name"] == "collection")["schema"]["items"]["enum"]
    assert values == [made.slug, ""]


def test_peers_know_nothing_of_collections(client):
    alike = {"scale": "national", "topic": ["data"]}
    one, two = published(name="One", **alike, confirmed=date(2026, 5, 1)), published(name="Two", **alike)
    before = client.get(one.get_absolute_url()).context["similar"]
    collected([one, two])
    assert client.get(one.get_absolute_url()).context["similar"] == before


# Staff's words --------------------------------------------------------------------------------------

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://elsewhere.example/spy.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='vbscript:x' onclick='x'>y</a>",
    "<iframe src=//elsewhere.example></iframe>",
    "<style>body { display: none }</style>",
    "<p style='position: fixed' class='masthead' id='main'>x</p>",
    "<form action=/submit/><input name=q></form>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "# A second title",
    "A title\n=======",
    "<h1>A second title</h1>",
    "<!-- a comment -->",
    "<b>unclosed <i>and </p> crossed",
    "<https://example.org/<script>>",
    "[x]: javascript:alert(1)\n[y][x]",
    "    indented <script>x</script>",
    "`<script>` \x00",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_acts_loads_or_breaks_the_page_passes(text):
    page = Page(f"<div>{staff_words.as_html(text)}</div>")
    assert page.mistakes == []
    for element in page.elements[1:]:
        assert element.tag in staff_words.TAGS
        assert set(element.attributes) <= {"href", "rel"}
        assert (
            element["href"].partition(":")[0].lower() in ("", "https", "http", "mailto") or ":" not in element["href"]
        )


def test_paragraphs_lists_emphasis_and_links_are_read():
    made = staff_words.as_html("One *two* **three**.\n\n- a\n- [b](https://example.org/?a=1&b=2)\n\n1. c")
    assert made == (
        "<p>One <em>two</em> <strong>three</strong>.</p>\n<ul>\n<li>a</li>\n"
        '<li><a href="https://example.org/?a=1&amp;b=2" rel="noopener">b</a></li>\n</ul>\n<ol>\n<li>c</li>\n</ol>'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A & B *who* [meet](https://example.org).\n\nMore.", "A & B who meet."),
        ("- a list\n- first", "a list first"),
        ("word " * 50, f"{'word ' * 40}".strip() + "…"),
        ("<script>x</script>", ""),
    ],
)
def test_start_is_the_first_paragraph_in_plain_words(text, words):
    assert staff_words.start(text) == words


def test_page_shows_staffs_words_without_what_acts(client):
    made = collected([published()], title="<b>Bold</b>", introduction="\n\n".join(NASTY).replace("\0", ""))
    text = client.get(made.get_absolute_url()).text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in text
    assert "onerror" not in text
    assert "elsewhere.example" not in text.replace("&lt;https://elsewhere.example", "")


def test_preview_of_a_draft_follows_the_same_rule():
    one, two = published(name="One"), published(name="Two")
    draft = collected([one, two], published=False)
    withdraw(one)
    catalogue = index.current()
    assert list(collection.previewed(draft, catalogue.everyone).members) == [two.pk]
