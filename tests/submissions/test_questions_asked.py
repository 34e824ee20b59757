"""Asking whether anyone has tried something: the form, its confirmation, its limits, and where it stands."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client

from submissions import links, moderation
from submissions.limits import TooOftenError
from submissions.models import Inquiry, Kind, Purpose, State, Submission
from tests.page import Page
from tests.submissions.asked import ASKER, SAID, a_question, a_steward, gathered, relayed, waiting
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_moderator, fresh

pytestmark = pytest.mark.django_db

FORM = {**SAID, "email": ASKER, "consent": "on"}


def asked(language: str = "", **fields) -> Sender:
    visitor = Sender()
    visitor.post(f"{language}/submit/question/", **{**FORM, **fields})
    assert visitor.response.status_code == 303, visitor.response.text
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    return visitor


def the_question() -> Submission:
    return Submission.objects.get(kind=Kind.QUESTION)


def confirmed() -> Sender:
    visitor = asked()
    visitor.post(visitor.confirming_link())
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    return visitor


@pytest.mark.parametrize("language", ["", "/fr"])
def test_page_of_questions_leads_to_the_form_which_says_who_sees_what(client, language):
    form = Page(client.get(f"{language}/submit/question/").text)
    assert f"{language}/questions/" in form.links()
    names = {one["name"] for one in form.all("textarea", "select", "input")}
    assert {"tried", "question", "context", "topic", "purpose", "host", "email", "consent"} <= names
    seen = [one["id"] for one in form.all("span", "p", "div") if one["id"].endswith("_meta")]
    assert len(seen) == 11


def test_question_waits_for_its_address_and_the_letter_holds_nothing_that_was_typed():
    asked()
    question = the_question()
    assert (question.state, question.sender_email, question.name) == (State.UNCONFIRMED, ASKER, SAID["question"])
    assert question.private_answers == {key: SAID[key] for key in ("tried", "organisation", "part")}
    assert [(one["use"], one["given"]) for one in question.consents] == [("question", True)]
    (letter,) = letters()
    assert letter.to == [ASKER]
    for typed in ("rota", "ministries", "Analyst", "library"):
        assert typed not in f"{letter.subject}{letter.message}{letter.html_message}"


def test_looking_at_the_confirming_link_does_nothing_and_its_button_puts_it_into_the_queue():
    visitor = asked()
    link = visitor.confirming_link()
    for _turn in range(5):
        visitor.client.get(link)
        visitor.client.head(link)
    assert the_question().state == State.UNCONFIRMED
    visitor.post(link)
    assert the_question().state == State.PENDING
    assert "We have received your question" in letters()[-1].subject


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("question", "", "Write your question"),
        ("question", "x" * 201, "Shorten your question to 200 characters"),
        ("tried", " ", "Tell us what you have tried to find"),
        ("topic", [], "Choose at least one topic"),
        ("topic", ["no-such-topic"], "Choose at least one topic"),
        ("topic", ["foresight", "horizon-scanning", "data", "health"], "Choose at most 3 topics"),
        ("maturity", "asleep", "Choose the stage from the list"),
        ("host", "XX", "Choose your country from the list"),
        ("organisation", "", "Enter your organisation"),
        ("part", "", "Enter your role"),
        ("email", "nobody", "Enter your e-mail address"),
        ("consent", None, "Tick that we may publish the question"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field_and_nothing_is_stored(field, value, message):
    visitor = Sender()
    page = visitor.post("/submit/question/", **{**FORM, field: value})
    assert message in page.words()
    assert (Submission.objects.count(), letters()) == (0, [])


def test_hidden_field_and_haste_are_held_up(settings):
    visitor = Sender()
    assert "hidden field" in visitor.post("/submit/question/", **FORM, website_2="x").words()
    settings.RATE_LIMITS = 1
    assert "very quick" in visitor.post("/submit/question/", **FORM).words()
    assert Submission.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_sends_at_once_are_one_question_and_one_letter():
    def send(_number: int) -> int:
        try:
            return Client().post("/submit/question/", FORM).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(send, range(12))) == {303}
    assert (Submission.objects.count(), len(letters())) == (1, 1)


def test_mailbox_gets_five_letters_an_hour_in_whatever_spelling(settings):
    settings.RATE_LIMITS = 1
    for number in range(15):
        with suppress(TooOftenError):
            a_question(f"as.ker+{number}@ministry.example", question=f"Has anyone tried {number}?")
    assert len(letters()) == 5
    assert Submission.objects.count() == 5


def test_status_says_how_many_were_asked_and_answered_and_until_when_but_not_who(moderator):
    visitor = confirmed()
    question = the_question()
    page = visitor.page(visitor.at())
    assert SAID["question"] in page.words()
    assert "OPSI reads it, and looks for conveners who fit" in page.words()
    stewards = [a_steward(), a_steward()]
    relayed(moderator, stewards, question, wording="Has anyone tried taking turns?")
    words = visitor.page(visitor.at()).words()
    assert "With conveners" in words
    assert "Has anyone tried taking turns?" in words
    assert "Conveners asked 2" in words
    assert "Have answered 0" in words
    for one in stewards:
        assert one.community.name not in visitor.response.text
        assert one.email not in visitor.response.text


def test_taken_back_while_it_is_with_conveners_no_letter_leaves(moderator):
    visitor = confirmed()
    steward = a_steward()
    relayed(moderator, [steward], the_question())
    assert [one.to for one in letters()][-1] == [steward.email]
    visitor.post(visitor.at("withdraw/"))
    assert the_question().state == State.WITHDRAWN
    assert [steward.email] not in [one.to for one in letters()]


def test_data_of_an_asker_tells_nothing_of_conveners_and_the_other_way_round(moderator):
    visitor = confirmed()
    steward = a_steward()
    relayed(moderator, [steward], the_question())
    held = visitor.client.get(visitor.at("data.json")).text
    assert "Ministry of Time" in held
    assert steward.email not in held
    assert '"conveners_asked": 1' in held


def test_erased_it_holds_nobody_and_what_was_not_published_goes(moderator):
    question = gathered(moderator, [a_steward(), a_steward()])
    visitor = Sender()
    visitor.token = links.issue(question, Purpose.RESUME).token
    visitor.post(visitor.at("erase/"), sure="on")
    erased = fresh(question)
    assert (erased.state, erased.sender_email, erased.answers, erased.name) == (State.WITHDRAWN, "", {}, "")
    assert not Inquiry.objects.exists()


def test_lost_link_of_an_asker_is_mailed(client):
    waiting()
    before = len(letters())
    Sender().post("/submit/link/", email=ASKER)
    assert len(letters()) == before + 1
    assert "/submission/" in last_letter()


def test_question_can_be_neither_corrected_nor_previewed_nor_asked_about(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    question, user = waiting(), a_moderator()
    client.force_login(user)
    place = f"/admin/submissions/submission/{question.pk}"
    assert [client.get(f"{place}/{page}/").status_code for page in ("correct", "preview")] == [404, 404]
    with pytest.raises(moderation.NobodyToAsk):
        moderation.ask(question, version=question.version, user=user, words="Which one?")
