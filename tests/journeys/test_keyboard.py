"""Without a mouse, with and without scripts: from the home page to a confirmed entry, from signing in to a decision.

At every stop of the focus it can be seen where it is, and nothing covers it.
"""

import pytest
from playwright.sync_api import expect

from submissions import questionnaire
from submissions.questionnaire import Kind, Question
from tests.journeys import convening, moderating
from tests.journeys.keyboard import Keyboard

ANSWERS = {
    "name": "Circle without a mouse",
    "summary": "Officials who meet every month, and type.",
    "scale": "national",
    "host": "Icel",
    "purpose": "advising",
    "sender_role": "convener",
    "consent_publish": "on",
}
# Without scripts the same journeys are made by mouse.
BOTH = pytest.mark.parametrize(
    "scripts", [True, pytest.param(False, marks=pytest.mark.long)], ids=["with scripts", "without scripts"]
)


def answer(keys: Keyboard, question: Question, given: str) -> None:
    if question.kind == Kind.ONE:
        keys.choose(f"[name={question.key}][value={given}]")
    elif question.kind in (Kind.MANY, Kind.TICK):
        keys.tick(f"[name={question.key}]" + (f"[value={given}]" if question.kind == Kind.MANY else ""))
    else:
        keys.go_to(f"#id_{question.key}")
        keys.type(given)


@BOTH
def test_convener_comes_from_the_home_page_to_a_confirmed_entry(visit, scripts):
    convener = visit(scripts=scripts)
    page = convener.open("/")
    keys = Keyboard(page)
    address = f"keys{'' if scripts else '-alone'}@example.org"
    answers = {**ANSWERS, "sender_email": address}
    assert keys.tab() == "Skip to main content"
    keys.press("Enter")
    keys.go_to("main [name=q]")
    keys.type("national foresight network")
    keys.press("Enter")
    convener.is_at("Communities")
    keys.go_to_named("National Foresight Network (Finland)")
    keys.press("Enter")
    convener.is_at("National Foresight Network (Finland)")
    keys.go_to("header a[href='/submit/']")
    keys.press("Enter")
    convener.is_at("Add a community")
    keys.go_to("main form button")
    keys.press("Enter")

    for section in questionnaire.MAIN:
        convener.is_at(str(section.title))
        for question in section.questions:
            if question.key in answers:
                answer(keys, question, answers[question.key])
        keys.go_to("main form button.button:not(.second)")
        keys.press("Enter")
    convener.is_at("Check your answers")
    keys.go_to("main form button.button")
    keys.press("Enter")
    convener.is_at("confirm your address")
    page.goto(convening.link_in(convening.letter_to(convener, address)))
    keys.go_to("main form button")
    keys.press("Enter")
    convener.reads("Waiting for OPSI")


@BOTH
def test_moderator_comes_from_signing_in_to_a_decision(visit, set_stage, moderator, scripts):
    undecided = f"Undecided assembly {'one' if scripts else 'two'}"
    desk = visit(scripts=scripts)
    page = desk.open("/admin/")
    keys = Keyboard(page)
    keys.go_to("[name=login]")
    keys.type(moderator[0])
    keys.go_to("[name=password]")
    keys.type(moderator[1])
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    keys.go_to(f"main a[href^='{moderating.QUEUE}'], #content a[href^='{moderating.QUEUE}']")
    desk.open(f"{moderating.QUEUE}?q=undecided")
    keys.go_to_named(undecided)
    keys.press("Enter")
    desk.is_at(undecided)
    keys.choose("[name=decision][value=decline]")
    keys.go_to("[name=reason_decline]")
    keys.press("ArrowDown")
    keys.go_to_named("Decline")
    keys.press("Enter")
    moderating.tell_of_success(desk, "Declined")


WALKED = (
    "/communities/?scale=national",
    "/communities/map/",
    "/communities/{full}/",
    "/submission/{filled}/community/",
    "/submission/{filled}/check/",
    *(
        pytest.param(address, marks=pytest.mark.long)
        for address in (
            "/",
            "/communities/{full}/history/",
            "/countries/fr/",
            "/submit/",
            "/submission/{filled}/",
            "/submission/{filled}/words/",
            "/accounts/login/",
        )
    ),
)


@pytest.mark.parametrize("address", WALKED)
def test_focus_is_seen_at_every_stop_and_leaves_every_page(looker, set_stage, address):
    page = looker.open(address.format(**set_stage.names))
    page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")
    seen = Keyboard(page).leave_page()
    assert seen[0] == "Skip to main content"
    assert any("feed" in name.lower() or "Letters" in name for name in seen[-4:])


def test_focus_is_seen_in_a_narrow_window(looker, set_stage):
    """At 400 %, where whatever sticks could cover most of the window."""
    page = looker.page
    page.set_viewport_size({"width": 320, "height": 256})
    for address in ("/communities/?scale=national", f"/submission/{set_stage.names['filled']}/community/"):
        page.goto(address)
        Keyboard(page).leave_page()
