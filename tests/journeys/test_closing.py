"""A convener closes a listed community with honour, or lets it rest, and its page says so from then on."""

import pytest
from playwright.sync_api import expect

from tests.journeys import convening, moderating


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.long)], ids=["without scripts", "with scripts"]
)
def test_community_is_closed_with_honour_and_its_page_becomes_its_legacy(visit, at_desk, moderator, scripts):
    name = "EmTech Community of Interest" if scripts else "Heads of Horizon Scanning Network"
    address = "scripted-end@example.org" if scripts else "plain-end@example.org"
    convener = visit(scripts=scripts)
    entry = f"/communities/{name.lower().replace(' ', '-')}/"
    page = convener.open(entry)
    convener.follow("Close it with honour")
    convener.is_at("Pausing, or closing with honour")
    convener.press("Continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose whether it is pausing or has ended")
    convening.choose(page, "What is happening with it?", "It has ended")
    convener.press("Continue")
    convener.is_at("What it leaves behind")
    convening.write(page, "In which year did it end?", "2026")
    convening.write(page, "What did it achieve?", "Forty ministries wrote a foresight brief.")
    convening.write(page, "Where did its knowledge go?", "The National Archive keeps all of it.")
    page.locator("#id_assets_0").fill("All our briefs")
    page.locator("[name=assets-0-url]").fill("archive.example.org/briefs")
    page.locator("#id_links_0").select_option("Succeeded by")
    page.locator("[name=links-0-slug]").fill("OneTeamGov Finland")
    convening.write(page, "Whom would you like to thank?", "The canteen, which stayed open.")
    convener.press("Save and continue")
    convening.introduce(convener, address)
    convener.reads("Forty ministries wrote a foresight brief.", "Closed")
    convener.press("Send to OPSI")
    convener.is_at("confirm your address")
    convening.confirm(convener, address)

    desk = at_desk(scripts=scripts)
    moderating.look_at(desk, name)
    expect(moderating.changed_fields(desk).locator("th").filter(has_text="What it achieved")).to_be_visible()
    button = "Approve and publish 7 fields" if scripts else "Approve and publish the fields taken"
    moderating.decide(desk, "Approve", button)
    moderating.tell_of_decision(desk, f"Approved by {moderator[0]}")

    reader = visit(scripts=scripts)
    reader.open(entry)
    reader.reads(
        "Listed and kept: this community no longer meets.",
        "Forty ministries wrote a foresight brief.",
        "The National Archive keeps all of it.",
        "All our briefs",
        "The canteen, which stayed open.",
    )
    reader.follow("OneTeamGov Finland", within=reader.page.locator("section[aria-labelledby=carried-on]"))
    reader.is_at("OneTeamGov Finland")
    reader.open(entry)
    reader.follow("Pick it up again")
    reader.is_at("Change this answer")


def test_one_answer_is_changed_alone_in_one_step(visit):
    convener = visit()
    page = convener.open("/submit/change/national-foresight-network-finland/")
    page.locator("a[href$='field=how_to_join']").click()
    convener.is_at("Change this answer")
    convener.press("Continue")
    convener.reads("Nothing differs from the published entry yet")
    convening.write(page, "What should people do to join?", "Come to a Foresight Friday.")
    convener.press("Continue")
    convening.introduce(convener, "one-answer@example.org")
    changes = page.locator("section[aria-labelledby=changes] dt")
    expect(changes).to_have_text(["How to join, step by step"])
    convener.press("Send to OPSI")
    convener.is_at("confirm your address")
