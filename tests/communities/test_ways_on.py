"""No page without a way on: what is offered has results, and as many as are said."""

import pytest

from tests.factories import published

pytestmark = pytest.mark.django_db


def shown(client, address="/communities/", **query):
    return client.get(address, query).context


def offered(client, **query):
    return {group.title: [(way.text, way.count) for way in group.ways] for group in shown(client, **query)["ways_on"]}


@pytest.fixture(autouse=True)
def _catalogue():
    published(name="Foresight circle", host="IE", scale="national", topic=["foresight"])
    published(name="Foresight guild", host="FR", scale="national", summary="Horizon scanning.")
    published(name="Data guild", host="FR", scale="regional", region="europe")
    published(name="Data commons", host="IE", scale="national")


def test_choices_to_leave_out_and_other_values_are_offered_where_nothing_is_found(client):
    assert offered(client, q="foresight", country="FR", scale="regional") == {
        "Leave one choice out": [("Without “foresight”", 1), ("Without Scale: World region", 1)],
        "Keep one thing only": [("“foresight”", 2), ("Country: France", 2), ("Scale: World region", 1)],
        "Scale: others": [("National", 1)],
    }


def test_words_to_leave_out_are_offered_where_the_words_find_nothing(client):
    assert offered(client, q="horizon banana guild") == {"Leave some words out": [("“horizon guild”", 1)]}


def test_one_choice_alone_offers_other_values_and_nothing_is_offered_where_there_are_results(client):
    assert offered(client, country="JP") == {"Country: others": [("France", 2), ("Ireland", 2)]}
    assert shown(client, q="data")["ways_on"] == []
    assert shown(client, q="data")["did_you_mean"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"q": "foresight", "country": "FR", "scale": "regional"},
        {"q": "forsight", "country": "JP"},
        {"q": "horizon banana guild"},
        {"q": "-guild", "country": "FR"},
        {"country": "JP", "topic": "foresight", "confirmed": "yes"},
        {"q": "!!!", "country": "FR"},
    ],
)
@pytest.mark.parametrize("address", ["/communities/", "/communities/map/"])
def test_every_way_leads_to_as_many_as_it_says(client, address, query):
    page = shown(client, address, **query)
    assert page["total"] == 0
    assert page["ways_on"]
    for way in [way for group in page["ways_on"] for way in group.ways]:
        assert way.count == client.get(way.url).context["total"] > 0, way


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [
        ("forsight", "foresight", 2),
        ("forsight horizont", "foresight horizon", 1),
        ("forsight banana", "", 0),
        ("datta guild -circle", "data guild -circle", 1),
        ("irelnd", "ireland", 2),
    ],
)
def test_other_words_are_offered_in_the_catalogues_own_spelling(client, typed, meant, count):
    way = shown(client, q=typed)["did_you_mean"]
    assert (way.text, way.count) == (meant, count) if meant else way is None
    if way:
        assert client.get(way.url).context["total"] == count


def test_page_says_that_names_are_near_only_where_some_are_shown(client):
    assert "Nothing matches “forsight”" in client.get("/communities/?q=forsight").text
    assert "Nothing matches" not in client.get("/communities/?q=forsight&country=JP").text


def test_empty_page_takes_as_many_queries_with_many_entries_as_with_few(client, django_assert_max_num_queries):
    for _turn in range(2):
        with django_assert_max_num_queries(24) as asked:
            client.get("/communities/?q=foresight+banana&country=JP&scale=regional")
        counted = len(asked)
        for number in range(20):
            published(name=f"Foresight banana {number}x", host="IE")
    assert counted == len(asked)
