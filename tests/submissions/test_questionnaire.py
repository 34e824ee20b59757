"""The questionnaire as data: it asks for every field once, in the vocabularies' words, in about ten minutes."""

import pytest

from communities import entry as entries
from communities import vocabularies
from submissions import questionnaire
from submissions.questionnaire import Kind, Who
from submissions.questionnaire.learned import LEARNED
from tests import timing

# Set by the site: where a city lies.
NOT_ASKED = {"latitude", "longitude"}
QUESTIONS = questionnaire.questions()


def asked(answers, sections=questionnaire.SECTIONS):
    return [question.key for section in sections for question in section.asked(answers)]


def test_every_field_of_an_entry_is_asked_for_once():
    keys = [question.key for question in QUESTIONS]
    assert len(keys) == len(set(keys))
    assert set(entries.CONTENT_FIELDS) - set(keys) == NOT_ASKED


@pytest.mark.parametrize("name", [*vocabularies.of_communities(), "respondent"])
def test_questions_are_worded_as_in_the_vocabularies(name):
    key = "sender_role" if name == "respondent" else name
    (question,) = [one for one in QUESTIONS if one.key == key]
    vocabulary = vocabularies.read()[name]
    assert str(question.text) == vocabulary.question
    assert (question.kind == Kind.MANY) == vocabulary.many


def test_vocabularies_that_everyone_is_asked_for_stand_in_the_main_part():
    wanted = {name for name, vocabulary in vocabularies.of_communities().items() if vocabulary.main}
    main = {question.key for section in questionnaire.MAIN for question in section.questions}
    assert wanted <= main


@pytest.mark.parametrize("scale", ["national", "international", "regional", "organisation", ""])
def test_main_part_has_at_most_fifteen_questions_and_takes_about_ten_minutes(scale):
    answers = {"scale": scale}
    assert len(questionnaire.numbers(answers)) <= 15
    assert 7 <= questionnaire.minutes(questionnaire.MAIN, answers) <= 10
    numbers = list(questionnaire.numbers(answers).values())
    assert numbers == list(range(1, len(numbers) + 1))


def test_main_part_takes_under_ten_minutes_by_the_timing_that_is_written_down():
    sections, answers = questionnaire.MAIN, timing.ANSWERS
    times = [questionnaire.reading(one, answers) + questionnaire.answering(one, answers) for one in sections]
    assert sum(times) < 600
    assert timing.DOCUMENT.read_text() == timing.document(), "python -m tests.timing writes it anew"


def test_only_what_an_entry_cannot_do_without_is_required():
    required = {question.key for question in QUESTIONS if question.is_required}
    assert required == {
        "name",
        "summary",
        "scale",
        "host",
        "purpose",
        "sender_role",
        "sender_email",
        "consent_publish",
    }


def test_every_optional_choice_can_be_answered_with_i_do_not_know():
    choices = [one for one in QUESTIONS if one.kind in (Kind.ONE, Kind.MANY, Kind.LISTED, Kind.YES_NO, Kind.RATING)]
    # Without these two there is no lesson; all of it may be left out.
    choices = [one for one in choices if one.key not in ("lesson_again", "lesson_maturity")]
    assert all(one.has_unknown != one.is_required for one in choices)


@pytest.mark.parametrize(
    ("scale", "host", "region"),
    [
        ("national", True, False),
        ("subnational", True, False),
        ("organisation", True, False),
        ("regional", False, True),
        ("international", False, False),
        ("", False, False),
    ],
)
def test_country_and_region_are_asked_where_the_scale_has_one(scale, host, region):
    keys = asked({"scale": scale})
    assert ("host" in keys, "region" in keys) == (host, region)


def test_the_year_of_the_end_is_asked_of_what_has_ended():
    assert "ended" in asked({"maturity": "closed"})
    assert "ended" not in asked({"maturity": "paused"})


def test_what_is_not_of_the_entry_is_never_marked_as_published_but_for_the_role_and_a_lesson():
    private = [one for one in QUESTIONS if not one.is_of_entry and one not in LEARNED.questions]
    assert all(one.who == Who.PUBLISHED for one in LEARNED.questions)
    assert [one.key for one in private if one.who == Who.PUBLISHED] == ["sender_role"]
    assert all(one.who == Who.PUBLISHED for one in QUESTIONS if one.is_of_entry)


def test_conditions_only_look_at_earlier_pages():
    """Without JavaScript a page cannot ask for more while it is being filled in."""
    for number, section in enumerate(questionnaire.SECTIONS):
        here = {question.key for question in section.questions}
        for answers in ({"scale": "national"}, {"maturity": "closed"}, {"website": "x"}, {"participants": "3"}):
            if not here.isdisjoint(answers):
                assert section.asked(answers) == section.asked({}), (number, answers)


def test_private_answers_have_labels_for_staff_and_senders_do_not_count_among_them():
    assert set(questionnaire.PRIVATE_LABELS) == {"hardest"} | {
        f"rating_{slug}" for slug in vocabularies.read()["ingredient"].slugs
    }
