"""The forms of the questionnaire: what is read, what is refused and how it is said, and that typed text is kept."""

import pytest
from django.http import QueryDict

from communities.models import Term
from submissions import questionnaire
from submissions.forms import Choices, SectionForm, storable
from submissions.questionnaire import UNKNOWN
from tests import factories

pytestmark = pytest.mark.django_db


def form(section, posted, answers=None, **options):
    data = QueryDict(mutable=True)
    for key, value in posted.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    answers = {"scale": "national", "website": "x", "participants": "3", "maturity": "closed"} | (answers or {})
    return SectionForm(questionnaire.section(section), answers, Choices(options.pop("held", None)), data, **options)


def said(section, key, typed):
    """What is said of one answer; nothing where it is fine."""
    return list(form(section, {key: typed}).errors.get(key, []))


def read(section, key, typed):
    one = form(section, {key: typed})
    assert key not in one.errors, one.errors[key]
    return one.sound[key]


def test_missing_answers_are_asked_for_in_words_of_their_own():
    assert form("community", {}).errors == {
        "name": ["Give the community's name"],
        "summary": ["Say in one or two sentences what the community is"],
        "scale": ["Choose how far it reaches"],
    }


def test_a_long_text_is_refused_with_its_length_and_kept():
    one = form("community", {"summary": "x" * 200_000})
    assert one.errors["summary"] == ["Shorten this to 500 characters or fewer. It has 200000."]
    assert len(one.given()["summary"]) == 200_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Two   blanks\u00a0 ", "Two blanks"),
        ("e\u0301galite\u0301", "égalité"),
        ("two\r\nlines", "two lines"),
        ("right\u202eto left", "rightto left"),
        ("a\ud800b", "ab"),
        ("شبكة الاستشراف", "شبكة الاستشراف"),
        ("未来 🔭", "未来 🔭"),
    ],
)
def test_names_are_tidied(typed, kept):
    assert read("community", "name", typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/x?y=1", "https://example.org/x?y=1"),
        ("example.org", "https://example.org"),
        ("www.example.org/page", "https://www.example.org/page"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("", ""),
    ],
)
def test_web_addresses_are_read_as_meant(typed, kept):
    assert read("joining", "website", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://a b",
        "https://user:pass@example.org",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "see our page",
        "http://exa\nmple.org",
        'https://example.org/"onmouseover="x',
    ],
)
def test_what_is_no_web_address_is_refused(typed):
    assert said("joining", "website", typed) == ["Give a web address that begins with https:// or http://"]


@pytest.mark.parametrize(
    ("typed", "number"), [("40", 40), (" 1 500 ", 1500), ("1,500", 1500), ("12.000", 12000), ("0", 0), ("", None)]
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert read("joining", "participants", typed) == number


@pytest.mark.parametrize("typed", ["about 30", "-3", "1.5", "3e5", "1" * 40, "1" * 41, "٣", "NaN", "100000001"])
def test_what_is_no_count_is_refused(typed):
    assert said("joining", "participants", typed)[0].startswith("Give a")


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("founded", "99"),
        ("founded", "3000"),
        ("founded", "1799"),
        ("members_as_of", "May"),
        ("members_as_of", "2026-13"),
    ],
)
def test_years_and_dates_out_of_range_are_refused(key, typed):
    assert said("running", key, typed)


@pytest.mark.parametrize("typed", ["2026", "2026-05", "2026-05-03"])
def test_partial_dates_are_taken(typed):
    assert read("running", "members_as_of", typed) == typed


def test_foreign_options_are_refused():
    assert said("community", "kind", "admin") == ["Choose one of the answers on the list"]
    assert said("purpose", "purpose", ["advising", "world-domination"]) == ["Choose from the answers on the list"]
    assert said("place", "host", "XX") == ["Choose one of the answers on the list"]
    assert said("running", "languages", "") == []


def test_an_answer_given_many_times_counts_once_and_the_last_of_a_single_one_counts():
    assert read("purpose", "purpose", ["advising"] * 200) == ["advising"]
    assert read("community", "kind", ["network", "both"]) == "both"


