"""A convener lists a community: questionnaire, letter, confirmation, and what happens on the way."""

import re

from playwright.sync_api import expect

from tests.journeys import convening


def test_convener_fills_in_looks_back_and_sends(visit):
    convener = visit()
    page = convener.open("/submit/")
    convener.press("Start now")
    convener.press("Save and continue")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    convener.follow("Enter the community’s name", within=page.get_by_role("alert"))
    expect(page.get_by_label("What is it called?")).to_be_focused()

    convening.describe(convener, "Tidal circle of the looking back")
    convener.follow("Back")
    expect(page.get_by_label("What is it called?")).to_have_value("Tidal circle of the looking back")
    convener.press("Save and continue")
    convening.answer_the_rest(convener, "looker@example.org")
    convener.reads(
        "Tidal circle of the looking back", "Iceland", "https://looker.example.org/community", "Convener", "Not given"
    )
    page.get_by_role("link", name=re.compile("^Change ?: Name")).click()
    page.get_by_label("What is it called?").fill("Tidal circle that was renamed")
    convener.press("Save and continue")
    convener.reads("Tidal circle that was renamed")
    convener.press("Send to OPSI")

    convener.is_at("confirm your address")
    page.get_by_label("The code in our e-mail").fill("WRONG234")
    convener.press("Confirm")
    convener.reads("This is not the code in our latest e-mail")
    page.get_by_label("The code in our e-mail").fill(
        convening.code_in(convening.letter_to(convener, "looker@example.org"))
    )
    convener.press("Confirm")
    convener.is_at("Tidal circle that was renamed")
    convener.reads("Waiting for OPSI")


def test_draft_goes_on_in_another_browser_by_the_link_in_a_letter(visit):
    convener = visit()
    convening.begin(convener)
    convening.describe(convener, "Circle of the two browsers")
    convener.press("Save and finish later")
    convener.page.get_by_label("Your e-mail address").fill("later@example.org")
    convener.press("Send me the link")
    elsewhere = visit(scripts=False)
    elsewhere.open(convening.link_in(convening.letter_to(elsewhere, "later@example.org")))
    elsewhere.reads("Circle of the two browsers")
    elsewhere.follow("The community")
    expect(elsewhere.page.get_by_label("What is it called?")).to_have_value("Circle of the two browsers")
    expect(elsewhere.page.get_by_label("National", exact=True)).to_be_checked()


def test_sender_of_what_is_listed_already_is_asked_how_the_two_relate(visit, backstage):
    convener = visit(scripts=False)
    convening.come_back(convener, backstage, "OneTeamGov of Finland", "alike@example.org", "FI")
    convener.reads("A listed community looks the same.")
    convener.press("Send to OPSI")
    convener.is_at("Check your answers")
    expect(convener.page.get_by_role("alert")).to_contain_text("Choose whether yours is the same as OneTeamGov Finland")
    convening.choose(convener.page, "Is yours the same as OneTeamGov Finland?", "Different, but the two overlap")
    convening.send(convener)
