"""Two conveners are introduced through OPSI; one holds priorities against what is in place. Both without scripts."""

from playwright.sync_api import expect

from tests.journeys import convening, moderating

CONVENERS = """
from tests.submissions.introduced import a_steward, at_status
a_steward("Lantern keepers", host="FO")
print(at_status(a_steward("Beacon watchers", host="FO")))
"""
RELEASE = "from post_office.models import Email; Email.objects.exclude(scheduled_time=None).update(scheduled_time=None)"
ASKER, KEEPER = "beacon@keepers.example", "lantern@keepers.example"


def test_two_conveners_are_introduced_once_opsi_and_both_of_them_agree(visit, at_desk, moderator, backstage):
    token = backstage.run(CONVENERS).strip().splitlines()[-1]
    asker = visit(scripts=False)
    asker.open(f"/submission/{token}/")
    asker.follow("Communities like yours, and introductions to them")
    asker.is_at("Communities like yours")
    asker.follow("Ask for an introduction")
    asker.reads("Lantern keepers")
    asker.press("Ask for it")
    asker.reads("Tell them in a few words why")
    convening.write(asker.page, "Why would you like to be introduced?", "How do you keep the light on in August?")
    asker.press("Ask for it")
    asker.reads("OPSI looks at it before anybody else does.")

    desk = at_desk(scripts=False)
    moderating.look_at(desk, "Lantern keepers")
    moderating.decide(desk, "Pass on, or answer", "Pass on, or answer")
    moderating.tell_of_success(desk, f"Approved by {moderator[0]}")
    backstage.run(RELEASE)

    keeper = visit(scripts=False)
    letter = convening.letter_to(keeper, KEEPER)
    assert "How do you keep the light on in August?" in convening.words_of(letter)
    assert ASKER not in convening.words_of(letter)
    keeper.open(convening.link_in(letter))
    keeper.is_at("May we introduce somebody to you?")
    keeper.reads("Somebody who looks after Beacon watchers", "each of you gets a letter")
    asker.page.reload()
    asker.reads("OPSI has passed it on.")
    keeper.press("Accept")
    keeper.is_at("You have accepted")
    assert ASKER in convening.words_of(convening.letter_to(keeper, KEEPER, 2))
    assert KEEPER in convening.words_of(convening.letter_to(asker, ASKER, 3))
    asker.page.reload()
    asker.reads("They have accepted")


def test_self_check_leads_from_the_figures_to_the_widest_gap_and_is_counted_if_they_say_so(visit):
    visitor = visit(scripts=False)
    page = visitor.open("/insights/")
    visitor.follow("Do the self-check for your community")
    visitor.is_at("Self-check of a community")
    visitor.press("Show the result")
    visitor.reads("Choose both numbers for one of the six at least")
    group = page.get_by_role("group", name="Communication and feedback loops")
    group.get_by_label("How much of a priority is it?").select_option("5 – top priority")
    group.get_by_label("How much of it is in place?").select_option("2 – little in place")
    visitor.press("Show the result")
    visitor.is_at("Result of your self-check")
    visitor.reads("Communication and feedback loops: top priority, little in place")
    visitor.press("Count them")
    visitor.reads("Tick the box if you want your answers counted")
    page.get_by_label("Count my answers in the public figures").check()
    visitor.press("Count them")
    visitor.reads("Your answers are counted. Thank you.")
    expect(page.get_by_role("button", name="Count them")).to_have_count(0)
    visitor.follow("Change the answers")
    expect(group.get_by_label("How much of a priority is it?")).to_have_value("5")
