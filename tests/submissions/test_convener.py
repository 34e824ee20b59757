"""What every page for conveners owes them: help in one place, words for what is wrong, and where things stand."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from submissions import course, moderation, questionnaire
from submissions.models import Kind, State
from tests import factories
from tests.page import Element, Page
from tests.submissions.sender import ANSWERS, Sender
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db

HELP = ["/about/#wrong", "/submit/link/", "/accessibility/#problem"]
CONTROLS = ("input", "select", "textarea")


def pages_of_the_form() -> list[Page]:
    """One of each: before the draft, in it, sent, confirmed, refused."""
    there = factories.published()
    visitor = Sender()
    found = [visitor.page(path) for path in ("/submit/", "/submit/link/?asked=1", f"/submit/change/{there.slug}/")]
    found += [visitor.page("/submit/link/"), visitor.page("/submission/nothing/")]
    sender = Sender().begin().fill_all()
    own = ["", "check/", "later/", "later/?sent=1", "withdraw/", *(f"{one.slug}/" for one in questionnaire.SECTIONS)]
    found += [sender.page(sender.at(path)) for path in own]
    sender.send()
    found += [sender.page(sender.at("sent/")), sender.page(sender.confirming_link())]
    link = sender.confirming_link()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        found.append(sender.page(link))
    sender.post(link)
    found += [sender.page(sender.at()), sender.page(link)]
    return [*found, Page(Client(enforce_csrf_checks=True).post("/submit/").text)]


def test_help_stands_at_the_same_place_with_the_same_words_on_every_page():
    for page in pages_of_the_form():
        title = page.all("title")[0].text
        (aside,) = page.all("aside")
        inside = [one for one in page.all("a", "h2") if any(above is aside for above in one.ancestors)]
        assert [one["href"] for one in inside[-3:]] == HELP, title
        assert inside[-4].text == "Need help?", title
        after = page.elements[page.elements.index(inside[-1]) :]
        assert not any(one.tag in CONTROLS for one in after), f"{title}: it comes last"


def test_help_leads_to_something_that_is_there():
    for address in HELP:
        path, _, part = address.partition("#")
        page = Page(Client().get(path).text)
        assert not part or any(one["id"] == part for one in page.elements), address


def test_help_names_the_address_that_the_site_has(settings):
    settings.CONTACT_EMAIL = "communities@opsi.example"
    page = Sender().page("/submit/")
    assert "mailto:communities@opsi.example" in page.links()
    assert HELP[0] not in page.links()


def described(page: Page, control: Element) -> str:
    """What a screen reader adds to a control's name: its own description, and that of the group it is in."""
    groups = [one for one in control.ancestors if one.tag == "fieldset"]
    ids = " ".join(one["aria-describedby"] for one in (control, *groups)).split()
    texts = {one["id"]: one.text for one in page.elements if one["id"]}
    assert not set(ids) - texts.keys(), f"{control['id']} is described by what is not there"
    return " ".join(texts[one] for one in ids)


@pytest.mark.parametrize("section", questionnaire.SECTIONS, ids=lambda one: one.slug)
def test_every_control_is_described_by_who_sees_its_answer_and_by_what_is_wrong(section):
    sender = Sender().begin().fill_all(scale="regional", maturity="closed")
    wrong = {
        "name": "", "summary": "", "scale": "", "kind": "none", "region": "xx", "purpose": [], "method": ["x"],
        "participants": "many", "website": "none", "how_to_join": "x" * 900, "sender_email": "grace",
        "sender_role": "", "written_in": "zz", "founded": "long ago", "members": "some", "last_active": "May",
        "effort_hours": "all", "languages-0-language": "zz", "sources-0-title": "A page", "mailbox": "me",
        "withheld": ["name"], "rating_direction": "9", "lesson_did": "We met.",
    }  # fmt: skip
    page = sender.post(sender.at(f"{section.slug}/"), **wrong)
    assert page.all("title")[0].text.startswith("Error: ")
    asked = [one for one in page.all(*CONTROLS) if one["id"].startswith("id_")]
    assert asked
    for control in asked:
        said = described(page, control)
        assert any(who in said for who in ("Published", "OPSI only", "Aggregate only")), control["id"]
        assert ("Error: " in said) or control["aria-invalid"] != "true", control["id"]
    ids = [one["id"] for one in page.elements if one["id"]]
    assert len(ids) == len(set(ids))
    (summary,) = [one for one in page.elements if one["id"] == "error-summary"]
    led_to = [one["href"][1:] for one in page.all("a") if any(above is summary for above in one.ancestors)]
    assert led_to
    for one in led_to:
        assert next(control for control in asked if control["id"] == one)["aria-invalid"] == "true", one


def test_enter_saves_the_page_and_does_not_add_rows():
    sender = Sender().begin().fill_all()
    page = sender.page(sender.at("value/"))
    (form,) = [one for one in page.all("form") if one["method"] == "post"]
    first = next(one for one in page.all("button") if any(above is form for above in one.ancestors))
    assert (first["name"], first.text) == ("", "Save and continue")


