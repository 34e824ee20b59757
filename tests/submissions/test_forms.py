"""The forms of the questionnaire: what is read, what is refused and how it is said, and that typed text is kept."""

import pytest
from django.http import QueryDict

from communities.models import Term
from submissions import questionnaire
from submissions.forms import AddressForm, AnswerForm, Choices, CodeForm, SectionForm, storable
from submissions.questionnaire import UNKNOWN, Kind
from tests import factories
from tests.attacks import forms as small_forms
from tests.page import Page
from tests.submissions.asked import a_steward, relayed, token_to
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db

SAYS_WHAT_TO_DO = ("Enter ", "Choose ", "Describe ", "Agree ", "Finish ", "Write ")


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
        "name": ["Enter the community’s name"],
        "summary": ["Describe the community in one or two sentences"],
        "scale": ["Choose how far the community reaches"],
    }


def test_a_long_text_is_refused_with_its_length_and_kept():
    one = form("community", {"summary": "x" * 200_000})
    assert one.errors["summary"] == ["Shorten the description to 500 characters or fewer. You typed 200000."]
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
    assert said("joining", "website", typed) == ["Enter the website’s address in full, such as https://www.example.org"]


@pytest.mark.parametrize(
    ("typed", "number"), [("40", 40), (" 1 500 ", 1500), ("1,500", 1500), ("12.000", 12000), ("0", 0), ("", None)]
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert read("joining", "participants", typed) == number


@pytest.mark.parametrize("typed", ["about 30", "-3", "1.5", "3e5", "1" * 40, "1" * 41, "٣", "NaN", "100000001"])
def test_what_is_no_count_is_refused(typed):
    assert said("joining", "participants", typed)[0].startswith("Enter ")


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
    assert said("community", "kind", "admin") == ["Choose what members mainly do together"]
    assert said("purpose", "purpose", ["advising", "world-domination"]) == ["Choose at least one purpose"]
    assert said("place", "host", "XX") == ["Choose the country it is in"]
    assert said("running", "languages", "") == []


def test_an_answer_given_many_times_counts_once_and_the_last_of_a_single_one_counts():
    assert read("purpose", "purpose", ["advising"] * 200) == ["advising"]
    assert read("community", "kind", ["network", "both"]) == "both"


def test_more_than_may_be_chosen_is_refused_with_the_count():
    slugs = list(Term.objects.filter(vocabulary="topic").values_list("slug", flat=True)[:7])
    assert said("purpose", "topic", slugs) == ["Choose at most 5 subjects. You chose 7."]


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
        "Row 1: Enter the web address, or clear the row",
        "Row 2: Enter the title, or clear the row",
        "Row 2: Enter the web address in full, such as https://www.example.org",
    ]
    assert one.given()["sources"] == [
        {"title": "A page", "url": ""},
        {"title": "", "url": "javascript:alert(1)"},
    ]


def test_each_wrong_cell_says_what_to_do_and_the_summary_leads_to_it():
    one = form("value", {"sources-0-title": "A page", "sources-1-url": "javascript:alert(1)"})
    field = one["sources"]
    said_at = {cell.id: cell.error for row in field.rows() for cell in row if cell.error}
    assert dict(field.problems) == said_at
    assert list(said_at) == ["id_sources_0_url", "id_sources_1_title", "id_sources_1_url"]
    many = form("value", {f"sources-{number}-title": "A" for number in range(51)})
    assert many["sources"].problems == [("id_sources_0", "Use at most 50 rows. You filled in 51.")]


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
    for typed in ("../../admin", "https://[::1", "https://a/[b", "?", "#", "/", "://"):
        assert said_of_link(typed)


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


def everything_asked(section, posted=None):
    """The section's form with all of its questions, whatever they depend on."""
    one, other = (form(section.slug, posted or {}, {"scale": scale}) for scale in ("regional", "national"))
    fields = one.fields | other.fields
    one.fields = {question.key: fields[question.key] for question in section.questions}
    return one


def test_every_question_has_words_of_its_own_for_whatever_is_wrong_with_its_answer():
    """No message of Django's is left in any field of any form: each says what to do, at this question."""
    wrong = {}
    for section in questionnaire.SECTIONS:
        for question, field in zip(section.questions, everything_asked(section).fields.values(), strict=True):
            if question.kind not in (Kind.ROWS, Kind.TICK) or question.is_required:
                assert set(field.error_messages.values()) == {question.wrong} != {""}, question.key
                wrong[question.key] = str(question.wrong)
            for column in question.columns:
                assert column.missing or column.wrong or column.kind == Kind.LINE, (question.key, column.key)
    for one in (AddressForm(), CodeForm(), AnswerForm()):
        for key, field in one.fields.items():
            (wrong[key],) = {str(words) for words in field.error_messages.values()}
    assert [words for words in wrong.values() if not words.startswith(SAYS_WHAT_TO_DO)] == []
    alike = [words for key, words in wrong.items() if key != "email"]
    assert len(set(alike)) == len(alike), "one wording for each question"


@pytest.mark.parametrize("typed", ["x" * 3000, "-1", " ", [], list("abcdefg"), "<b>", "100000001", "3000"])
def test_whatever_is_typed_no_message_of_djangos_is_shown(typed):
    beside = (*SAYS_WHAT_TO_DO, "Shorten ")
    for section in questionnaire.SECTIONS:
        for field in everything_asked(section, {question.key: typed for question in section.questions}):
            assert [words for words in field.errors if not words.startswith(beside)] == [], field.name


def test_what_is_typed_has_its_language_and_the_right_keyboard():
    answers = {"written_in": "ar", "scale": "national"}
    widgets = {key: field.widget.attrs for key, field in form("community", {}, answers).fields.items()}
    assert (widgets["summary"]["lang"], widgets["summary"]["dir"], widgets["name"]["dir"]) == ("ar", "auto", "auto")
    assert widgets["name"]["autocomplete"] == "off", "a community’s name is not its sender’s"
    assert form("words", {}, answers).fields["summary_english"].widget.attrs["lang"] == "en"
    you = {key: field.widget.attrs for key, field in form("you", {}).fields.items()}
    assert (you["sender_email"]["autocomplete"], you["sender_name"]["autocomplete"]) == ("email", "name")
    joining = {key: field.widget.attrs for key, field in form("joining", {}).fields.items()}
    assert joining["participants"]["inputmode"] == "numeric"
    assert (joining["website"]["autocomplete"], joining["website"]["inputmode"]) == ("url", "url")
    assert not any("placeholder" in attributes for attributes in joining.values())


def test_storable_drops_what_no_database_keeps():
    assert storable({"a": ["x\0y", {"b\0": "\ud83d"}], "n": 3}) == {"a": ["xy", {"b": "?"}], "n": 3}


def test_cities_of_the_country_are_offered_and_any_other_can_be_typed():
    field = form("running", {}, {"host": "IE"}).fields["city"]
    assert {"Dublin", "Cork"} <= set(field.offered)
    assert field.widget.attrs["list"] == "cities"
    assert field.clean("A village that no list has") == "A village that no list has"
    assert "list" not in form("running", {}).fields["city"].widget.attrs


def test_whatever_a_small_form_says_of_a_field_stands_on_its_page(client):
    paths = [form.path for form in small_forms.forms().values() if "{draft}" not in form.path]
    stewards = [a_steward()]
    relayed(a_moderator(), stewards)
    for path in [*paths, f"/submit/answer/{token_to(stewards[0].email)}/"]:
        page = Page(client.get(path).text)
        ids = {element["id"] for element in page.elements}
        described = {name for element in page.elements for name in element["aria-describedby"].split()}
        assert described <= ids, path
