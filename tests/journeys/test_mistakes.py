"""Mistakes in the questionnaire: said at the top and at the question, announced, led to; every required question."""

import re

import pytest
from playwright.sync_api import Page, expect

from submissions import questionnaire
from submissions.questionnaire import Question

REQUIRED = {
    section.slug: [question for question in section.questions if question.is_required]
    for section in questionnaire.SECTIONS
    if any(question.is_required for question in section.questions)
}
# By section, the draft in which all of its required questions are asked and none is answered.
DRAFT = dict.fromkeys(REQUIRED, "hasty-national") | {"community": "hasty"}
# What the control that a link leads to is described by: itself, or the group that it stands in.
DESCRIBED = """(one) => [one, one.closest("fieldset")]
  .flatMap((each) => each?.getAttribute("aria-describedby")?.split(" ") ?? [])
  .map((id) => document.getElementById(id)?.innerText ?? "nothing there").join(" ")"""


def leave_out(page: Page, token: str, slug: str) -> None:
    page.goto(f"/submission/{token}/{slug}/")
    page.get_by_role("button", name="Save and continue").click()


def led_to(page: Page) -> list[tuple[str, str, str]]:
    """Of each line of the summary: its words, the id that it leads to, and what that control is described by."""
    found = []
    for link in page.get_by_role("alert").get_by_role("link").all():
        place = link.get_attribute("href").removeprefix("#")
        described = " ".join(page.locator(f"[id='{place}']").evaluate(DESCRIBED).split())
        found.append((link.inner_text(), place, described))
    return found


def key_of(place: str, questions: list[Question]) -> str:
    fitting = [question.key for question in questions if re.fullmatch(rf"id_{question.key}(_.+)?", place)]
    return max(fitting, key=len)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("slug", REQUIRED)
def test_required_question_left_out_is_named_led_to_and_described(visit, set_stage, slug, scripts):
    page = visit(scripts=scripts).page
    leave_out(page, set_stage.names[DRAFT[slug]], slug)
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    if scripts:
        expect(summary).to_be_focused()
    assert summary.bounding_box()["y"] < page.viewport_size["height"]
    lines = led_to(page)
    assert [key_of(place, REQUIRED[slug]) for _words, place, _described in lines] == [
        question.key for question in REQUIRED[slug]
    ]
    for words, place, described in lines:
        assert f"Error: {words}" in described
        summary.get_by_role("link", name=words, exact=True).click()
        expect(page.locator(f"[id='{place}']")).to_be_focused() if scripts else expect(page).to_have_url(
            re.compile(f"#{place}$")
        )
        expect(page.locator(f"[id='{place}']")).to_be_in_viewport()


@pytest.mark.parametrize("slug", [section.slug for section in questionnaire.SECTIONS if section.slug != "withheld"])
def test_every_wrong_answer_is_named_led_to_and_described(looker, set_stage, slug):
    page = looker.open(f"/submission/{set_stage.names['wrong']}/{slug}/")
    questions = list(questionnaire.section(slug).questions)
    lines = led_to(page)
    for words, _place, described in lines:
        assert words in described
    ids = page.locator(".err[id]").evaluate_all("all => all.map((one) => one.id)")
    said = {key_of(one.removesuffix("_error"), questions) for one in ids}
    assert {key_of(place, questions) for _words, place, _described in lines} == said != set()
