"""Without a mouse through everything that can go wrong or be asked otherwise: each required field, error and condition.

The answers are prepared. Each mistake is followed from the summary to its field by the summary's own link.
"""

import pytest
from playwright.sync_api import expect

from submissions import questionnaire
from submissions.questionnaire import Kind, Question, Section
from tests.journeys import convening
from tests.journeys.keyboard import Keyboard
from tests.journeys.visitor import Visitor

ADDRESS = "mistaken@example.org"
SAVE = "main form button.button:not(.second)"
# Typed first, and refused.
WRONG = {
    "participants": "many",
    "website": "no address at all",
    "sender_email": "nobody",
    "founded": "3000",
    "ended": "1200",
    "members": "a lot",
    "effort_hours": "often",
    "last_active": "some day",
    "mailbox": "nobody",
}
RIGHT = {
    "name": "Circle of every mistake",
    "summary": "Officials who meet every month, and type.",
    "scale": "national",
    "host": "Icel",
    "purpose": "advising",
    "maturity": "closed",
    "participants": "40",
    "website": "https://mistaken.example.org/",
    "sender_role": "convener",
    "sender_email": ADDRESS,
    "consent_publish": "on",
    "founded": "1998",
    "ended": "2020",
    "members": "200",
    "effort_hours": "12",
    "last_active": "2020-05",
    "mailbox": "circle@example.org",
}
QUESTIONS = {question.key: question for question in questionnaire.questions()}
TYPED = (Kind.LINE, Kind.TEXT, Kind.WEB, Kind.EMAIL, Kind.NUMBER, Kind.YEAR, Kind.HOURS, Kind.DATE)


def put(keys: Keyboard, question: Question, given: str) -> None:
    """Answer the question that has the focus, or one of whose choices has it."""
    if question.kind in TYPED:
        keys.press("Control+a")
        keys.type(given)
    elif question.kind in (Kind.COUNTRY, Kind.LISTED, Kind.LANGUAGE):
        keys.type(given)
    else:
        chosen = f"[name={question.key}]" + (f"[value={given}]" if question.kind != Kind.TICK else "")
        move = "ArrowDown" if question.kind == Kind.ONE else "Tab"
        for _turn in range(30):
            if keys.page.evaluate("(css) => document.activeElement.matches(css)", chosen):
                break
            keys.press(move)
        if not keys.page.locator(chosen).is_checked():
            keys.press("Space")
        expect(keys.page.locator(chosen)).to_be_checked()


def is_asked(keys: Keyboard, key: str) -> bool:
    return keys.page.locator(f"[name={key}]").count() > 0


def press_enter(keys: Keyboard) -> None:
    """Enter, and the page that it leads to."""
    with keys.page.expect_navigation():
        keys.press("Enter")


def save(keys: Keyboard) -> None:
    keys.go_to(SAVE)
    press_enter(keys)


def put_right(visitor: Visitor, keys: Keyboard) -> int:
    """Follow each line of the summary to its field and answer it, until nothing is wrong; how many there were."""
    page, followed = visitor.page, 0
    while page.get_by_role("alert").count():
        expect(page.get_by_role("alert")).to_be_focused()
        keys.tab()
        words, place = page.evaluate("() => [document.activeElement.innerText, document.activeElement.hash.slice(1)]")
        keys.press("Enter")
        expect(page.locator(f"[id='{place}']")).to_be_focused()
        key = page.evaluate("() => document.activeElement.name")
        assert QUESTIONS[key].wrong == words or key in WRONG, words
        put(keys, QUESTIONS[key], RIGHT[key])
        followed += 1
        save(keys)
    return followed


def begin(visitor: Visitor) -> Keyboard:
    keys = Keyboard(visitor.open("/submit/"), looks=False)
    keys.go_to("main form button")
    press_enter(keys)
    visitor.is_at("The community")
    return keys


def change_mind(visitor: Visitor, keys: Keyboard) -> None:
    """A regional community is asked for its region, one within a country for that. Nothing is lost on the way back."""
    keys.choose("[name=scale][value=regional]")
    save(keys)
    assert put_right(visitor, keys) == len(("name", "summary"))
    visitor.is_at("Where it is")
    assert (is_asked(keys, "region"), is_asked(keys, "host")) == (True, False)
    keys.go_to("main a[href$='/community/']")
    press_enter(keys)
    expect(keys.page.locator("[name=name]")).to_have_value(RIGHT["name"])
    keys.choose("[name=scale][value=national]")
    save(keys)
    assert (is_asked(keys, "region"), is_asked(keys, "host")) == (False, True)


def answer_wrongly(keys: Keyboard, section: Section) -> int:
    """Leave out what is required, type what cannot be used, and choose what leads to further questions."""
    wrong = 0
    for question in section.questions:
        if not is_asked(keys, question.key):
            continue
        wrong += question.is_required or question.key in WRONG
        if question.key in WRONG:
            keys.go_to(f"#id_{question.key}")
            keys.type(WRONG[question.key])
        elif question.key == "maturity":
            keys.choose(f"[name=maturity][value={RIGHT['maturity']}]")
    return wrong


@pytest.mark.parametrize(
    "sections",
    [questionnaire.MAIN, pytest.param(questionnaire.SECTIONS, marks=pytest.mark.long)],
    ids=["what all are asked", "everything"],
)
def test_every_required_field_error_and_condition_is_passed_without_a_mouse(visit, sections):
    convener = visit()
    keys = begin(convener)
    change_mind(convener, keys)
    for section in sections[1:]:
        if not section.is_main:
            keys.go_to(f"main a[href*='/{section.slug}/']")
            press_enter(keys)
        convener.is_at(str(section.title))
        assert section.slug != "running" or is_asked(keys, "ended"), "it has closed"
        assert section.slug != "value" or is_asked(keys, "website_public"), "it has a website"
        wrong = answer_wrongly(keys, section)
        save(keys)
        assert put_right(convener, keys) == wrong
        if not section.is_main:
            convener.open(f"/submission/{_token(keys)}/check/")
    convener.is_at("Check your answers")
    keys.go_to("main form button.button")
    press_enter(keys)
    convener.is_at("confirm your address")
    keys.go_to("[name=code]")
    keys.type("WRONG234")
    press_enter(keys)
    convener.reads("This is not the code in our latest e-mail")
    keys.go_to("[name=code]")
    keys.press("Control+a")
    keys.type(convening.code_in(convening.letter_to(convener, ADDRESS)))
    press_enter(keys)
    convener.reads("Waiting for OPSI")


def _token(keys: Keyboard) -> str:
    return keys.page.url.split("/submission/")[1].split("/")[0]