def test_more_than_may_be_chosen_is_refused_with_the_count():
    slugs = list(Term.objects.filter(vocabulary="topic").values_list("slug", flat=True)[:7])
    assert said("purpose", "topic", slugs) == ["Choose at most 5. You chose 7."]


def test_i_do_not_know_is_kept_as_an_answer_and_states_nothing():
    one = form("purpose", {"purpose": "advising", "topic": UNKNOWN, "maturity": UNKNOWN})
    assert (one.sound["topic"], one.sound["maturity"]) == ([], None)
    assert (one.given()["topic"], one.given()["maturity"]) == ([UNKNOWN], UNKNOWN)


def test_i_do_not_know_beside_other_answers_is_left_out():
    assert read("purpose", "topic", ["data", UNKNOWN]) == ["data"]


def test_retired_terms_are_offered_only_where_the_entry_has_them():
    Term.objects.filter(vocabulary="kind", slug="other").update(active=False)
    assert said("community", "kind", "other")
    held = form("community", {"kind": "other"}, held=factories.an_entry(kind="other"))
    assert held.sound["kind"] == "other"


@pytest.mark.parametrize("typed", ["ann", "ann@", "ann@example", "a b@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused(typed):
    assert said("you", "sender_email", typed)


def test_an_address_cannot_carry_lines_into_a_letter():
    assert said("you", "sender_email", "ann@example.org\nBcc: all@example.org")


def test_rows_are_read_by_their_numbers_and_empty_ones_left_out():
    one = form(
        "value",
        {
            "sources-0-title": "A page",
            "sources-0-url": "example.org/a",
            "sources-1-title": " ",
            "sources-2-title": "A page",
            "sources-2-url": "https://example.org/a",
        },
    )
    assert one.sound["sources"] == [{"title": "A page", "url": "https://example.org/a"}]


def test_what_is_wrong_in_a_row_is_said_with_its_number_and_kept():
    one = form("value", {"sources-0-title": "A page", "sources-3-url": "javascript:alert(1)"})
    assert one.errors["sources"] == [
        "Row 1, web address: fill this in, or empty the whole row",
        "Row 2, title: fill this in, or empty the whole row",
        "Row 2, web address: Give a web address that begins with https:// or http://",
    ]
    assert one.given()["sources"] == [
        {"title": "A page", "url": ""},
        {"title": "", "url": "javascript:alert(1)"},
    ]


def test_another_community_is_meant_by_its_name_its_slug_or_its_page():
    other = factories.published(name="Réseau de l’Innovation", acronym="RI")
    for typed in (
        "reseau de l'innovation",
        "RI",
        other.slug,
        f"https://copdir.example/fr/communities/{other.slug}/?x=1",
    ):
        one = form("value", {"links-0-relation": "part-of", "links-0-slug": typed})
        assert one.sound["links"] == [{"relation": "part-of", "slug": other.slug}]
    assert said_of_link("Some other name")
    assert said_of_link("../../admin")


def said_of_link(typed):
    return form("value", {"links-0-relation": "part-of", "links-0-slug": typed}).errors.get("links")


def test_answers_that_were_kept_are_read_like_those_that_were_posted():
    posted = form("value", {"benefit": ["advice"], "sources-0-title": "A", "sources-0-url": "https://a.example"})
    again = SectionForm(posted.section, {}, Choices(), posted.given())
    assert again.sound["sources"] == posted.sound["sources"]
    assert again.given() == {key: posted.given()[key] for key in again.fields}


def test_every_question_is_described_by_who_sees_its_answer():
    for section in questionnaire.SECTIONS:
        one = form(section.slug, {})
        for field in one:
            assert f"{field.auto_id}_meta" in field.aria_describedby
            assert (f"{field.auto_id}_error" in field.aria_describedby) == bool(field.errors)


def test_storable_drops_what_no_database_keeps():
    assert storable({"a": ["x\0y", {"b\0": "\ud83d"}], "n": 3}) == {"a": ["xy", {"b": "?"}], "n": 3}
