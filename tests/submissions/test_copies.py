"""A copy of one's own answers: complete, letter for letter, marked with who sees them, and nobody else's."""

import pytest

from submissions import links, moderation
from submissions.models import Purpose, State
from tests.page import Page
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_moderator, in_state
from tests.submissions.test_questions_on_paper import paragraphs

pytestmark = pytest.mark.django_db

TEXTS = ["موظفون يتعلمون معا & <b>", "先見の明を学ぶ", "Ensemble 🦄 👩🏽‍💻 “tout”"]


@pytest.mark.parametrize("text", TEXTS)
def test_every_answer_stands_in_page_and_document_letter_for_letter(text):
    sender = Sender().begin().fill_all(name=f"Horizon {text}", summary=f"First {text}\nsecond line")
    sender.fill("running", hardest=text)
    page = sender.page(sender.at("answers/"))
    assert f"Horizon {text}" in page.words()
    assert "second line" in page.words()
    texts = paragraphs(sender.client.get(sender.at("answers.odt")).content)
    assert f"Horizon {text}" in texts[1:]
    assert f"First {text}\nsecond line" in texts
    assert text in texts
    assert "grace.canary@example.ie" in texts


def test_answers_that_are_not_published_say_who_sees_them():
    sender = Sender().begin().fill_all()
    sender.fill("running", hardest="Hardest thing")
    sender.fill("withheld", withheld=["website"])
    words = sender.page(sender.at("answers/")).words()
    assert "Hardest right now Hardest thing OPSI only" in words
    assert "Your e-mail address grace.canary@example.ie OPSI only" in words
    assert "https://example.ie/horizonKept by OPSI, not published OPSI only" in words
    texts = paragraphs(sender.client.get(sender.at("answers.odt")).content)
    place = texts.index("Hardest right now")
    assert texts[place : place + 3] == ["Hardest right now", "OPSI only", "Hardest thing"]


def test_an_answer_that_needs_another_look_is_copied_as_it_was_typed():
    sender = Sender().begin().fill_all(website="no address at all")
    assert "no address at all" in sender.page(sender.at("answers/")).words()
    assert "no address at all" in paragraphs(sender.client.get(sender.at("answers.odt")).content)


def test_check_and_status_lead_to_the_copy():
    sender = Sender().begin().fill_all()
    for page in ("check/", ""):
        assert sender.at("answers/") in sender.page(sender.at(page)).links()


@pytest.mark.parametrize("state", [state for state in State.values if state != State.RELAYED])  # a question's
def test_answers_can_be_copied_in_every_state(client, state):
    token = links.issue(in_state(state), Purpose.RESUME).token
    for page in ("answers/", "answers.odt"):
        response = client.get(f"/submission/{token}/{page}")
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert client.post(f"/submission/{token}/{page}").status_code == 405


def test_address_is_in_the_copy_also_while_opsi_asks():
    sender = Sender().confirmed()
    moderation.ask(sender.submission, version=sender.submission.version, user=a_moderator(), words="Which?")
    assert "grace.canary@example.ie" in sender.page(sender.at("answers/")).words()


def test_copy_of_a_change_says_what_would_change(client):
    from tests import factories

    community = factories.published(summary="As it was.")
    sender = Sender().begin(f"/submit/change/{community.slug}/")
    sender.fill("community", name=community.name, summary="As it will be.", scale="national")
    page = sender.page(sender.at("answers/"))
    assert "before: As it was. after: As it will be." in page.words()
    assert "before:" not in sender.page(Sender().begin().at("answers/")).words()


@pytest.mark.parametrize("page", ["answers/", "answers.odt"])
def test_only_the_private_link_opens_a_copy(client, page):
    submission = in_state(State.UNCONFIRMED)
    for purpose in (Purpose.CONFIRM, Purpose.SHOW):
        token = "nobody-ever-issued-this" if purpose == Purpose.SHOW else links.issue(submission, purpose).token
        assert client.get(f"/submission/{token}/{page}").status_code == 404


def test_copy_holds_nothing_that_can_be_pressed_by_mistake():
    sender = Sender().begin().fill_all()
    assert [form for form in sender.page(sender.at("answers/")).forms() if form.method == "post"] == []
    assert Page(sender.response.text).mistakes == []
