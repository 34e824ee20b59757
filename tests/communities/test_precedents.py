"""Who has done it before in a government like one's own: the ranking, its reasons, and the note that is printed."""

from datetime import date

import pytest

from communities import index, precedents, publishing
from communities.models import Community
from tests.factories import an_entry, published
from tests.page import Page

pytestmark = pytest.mark.django_db

BARE = {"host": None, "countries": [], "languages": [], "scale": None, "kind": None, "purpose": []}


def find(**asked):
    names = dict(Community.objects.values_list("pk", "name"))
    return [(names[one.pk], one.reasons) for one in precedents.find(index.current(), asked)]


def test_closest_first_with_reasons_in_words():
    published(**{**BARE, "name": "Topic only", "topic": ["data"]})
    published(**{**BARE, "name": "All of it", "topic": ["data"], "host": "FI", "scale": "national"})
    published(**{**BARE, "name": "Near by", "topic": ["data"], "host": "SE", "scale": "national"})
    published(**{**BARE, "name": "Other topic", "topic": ["health"], "host": "FI", "scale": "national"})

    assert find(topic="data", country="FI", scale="national") == [
        ("All of it", ["Same topic: Data and evidence", "In the same country: Finland", "Same scale: National"]),
        ("Near by", ["Same topic: Data and evidence", "Same scale: National", "Near by: Sweden"]),
        ("Topic only", ["Same topic: Data and evidence"]),
    ]


def test_confirmed_one_comes_before_another_that_is_as_close():
    published(**{**BARE, "name": "Listed", "purpose": ["advising"]})
    published(**{**BARE, "name": "Sure", "purpose": ["advising"]}, confirmed=date(2026, 5, 1))
    assert find(purpose="advising")[0] == ("Sure", ["Same purpose: Advising or review", "Confirmed by its convener"])


def test_country_alone_finds_its_own_and_those_near_by():
    published(**{**BARE, "name": "Far", "host": "JP"})
    published(**{**BARE, "name": "Near", "host": "NO"})
    published(**{**BARE, "name": "Here", "host": "FI"})
    assert [name for name, _reasons in find(country="FI")] == ["Here", "Near"]
    assert find() == []


def test_page_asks_and_answers_with_a_note_to_cite(client):
    published(**{**BARE, "name": "Circle", "topic": ["data"], "host": "FI"})

    asked = client.get("/precedents/")
    assert "noindex" not in asked.text
    assert asked.context["found"] == []

    answer = client.get("/precedents/?topic=data&country=FI&scale=galactic")
    words = Page(answer.text).words()
    assert '<option value="data" selected>' in answer.text
    assert "Same topic: Data and evidence. In the same country: Finland." in words
    assert "version 1 of" in words
    assert "http://testserver/communities/circle/" in words
    assert answer.context["notices"] == ["“galactic” is not a choice for “Scale”, so it was left out."]
    assert answer.context["canonical"] == "/precedents/?topic=data&country=FI"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_page_says_so_where_nobody_has_done_it(client):
    published()
    assert "No entry states this yet." in Page(client.get("/precedents/?topic=crisis").text).words()


def test_as_many_queries_among_many_as_among_few(client, django_assert_max_num_queries, django_assert_num_queries):
    published(topic=["data"])
    with django_assert_max_num_queries(9) as first:
        client.get("/precedents/?topic=data&country=IE")
    publishing.publish_many([an_entry(topic=["data"]) for _turn in range(30)], role="sources")
    with django_assert_num_queries(len(first)):
        client.get("/precedents/?topic=data&country=IE")
