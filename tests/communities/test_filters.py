"""What a query string selects, in which order, and what is said of values that are not known."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from communities import filters, index
from communities.filters import CommunityFilter
from tests.factories import published

pytestmark = pytest.mark.django_db


def select(query):
    return CommunityFilter(QueryDict(query), index.current())


def names(query):
    return [community.name for community in select(query).qs]


def test_values_of_one_parameter_widen_and_parameters_narrow():
    published(name="A", scale="national", purpose=["advising"])
    published(name="B", scale="regional", region="europe", purpose=["advising", "network-building"])
    published(name="C", scale="international", purpose=["advising"])
    published(name="D", scale="national", purpose=[])

    assert names("scale=national&scale=regional") == ["A", "B", "D"]
    assert names("scale=national&scale=regional&purpose=advising") == ["A", "B"]
    assert names("purpose=network-building&purpose=advising") == ["A", "B", "C"]
    assert names("region=europe") == ["B"]


def test_country_is_any_of_a_communitys_countries():
    published(name="Hosted", host="IE")
    published(name="Has members there", host="FR", countries=["IE"])
    published(name="Elsewhere", host="FR")

    assert names("country=IE") == ["Has members there", "Hosted"]
    assert names("country=IE&country=FR") == ["Elsewhere", "Has members there", "Hosted"]


def test_confirmed_or_not():
    published(name="Listed")
    published(name="Confirmed", confirmed=date(2026, 5, 1))

    assert names("confirmed=yes") == ["Confirmed"]
    assert names("confirmed=no") == ["Listed"]
    assert names("confirmed=yes&confirmed=no") == ["Confirmed", "Listed"]


def test_language_is_any_of_those_used():
    published(name="Both", languages=["en", "ga"])
    published(name="One", languages=["en"])

    assert names("language=ga") == ["Both"]
    assert names("language=en") == ["Both", "One"]


def test_counts_are_of_the_value_alone_with_all_else_as_chosen():
    published(name="A", scale="national", purpose=["advising"])
    published(name="B", scale="regional", purpose=["advising"])
    published(name="C", scale="regional", purpose=[])

    counts = select("scale=national&purpose=advising").counts

    assert (counts["scale"]["national"], counts["scale"]["regional"]) == (1, 1)
    assert counts["purpose"]["advising"] == 1
    assert counts["purpose"].get("network-building", 0) == 0


def test_order_by_name_is_the_default_and_knows_no_accents():
    for name in ("Zebra", "Étude", "data", "Éclair", "Foresight"):
        published(name=name)

    assert names("") == ["data", "Éclair", "Étude", "Foresight", "Zebra"]
    assert names("sort=relevance") == names("sort=name") == names("")


def test_order_by_newest_and_by_confirmation():
    published(name="Old", at=datetime(2026, 1, 1, tzinfo=UTC), confirmed=date(2026, 3, 1))
    published(name="New", at=datetime(2026, 2, 1, tzinfo=UTC))
    published(name="Middle", at=datetime(2026, 1, 15, tzinfo=UTC), confirmed=date(2026, 2, 1))

    assert names("sort=newest") == ["New", "Middle", "Old"]
    assert names("sort=confirmed") == ["Old", "Middle", "New"]


def test_words_and_values_narrow_together_and_keep_the_order_asked_for():
    published(name="Data circle", scale="national")
    published(name="A circle for data", scale="national")
    published(name="Data lab", scale="regional")

    assert names("q=data&scale=national") == ["Data circle", "A circle for data"]
    assert names("q=data&scale=national&sort=name") == ["A circle for data", "Data circle"]


@pytest.mark.parametrize("words", ["data", "open data", "opendata", "-lab", '"data lab"', "circle data", "datta"])
def test_parts_of_very_many_are_in_the_order_of_the_whole(monkeypatch, words):
    monkeypatch.setattr(filters, "MOST_RANKED", 2)
    for name in ("Data lab", "Lab", "Open data circle", "Data", "Étude data", "data", "Opendata", "Lab for data"):
        published(
            name=name, scale="national", aliases=[{"name": "Open Data", "language": "en"}] if name == "Lab" else []
        )
    published(name="Circle", scale="national", summary="Open data for all.")
    whole = names(f"q={words}&scale=national")

    assert len(whole) > 0
    for start in range(0, 9, 2):
        part = select(f"q={words}&scale=national").part(slice(start, start + 2))
        assert [community.name for community in part] == whole[start : start + 2]


def test_unknown_value_is_left_out_and_told():
    published(name="A", scale="national")
    chosen = select("scale=galactic&scale=national&country=XX&confirmed=perhaps&sort=best")

    assert [community.name for community in chosen.qs] == ["A"]
    assert chosen.chosen == {"scale": ["national"]}
    assert [problem.notice for problem in chosen.problems] == [
        "“best” is not a choice for “Sort by”, so it was left out.",
        "“XX” is not a choice for “Country”, so it was left out.",
        "“perhaps” is not a choice for “Confirmed”, so it was left out.",
        "“galactic” is not a choice for “Scale”, so it was left out.",
    ]


def test_refusal_names_the_parameter_and_the_value():
    assert select("scale=galactic&colour=red&page=2").refusals(also=["page"]) == [
        "scale: “galactic” is not one of its values.",
        "colour: there is no such parameter.",
    ]
    assert select("q=data&scale=national&sort=name").refusals() == []


@pytest.mark.parametrize("query", ["", "q=", "q=+++", "scale=&sort=&country="])
def test_empty_parameters_ask_for_nothing(query):
    published(name="A")
    chosen = select(query)

    assert [community.name for community in chosen.qs] == ["A"]
    assert (chosen.problems, chosen.refusals(), chosen.query()) == ([], [], "")


def test_long_words_are_cut_and_told():
    chosen = select("q=" + "data+" * 40_000)

    assert len(chosen.words) <= 300
    assert [problem.notice for problem in chosen.problems] == [
        "Only the first 300 characters of your search were used."
    ]
    assert chosen.refusals() == ["q: at most 300 characters."]
    assert len(chosen.query()) < 400


def test_thousand_unknown_values_are_told_in_few_words():
    chosen = select("&".join(f"topic={'x' * 900}{number}" for number in range(1000)))

    assert len(chosen.problems) == 5
    assert all(len(problem.notice) < 120 for problem in chosen.problems)


def test_value_given_often_counts_once():
    assert select("scale=national&scale=national").query() == "scale=national"


def test_query_is_in_one_normal_form_with_changes():
    chosen = select("topic=data&q=+lab+&scale=national&country=IE&sort=newest&bogus=1")

    assert chosen.query() == "q=lab&country=IE&scale=national&topic=data&sort=newest"
    assert chosen.query(scale=None, q=None, page=3) == "country=IE&topic=data&sort=newest&page=3"
