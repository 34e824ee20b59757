"""The self-check: asked without an account, its result in words and bars, nothing kept unless they say so."""

import io
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from submissions import check_form, links
from submissions.models import CheckAnswer, Purpose, State
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_draft, in_state, pending

pytestmark = pytest.mark.django_db

FORM = "/submit/self-check/"
ANSWERS = "priority_communication=5&in-place_communication=2&priority_direction=4&in-place_direction=3&show=1"


def shown(query: str) -> Page:
    response = Client().get(f"{FORM}?{query}")
    assert response.status_code == 200
    return Page(response.text)


def part(page: Page, name: str) -> str:
    return next(one.text for one in page.all("section") if one["aria-labelledby"] == name)


def test_form_asks_twice_about_each_of_the_six_and_keeps_nothing():
    response = Client().get(FORM)
    page = Page(response.text)
    assert not response.cookies
    (form,) = [form for form in page.forms() if form.action.endswith(FORM)]
    assert form.method == "get"
    assert len([key for key in form.values if "_" in key]) == 12
    assert "There is no score and no ranking" in page.words()


def test_result_says_the_widest_gaps_first_in_words():
    gaps = part(shown(ANSWERS), "gaps")
    assert gaps.index("top priority, little in place") < gaps.index("high priority, some in place")
    assert "Communication and feedback loops" in gaps
    assert "score" not in gaps


def test_result_shows_all_six_with_a_bar_for_what_is_known():
    page = shown(ANSWERS)
    table = page.all("table")[0].text
    for slug in check_form.INGREDIENT.slugs:
        assert check_form.INGREDIENT.words(slug)[0] in table
    assert table.count("Not known") == 8
    assert "5 – top priority" in table
    assert sorted(rect["width"] for rect in page.all("rect"))[-4:] == ["100.0%", "40.0%", "60.0%", "80.0%"]


def test_where_nothing_is_behind_it_says_so():
    assert (
        "Nothing that you call a priority is behind"
        in shown("priority_direction=3&in-place_direction=3&show=1").words()
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("show=1", "Choose both numbers for one of the six at least"),
        ("show=1&priority_direction=4", "Choose both numbers for one of the six at least"),
        ("show=1&priority_direction=4&in-place_direction=not-known", "Choose both numbers"),
        ("show=1&priority_direction=9&in-place_direction=2", "Choose a number from 1 to 5"),
        ("show=1&stage=asleep&priority_direction=4&in-place_direction=2", "Choose one of the stages"),
    ],
)
def test_what_cannot_be_shown_is_said(query, said):
    page = shown(query)
    assert said in page.words()
    assert "Error:" in page.all("title")[0].text


def test_each_rating_that_is_no_number_is_told_in_words_of_its_own():
    page = shown("show=1&priority_direction=9&in-place_direction=x&priority_communication=y")
    said = [link.text for link in page.all("a") if link["href"].startswith("#id_")]
    assert len(said) == len(set(said)) == 3
    for asked in ("for the priority of “Communication and feedback loops”", "is in place"):
        assert any(one.endswith(asked) for one in said)


def test_next_steps_lead_to_pages_that_are_there():
    factories.published(name="Far ahead", maturity="consolidating", method=["mailing-list"])
    page = shown(f"{ANSWERS}&stage=launching")
    assert "Communities one step ahead that work by: Mailing list" in part(page, "gaps")
    leading = [link for link in page.links() if link.startswith(("/communities/?", "/start/", "/lessons/"))]
    assert leading
    for link in leading:
        assert Client().get(link).status_code == 200
    assert "Far ahead" in Client().get(next(link for link in leading if "maturity" in link)).text
    try:
        resolve("/lessons/")
    except Resolver404:
        assert not [link for link in page.links() if "/lessons/" in link]


def test_result_is_for_its_reader_alone():
    response = Client().get(f"{FORM}?{ANSWERS}")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_answers_in_the_address_are_in_no_log(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(next(iter(logging.getLogger("django").handlers)), "stream", log)
    logging.getLogger("django.request").warning("GET %s?%s", FORM, ANSWERS)
    assert "self-check/?…" in log.getvalue()
    assert "communication" not in log.getvalue()


# Counting --------------------------------------------------------------------------------------------


def test_counted_only_once_they_tick_the_box():
    visitor = Sender()
    page = visitor.post(f"{FORM}?{ANSWERS}")
    assert "Tick the box if you want your answers counted" in page.words()
    assert not CheckAnswer.objects.exists()
    visitor.post(f"{FORM}?{ANSWERS}", count="on")
    assert CheckAnswer.objects.count() == 4
    page = visitor.page(visitor.response["Location"])
    assert "Your answers are counted" in page.words()
    assert not [form for form in page.forms() if form.method == "post"]


@pytest.mark.parametrize("trap", [{"website_2": "filled"}, {}])
def test_program_is_not_counted(settings, trap):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    page = visitor.post(f"{FORM}?{ANSWERS}", count="on", **trap)
    assert ("A hidden field was filled in" if trap else "That was very quick") in page.words()
    assert not CheckAnswer.objects.exists()


def test_looking_five_times_counts_nothing():
    for _time in range(5):
        Client().get(f"{FORM}?{ANSWERS}&count=on")
        Client().head(f"{FORM}?{ANSWERS}&count=on")
    assert not CheckAnswer.objects.exists()


# From a submission -----------------------------------------------------------------------------------


def test_status_page_leads_to_it_with_the_priorities_already_answered():
    row = pending(
        a_draft(private_answers={"rating_direction": 5, "rating_outreach": None}, entry={"maturity": "launching"})
    )
    visitor = Sender(links.issue(row, Purpose.RESUME).token)
    (link,) = [link for link in visitor.page(visitor.at()).links() if FORM in link]
    form = next(form for form in visitor.page(link).forms() if form.method == "get" and "stage" in form.values)
    assert (form.values["priority_direction"], form.values["priority_outreach"]) == (["5"], [""])
    assert form.values["stage"] == ["launching"]
    assert "Error:" not in visitor.response.text


@pytest.mark.parametrize("state", [State.DRAFT, State.DECLINED, State.WITHDRAWN])
def test_other_submissions_do_not_lead_to_it(state):
    visitor = Sender(links.issue(in_state(state), Purpose.RESUME).token)
    page = visitor.page(visitor.at())
    assert bool([link for link in page.links() if FORM in link]) == (state == State.DECLINED)


def test_asks_the_database_as_often_whatever_is_answered():
    def count(query: str) -> int:
        Client().get(FORM)
        with CaptureQueriesContext(connection) as caught:
            Client().get(f"{FORM}?{query}")
        return len(caught)

    factories.published()
    every = "&".join(f"priority_{slug}=5&in-place_{slug}=1" for slug in check_form.INGREDIENT.slugs)
    assert count(f"{every}&show=1") == count(ANSWERS)