def test_what_is_wrong_stands_at_its_row_when_answers_are_checked():
    sender = Sender().begin().fill_all(participants="many")
    page = sender.page(sender.at("check/"))
    rows = [one.text for one in page.all("div") if one["class"] == "bad"]
    assert ["Enter how many people take part, in figures, such as 120" in row for row in rows] == [True]


def test_answers_shown_back_bear_the_language_they_are_written_in():
    sender = Sender().begin().fill_all(summary="Des agents publics qui explorent.")
    sender.post(sender.at("words/"), written_in="fr", summary_english="Officials who explore.")
    page = sender.page(sender.at("check/"))
    spoken = {one.text: one["lang"] for one in page.all("bdi")}
    assert spoken["Des agents publics qui explorent."] == "fr"
    assert spoken["Officials who explore."] == "en"


def test_a_draft_offers_to_go_on_where_something_is_still_to_do():
    sender = Sender().begin()
    sender.fill("community")
    buttons = [(one.text, one["href"]) for one in sender.page(sender.at()).all("a") if "button" in one["class"]]
    assert buttons == [
        ("Go on: Where it is, and who convenes it", sender.at("place/")),
        ("Check and send", sender.at("check/")),
    ]
    sender.fill_all()
    buttons = [one["href"] for one in sender.page(sender.at()).all("a") if "button" in one["class"]]
    assert buttons == [sender.at("check/")]


def test_check_says_how_much_the_entry_states_and_leads_to_what_it_does_not():
    sender = Sender().begin().fill_all(topic=None, maturity=None, rhythm=None)
    page = sender.page(sender.at("check/"))
    assert "The entry states 14 of 17 main facts. 2 more answers let us match it" in page.words()
    missing = [one["href"] for one in page.all("a") if one["href"].startswith(sender.at("")) and "#id_" in one["href"]]
    for address in (
        "purpose/?from=check#id_topic_0",
        "purpose/?from=check#id_maturity_0",
        "working/?from=check#id_rhythm_0",
    ):
        assert sender.at(address) in missing
    sender.fill_all()
    assert "main facts" not in sender.page(sender.at("check/")).words()


def test_a_sender_who_sends_from_a_page_of_before_reads_whose_change_it_was():
    sender = Sender().begin().fill_all()
    form = sender.page(sender.at("check/")).form()
    sender.fill("community", name="Renamed")
    words = Page(sender.client.post(sender.at("check/"), form.values).text).words()
    assert "Your answers were changed after you opened this page" in words
    assert "its sender" not in words


def steps(page: Page) -> dict[str, str]:
    """The steps of a page's first way: what each says first, and whether it is done, now or next."""
    way = next(one for one in page.all("ol") if one["class"] == "way")
    return {
        one.text: item["class"]
        for item in page.all("li")
        if any(above is way for above in item.ancestors)
        for one in page.all("b")
        if any(above is item for above in one.ancestors)
    }


def test_the_way_of_a_submission_says_what_happened_where_it_stands_and_what_comes_next():
    sender = Sender().confirmed()
    assert list(steps(sender.page(sender.at())).values()) == ["done", "done", "now", "next"]
    submission = sender.submission
    moderation.ask(submission, version=submission.version, user=a_moderator(), words="Who?", reason="unclear")
    page = sender.page(sender.at())
    assert steps(page) == {
        "You sent it": "done",
        "You confirmed your e-mail address": "done",
        "OPSI asked you a question": "done",
        "You answer OPSI’s question": "now",
        "OPSI reads your answer": "next",
        "OPSI publishes it, or tells you why not": "next",
    }
    assert "Hard to understand" not in page.words(), "a reason for the record stays there"


@pytest.mark.parametrize("state", State)
def test_every_state_has_an_end_or_a_step_that_is_under_way(state):
    is_over = state in (State.APPROVED, State.DECLINED, State.SPAM, State.WITHDRAWN, State.EXPIRED)
    kind = Kind.QUESTION if state == State.RELAYED else Kind.NEW
    assert [one.when for one in course.ahead(state, kind)][:1] == ([] if is_over else ["now"])


def without_cookies(sender: Sender, **headers: str):
    path = sender.at("community/")
    return Client(enforce_csrf_checks=True).post(path, ANSWERS["community"], headers=headers)


def test_who_keeps_no_cookies_is_told_so_and_gets_back_what_they_typed():
    sender = Sender().begin()
    response = without_cookies(sender, origin="http://testserver")
    page = Page(response.text)
    assert response.status_code == 403
    for words in ("This was not saved", "Allow cookies", ANSWERS["community"]["summary"], "Community of practice"):
        assert words in page.words()
    assert "no-store" in response["Cache-Control"]
    assert sender.submission.name == ""


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_words_of_another_sites_form_are_not_shown_as_if_typed_here(headers):
    response = without_cookies(Sender().begin(), **headers)
    assert response.status_code == 403
    assert ANSWERS["community"]["summary"] not in response.text


def test_a_forged_form_about_a_link_that_is_none_shows_nothing():
    response = without_cookies(Sender("no-such-link"), origin="http://testserver")
    assert response.status_code == 403
    assert ANSWERS["community"]["summary"] not in response.text
