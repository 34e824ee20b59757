"""Somebody thinks of starting a community: the guide from the home page to a charter and a draft, without scripts."""

import re

from playwright.sync_api import expect

from tests.journeys.convening import choose, write


def test_guide_leads_without_scripts_to_a_charter_on_one_page_and_a_draft_with_the_answers(visit):
    visitor = visit(scripts=False)
    page = visitor.open("/")
    visitor.follow("Thinking of starting one?")
    visitor.is_at("Thinking of starting a community?")
    visitor.follow("Begin")

    visitor.is_at("What it would be about")
    choose(page, "Which subjects would it deal with?", "Strategic foresight and anticipation")
    write(page, "I am a …", "foresight practitioner")
    write(page, "What would you call it?", "Cercle de l’horizon 地平線 🦉")
    visitor.press("Continue")
    visitor.is_at("What it would be for")
    write(page, "What need would it meet, and whose?", "Ministries look ahead, each alone.\nNobody hears of it.")
    choose(page, "What would it be for?", "Knowledge sharing and sensemaking")
    choose(page, "Where would it deliver most value?", "Learning", "Innovation", "Coordination")
    visitor.press("Continue")
    visitor.is_at("Who would take part")
    visitor.reads("A word of caution", "You ticked 3 focus areas.")
    visitor.follow("Back")
    page.get_by_label("Coordination", exact=True).uncheck()
    visitor.press("Continue")
    expect(page.locator("main")).not_to_contain_text("A word of caution")
    choose(page, "How far would it reach?", "National")
    page.get_by_label("In which country?").select_option("Finland")
    visitor.press("Continue")

    visitor.is_at("What exists already")
    expect(page.locator("main ul").get_by_role("link").first).to_have_text("National Foresight Network (Finland)")
    visitor.follow("Go on with mine")
    visitor.is_at("How it would keep going")
    choose(page, "Where would members meet?", "Online")
    visitor.press("Continue")
    visitor.is_at("Join, help or start")
    assert page.context.cookies() == []

    visitor.follow("See the charter")
    visitor.is_at("Cercle de l’horizon 地平線 🦉")
    visitor.reads("foresight practitioner", "Finland", "Online")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    visitor.follow("Back")

    visitor.follow("Begin its entry")
    visitor.press("Take my answers into the form")
    visitor.is_at("The community")
    assert "?" not in page.url
    expect(page.get_by_label("What is it called?")).to_have_value("Cercle de l’horizon 地平線 🦉")
    expect(page.get_by_label("Describe it in one or two sentences")).to_have_value(
        "Ministries look ahead, each alone.\nNobody hears of it."
    )
    expect(page.get_by_label("National", exact=True)).to_be_checked()
    visitor.press("Save and continue")
    visitor.is_at("Where it is, and who convenes it")
    expect(page.get_by_label("In which country?")).to_have_value("FI")


def test_guide_waits_at_the_answer_that_needs_another_look(visit):
    visitor = visit()
    page = visitor.open("/start/idea/")
    subjects = ["Procurement", "Health and care", "Data and evidence", "Climate and environment", "Public workforce"]
    choose(page, "Which subjects would it deal with?", *subjects, "Education and skills")
    write(page, "What would you call it?", "Six at once")
    visitor.press("Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("Choose at most 5 subjects. You chose 6.")
    expect(page.get_by_label("What would you call it?")).to_have_value("Six at once")
    page.get_by_label("Procurement", exact=True).uncheck()
    visitor.press("Continue")
    visitor.is_at("What it would be for")
