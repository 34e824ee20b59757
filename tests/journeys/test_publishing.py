"""From a convener's form to a published, findable entry, and from a suggested change to what of it was taken."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import convening, moderating


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.long)], ids=["without scripts", "with scripts"]
)
def test_submission_is_confirmed_approved_and_found_everywhere(visit, moderator, scripts):
    name, address = ("Tidal power circle", "tides@example.org") if scripts else ("Avalanche table", "snow@example.org")
    convener = visit(scripts=scripts)
    convening.submit(convener, name, address)
    reader = visit(scripts=scripts)
    reader.open(f"/communities/?q={name}")
    reader.reads("Nothing is listed")

    desk = visit(scripts=scripts)
    moderating.sign_in(desk, *moderator)
    moderating.look_at(desk, name)
    expect(desk.page.locator("main, #content").first).to_contain_text(convening.SUMMARY.format(name=name))
    desk.follow("Preview as published")
    desk.is_at(name)
    desk.follow("Back to the decision")
    moderating.decide(desk, "Approve", "Approve and publish")
    moderating.tell_of_decision(desk, f"Approved by {moderator[0]}")

    page = reader.open(f"/communities/?q={name[:-2]}")
    reader.follow(name)
    reader.is_at(name)
    reader.reads(convening.SUMMARY.format(name=name), "Iceland", "Confirmed by its convener", "Launching", "40")
    reader.open(f"/communities/map/?q={name}")
    expect(page.get_by_role("row").filter(has_text="Iceland")).to_contain_text("1")
    reader.follow("Iceland", within=page.get_by_role("row"))
    reader.open("/countries/is/")
    reader.reads(name)
    convener.page.reload()
    convener.reads("It is published. Thank you.")
    log = convener.site.log.read_text()
    assert address not in log
    assert convener.page.url.split("/")[-2] not in log


def test_change_is_compared_word_by_word_and_only_what_is_taken_is_published(visit, at_desk):
    convener = visit()
    page = convener.open("/communities/oneteamgov-finland/")
    summary = page.locator("p.lede").inner_text()
    convener.follow("Suggest a change")
    convener.is_at("Suggest a change")
    convener.press("Start now")
    form = page.url
    convener.follow("The community")
    page.get_by_label("Describe it in one or two sentences").fill(f"{summary} Newcomers are welcome.")
    convener.press("Save and continue")
    convener.open(form)
    convener.follow("Members and joining")
    page.get_by_label("What should people do to join?").fill("Come to a breakfast.")
    page.get_by_label("About how many people take part regularly?").fill("25")
    convener.press("Save and continue")
    convener.open(form)
    page.get_by_role("link", name="You", exact=True).click()
    convening.introduce(convener, "changer@example.org")
    changes = page.locator("section[aria-labelledby=changes] dt")
    expect(changes).to_have_text(["Summary", "How to join, step by step", "Regular participants"])
    convener.press("Send to OPSI")
    convening.confirm(convener, "changer@example.org")

    desk = at_desk()
    moderating.look_at(desk, "OneTeamGov Finland")
    rows = moderating.changed_fields(desk)
    titles = rows.locator("th span:first-child")
    expect(titles).to_have_text(["Summary", "How to join, step by step", "Regular participants"])
    expect(rows.first.locator("ins")).to_have_text("Newcomers are welcome.")
    expect(rows.first.locator("del")).to_have_count(0)
    desk.looks_around()
    rows.filter(has_text="Regular participants").get_by_role("checkbox").uncheck()
    expect(desk.page.get_by_role("button", name="Approve and publish 2 fields")).to_be_enabled()
    desk.press("Approve and publish 2 fields")
    moderating.tell_of_decision(desk, "Approved")

    reader = visit()
    reader.open("/communities/oneteamgov-finland/")
    reader.reads("Newcomers are welcome.", "Come to a breakfast.")
    expect(reader.page.get_by_role("main")).not_to_contain_text("Take part regularly")
    reader.open("/communities/oneteamgov-finland/history/")
    expect(reader.page.locator("section.version").first.locator("tbody th")).to_have_text(
        ["Summary", "How to join, step by step"]
    )


def test_second_thoughts_ask_answer_approve_undo(visit, at_desk, backstage):
    name, address = "Circle of second thoughts", "second@example.org"
    convener, desk, reader = visit(), at_desk(), visit()
    convening.come_back(convener, backstage, name, address)
    convening.send(convener)
    convening.confirm(convener, address)
    moderating.look_at(desk, name)
    desk.page.get_by_role("row", name=re.compile("^Summary")).locator("summary").click()
    desk.page.get_by_role("row", name=re.compile("^Summary")).get_by_role("textbox").fill("Which ministries are these?")
    moderating.decide(desk, "Ask for changes", "Ask the sender for changes", "Thank you! One question.")
    moderating.tell_of_success(desk, "Asked for changes")

    letter = convening.letter_to(convener, address, 3)
    assert "Which ministries are these?" in convening.words_of(letter)
    page = convener.open(convening.link_in(letter))
    convener.reads("OPSI has a question for you", "Thank you! One question.", "Which ministries are these?")
    convener.follow("Summary")
    convener.reads("OPSI asks", "Which ministries are these?")
    page.get_by_label("Describe it in one or two sentences").fill(
        "Officials of the ministries of energy and fisheries."
    )
    convener.press("Save and continue")
    page.get_by_label("Your answer to OPSI").fill("These two, since 2020.")
    convener.press("Send your answer to OPSI")
    convener.reads("Waiting for OPSI", "These two, since 2020.")

    moderating.look_at(desk, name)
    expect(desk.page.get_by_role("table").first).to_contain_text("Officials of the ministries of energy and fisheries.")
    moderating.decide(desk, "Approve", "Approve and publish")
    moderating.tell_of_decision(desk, "Approved")
    reader.open("/communities/circle-of-second-thoughts/")
    reader.is_at(name)
    desk.press("Undo")
    moderating.tell_of_decision(desk, "Undone")
    response = reader.page.goto("/communities/circle-of-second-thoughts/")
    assert response.status == 410
    reader.open(f"/communities/?q={name.replace(' ', '+')}")
    reader.reads("Nothing is listed")
    moderating.look_at(desk, name)
    moderating.decide(desk, "Decline", "Decline")
    expect(desk.page.get_by_text("it is what the sender is told")).to_be_visible()


def test_moderator_corrects_a_field_before_deciding(at_desk, backstage):
    backstage.run("from tests.submissions.submitted import pending; pending(entry={'name': 'Circle at the desk'})")
    desk = at_desk()
    moderating.look_at(desk, "Circle at the desk")
    desk.follow("Correct a field")
    desk.page.get_by_role("textbox", name="Acronym").fill("CAD")
    desk.press("Save the correction")
    moderating.tell_of_success(desk, "Corrected")
