"""A lesson from the page of a community to where others find it, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys import convening, moderating

ENTRY = "/communities/oneteamgov-finland/"


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.long)], ids=["without scripts", "with scripts"]
)
def test_lesson_is_sent_confirmed_approved_and_found_by_its_stage_and_on_its_communitys_page(visit, at_desk, scripts):
    did = f"We had breakfast before anybody asked for a mandate, {'with' if scripts else 'without'} scripts."
    address = f"breakfast-{scripts}@example.org".lower()
    teller = visit(scripts=scripts)
    page = teller.open(ENTRY)
    teller.follow("Tell what you learned")
    teller.is_at("Tell what you learned")
    if scripts:
        teller.looks_around()
    teller.press("Send to OPSI")
    teller.reads("6 answers need another look")
    page.get_by_label("What did you do?").fill(did)
    page.get_by_label("What happened?").fill("Forty came to the third one.")
    page.get_by_role("radio", name="Yes, but differently").check()
    page.get_by_role("radio", name="Setting up").check()
    page.get_by_role("checkbox", name="Advising or review").check()
    page.get_by_role("radio", name="Facilitator").check()
    page.get_by_label("Your e-mail address").fill(address)
    teller.press("Send to OPSI")
    teller.is_at("One more step: confirm your address")
    convening.confirm(teller, address)
    teller.reads("A lesson", "Waiting for OPSI")

    desk = at_desk(scripts=scripts)
    desk.open(f"{moderating.QUEUE}?kind=lesson")
    desk.follow("OneTeamGov Finland", within=desk.page.get_by_role("table"))
    expect(desk.page.locator("#content")).to_contain_text(did)
    moderating.decide(desk, "Approve", "Approve and publish")
    moderating.tell_of_decision(desk, "Approved")

    reader = visit(scripts=scripts)
    page = reader.open("/lessons/")
    page.get_by_role("checkbox", name="Setting up").check()
    reader.press("Apply filters")
    reader.reads("When setting up", did)
    reader.follow(did)
    reader.is_at("A lesson of OneTeamGov Finland")
    reader.reads("Forty came to the third one.", "Yes, but differently", "Cite this lesson")
    if scripts:
        reader.looks_around()
    reader.open(ENTRY)
    reader.reads("What it learned", did)
    teller.page.reload()
    teller.reads("It is published. Thank you.")
    teller.follow("The published lesson")
    teller.is_at("A lesson of")
