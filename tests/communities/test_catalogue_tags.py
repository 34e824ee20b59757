"""What templates are given to show an entry: words for codes, places, partial dates, addresses, JSON-LD."""

import json
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.utils.translation import override

from communities.entry import blank
from communities.templatetags import catalogue


def drawn(source, **context):
    return Template("{% load catalogue %}" + source).render(Context(context))


def entry(**given):
    return {**blank(), **given}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"scale": "national", "host": "IE"}, "Ireland"),
        ({"scale": "international", "host": "IE"}, "Worldwide"),
        ({"scale": "regional", "region": "africa", "host": "KE"}, "Africa"),
        ({"scale": "regional", "host": "KE"}, "Kenya"),
        ({"scale": "national"}, "Country not stated"),
        ({}, "Country not stated"),
    ],
)
def test_place_of_an_entry_follows_its_scale(given, words):
    assert catalogue.place(entry(**given)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("2016", "2016"), ("2016-05", "May 2016"), ("2016-05-03", "3 May 2016"), ("", ""), (None, "")],
)
def test_partial_date_says_no_more_than_is_known(text, words):
    assert catalogue.partial_date(text) == words


@pytest.mark.parametrize("text", ["", None, "2016", "2016-02-31", "yesterday"])
def test_day_of_anything_else_is_none(text):
    assert catalogue.day(text) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://www.foresight.fi/info?x=1", "foresight.fi"),
        ("http://user@example.org:8080/", "example.org:8080"),
        ("https://exa[mple.org/", "https://exa[mple.org/"),  # stored before such were refused
        ("", ""),
        (None, ""),
    ],
)
def test_site_is_the_host_as_people_say_it(address, words):
    assert catalogue.site(address) == words


def test_stated_lists_what_is_known_and_what_is_withheld():
    terms = {"mode": {"online": "Online"}, "level": {"any": "Any level", "leaders": "Leaders"}}
    given = entry(mode="online", level=["any", "leaders"], withheld=["rhythm"])
    facts = catalogue.stated(given, terms, "mode rhythm formality level")
    assert [(fact.terms, fact.withheld) for fact in facts] == [
        (["Online"], False),
        ([], True),
        (["Any level", "Leaders"], False),
    ]


def test_list_address_sets_a_parameter_to_one_value_and_starts_at_the_first_page():
    address = catalogue.list_address("scale=national&scale=regional&q=a+b&page=3", {"scale": "regional"})
    assert address.endswith("/communities/?scale=regional&q=a+b")


def test_country_address_keeps_the_selection_where_there_is_one():
    assert catalogue.country_address({}, "IE").endswith("/countries/ie/")
    assert catalogue.country_address({"selection": ""}, "IE").endswith("/countries/ie/")
    assert catalogue.country_address({"selection": "q=data"}, "IE").endswith("/communities/?q=data&country=IE")


def test_linked_data_cannot_leave_its_script_and_stays_the_same_data():
    data = {"name": "</script><script>alert(1)</script> & “é”", "list": [1, None]}
    html = drawn("{% linked_data data %}", data=data)
    opened = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            opened.append((tag, dict(attrs)))

    Reader().feed(html)
    assert opened == [("script", {"type": "application/ld+json"})]
    assert json.loads(html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")) == data


def test_words_follow_the_language():
    with override("fr"):
        assert catalogue.country("DE") == "Allemagne"
        assert catalogue.partial_date("2016-05") == "mai 2016"


def test_unknown_codes_are_shown_as_they_are():
    assert catalogue.language("xx") == "xx"
    assert catalogue.country("ZZ") == "ZZ"
    assert catalogue.term({}, "gone") is None
    assert catalogue.terms_of({"a": 1}, ["gone", "a"]) == [1]
