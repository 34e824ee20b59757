"""Side by side: what differs, what not all state, what is shared; and the page, whose choice stands in its address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import comparing, index, publishing
from communities.comparing import DIFFERS, PARTLY, SAME
from tests.factories import an_entry, published
from tests.page import Page

pytestmark = pytest.mark.django_db


def compared(*entries):
    return comparing.compare(entries, index.current().terms)


def rows(*entries):
    return {row.field: row for group in compared(*entries).groups for row in group.rows}


def told(row):
    return [" | ".join(cell.parts) for cell in row.cells]


def test_rows_say_whether_entries_differ_agree_or_do_not_all_say():
    found = rows(
        an_entry(scale="national", rhythm="monthly", topic=["data", "foresight"], kind="network"),
        an_entry(scale="regional", rhythm=None, topic=["foresight", "data"], kind="network"),
    )
    assert {field: found[field].status for field in ("scale", "rhythm", "topic", "kind")} == {
        "scale": DIFFERS,
        "rhythm": PARTLY,
        "topic": SAME,
        "kind": SAME,
    }
    assert told(found["scale"]) == ["National", "World region"]
    assert told(found["topic"])[0] == "Data and evidence | Strategic foresight and anticipation"


def test_two_that_differ_differ_though_a_third_says_nothing():
    found = rows(an_entry(scale="national"), an_entry(scale=None), an_entry(scale="regional"))
    assert found["scale"].status == DIFFERS


def test_differences_come_first_and_what_nobody_states_is_named_only():
    found = compared(an_entry(name="A", kind="network"), an_entry(name="B", kind="both"))
    assert [group.title for group in found.groups] == ["Where they differ", "What they have in common"]
    assert [row.field for row in found.groups[0].rows] == ["summary", "kind"]
    assert "Maturity" in found.unstated
    assert "Ended" not in found.unstated


def test_withheld_answer_is_no_answer_and_is_said():
    one = an_entry(founded=2015)
    other = an_entry(withheld=["founded"])
    row = rows(one, other)["founded"]
    assert (row.status, row.cells[0].parts) == (PARTLY, ("2015",))
    assert [cell.withheld for cell in row.cells] == [False, True]
    assert "founded" in rows(other, other)


def test_figures_stand_with_what_they_count_and_when():
    row = rows(
        an_entry(members=1500, members_counted="subscribers", members_as_of="2016-05"),
        an_entry(members=20),
    )["members"]
    assert told(row) == ["1,500 subscribers, as of May 2016", "20"]


def test_place_is_a_city_a_region_or_the_world():
    found = rows(
        an_entry(host="IE", city="Cork", latitude=51.9, longitude=-8.5),
        an_entry(host=None, scale="international"),
        an_entry(host=None, scale="regional", region="europe"),
        an_entry(host=None, scale="national"),
    )
    assert told(found["host"]) == ["Ireland, Cork", "Worldwide", "Europe", ""]


def test_words_of_an_entry_are_in_its_language_and_terms_in_the_readers():
    found = rows(an_entry(written_in="fr", summary="Des agents."), an_entry())
    assert [cell.lang for cell in found["summary"].cells] == ["fr", "en"]
    assert {cell.lang for cell in found["scale"].cells} == {""}


def test_summary_in_english_stands_for_one_in_another_language():
    row = rows(an_entry(written_in="fr", summary="Des agents.", summary_english="Officials."), an_entry())["summary"]
    assert (row.cells[0].parts, row.cells[0].lang) == (("Officials.",), "en")


def shown(client, query):
    response = client.get(f"/communities/compare/{query}")
    assert response.status_code == 200
    return response


def names(response):
    return [column["name"] for column in response.context["columns"]]


def test_page_shows_up_to_four_in_the_order_asked_for_and_says_what_it_leaves_out(client):
    for name in ("One", "Two", "Three", "Four", "Five"):
        published(name=name)

    response = shown(client, "?c=two&c=one&c=three&c=two&c=five&c=four")

    assert names(response) == ["Two", "One", "Three", "Five"]
    assert response.context["notices"] == ["Four fit side by side. These are the first four of those you chose."]
    assert response.context["canonical"] == "/communities/compare/?c=two&c=one&c=three&c=five"
    assert response.context["columns"][1]["remove_url"] == "/communities/compare/?c=two&c=three&c=five"
    assert 'role="search"' not in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert "<title>Compared: Two · One · Three · Five" in response.text


def test_page_follows_old_addresses_and_names_neither_what_is_gone_nor_why(client):
    kept, moved = published(name="Kept"), published(name="Moved")
    merged, gone = published(name="Merged"), published(name="Vanished Circle")
    twice = published(name="Twice")
    publishing.move(moved, "elsewhere")
    publishing.merge(twice, role="staff", reason="The same", into=merged)
    publishing.merge(merged, role="staff", reason="The same", into=kept)
    publishing.withdraw(gone, role="staff", reason="A secret reason")

    response = shown(client, "?c=moved&c=twice&c=vanished-circle&c=never-was&c=kept")

    assert names(response) == ["Moved", "Kept"]
    assert response.context["notices"] == [
        "The entry at “moved” is now “Moved”.",
        "The entry at “twice” is now “Kept”.",
        "The entry at “vanished-circle” is no longer listed, so it was left out.",
        "There is no entry at “never-was”, so it was left out.",
    ]
    assert "Vanished Circle" not in response.text
    assert "secret" not in response.text


def test_page_with_one_offers_similar_ones_and_a_search_for_others(client):
    for number in range(6):
        published(name=f"Stranger {number}", host="JP", languages=["ja"], purpose=[], scale=None)
    published(name="One", topic=["foresight"])
    published(name="Alike", topic=["foresight"])

    response = shown(client, "?c=one")
    assert [offer["entry"]["name"] for offer in response.context["similar"]] == ["Alike"]
    assert 'href="/communities/compare/?c=one&amp;c=alike"' in response.text

    response = shown(client, "?c=one&q=foresight")
    assert [offer["entry"]["name"] for offer in response.context["found"]] == ["Alike"]
    assert '<input type="hidden" name="c" value="one">' in response.text

    assert "Nothing else is found for “zzzz”" in shown(client, "?c=one&q=zzzz").text


def test_page_with_none_chosen_tells_how_and_may_be_indexed(client):
    response = shown(client, "")
    assert "Set up to four communities side by side" in Page(response.text).words()
    assert "noindex" not in response.text


def test_list_and_entry_lead_to_the_comparison(client):
    published(name="One")
    link = '<a class="small" href="/communities/compare/?c=one" rel="nofollow">Compare'
    assert link in client.get("/communities/").text
    assert 'href="/communities/compare/?c=one"' in client.get("/communities/one/").text


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_four_among_many_as_for_two(client, django_assert_num_queries):
    for name in ("One", "Two", "Three", "Four"):
        published(name=name, topic=["data"])
    with CaptureQueriesContext(connection) as any_page:
        shown(client, "")
    asked = {"?c=one&c=two": 1, "?c=one&c=two&c=three&c=four": 1, "?c=one": 2}
    for more in (0, 30):
        publishing.publish_many([an_entry(host="JP") for _turn in range(more)], role="sources")
        for query, queries in asked.items():
            with django_assert_num_queries(len(any_page) + queries):
                shown(client, query)
