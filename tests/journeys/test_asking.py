"""“Has anyone tried …?”: asked, moderated, relayed, two answers, one reply published and found; nobody is named."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import convening, moderating
from tests.journeys.visitor import Visitor

# Two conveners of the starter who agreed to be asked, and what happened to letters that wait.
WILLING = """
from communities.models import Community
from submissions.models import Steward
listed = Community.objects.published().filter(entry__topic__contains="foresight").order_by("pk")[%d:][:3]
for number, one in enumerate(listed):
    Steward.objects.create(community=one, email=f"asked{number}@%s", name="Ursula Asked", may_be_asked=number < 2)
    print(one.name)
"""
LEAVE = (
    "from post_office.models import Email; "
    "Email.objects.filter(status=2, scheduled_time__isnull=False).update(scheduled_time=None)"
)
QUESTION = "Has anyone tried a rota of facilitators across %s?"
ANSWER = re.compile(r"https?://\S+/submit/answer/\S+")


def ask(asker: Visitor, address: str, question: str) -> None:
    page = asker.open("/")
    asker.follow("“Has anyone tried …?”")
    asker.follow("Ask a question")
    convening.write(page, "What have you tried to find?", "The library of my ministry.")
    convening.write(page, "Your question, in one or two sentences", question)
    convening.write(page, "What should they know to answer?", "We are nine ministries.")
    convening.choose(page, "Which topics is it about?", "Strategic foresight and anticipation")
    page.get_by_label("Your country").select_option("Iceland")
    convening.write(page, "Your organisation", "Ministry of Weather")
    convening.write(page, "Your role there", "Rainmaker")
    convening.write(page, "Your e-mail address", address)
    asker.press("Send the question")
    expect(page.get_by_role("alert")).to_contain_text("Tick that we may publish the question")
    page.get_by_label("You may publish my question").check()
    asker.press("Send the question")
    asker.is_at("confirm your address")
    convening.confirm(asker, address)


def answer(convener: Visitor, address: str, words: str) -> None:
    """Open the link in the letter, and answer."""
    found = ANSWER.search(convening.words_of(convening.letter_to(convener, address)))
    assert found
    page = convener.open(found[0])
    convener.reads("Has anyone tried to take turns?", "We are nine ministries.")
    expect(page.locator("body")).not_to_contain_text("Ministry of Weather")
    page.get_by_label("Your answer").fill(words)
    page.get_by_label("OPSI may publish it").check()
    convener.press("Send my answer")
    convener.reads("OPSI has your answer")


@pytest.mark.parametrize(
    "scripts", [False, pytest.param(True, marks=pytest.mark.long)], ids=["without scripts", "with scripts"]
)
def test_question_goes_through(visit, at_desk, backstage, moderator, scripts):
    domain = "turns.example" if scripts else "plain.example"
    address = f"asker@{domain}"
    asker, desk, reader = visit(scripts=scripts), at_desk(scripts=scripts), visit(scripts=scripts)
    question = QUESTION % ("ministries" if scripts else "agencies")
    made = backstage.run(WILLING % (0 if scripts else 3, domain))
    names = made.splitlines()[-3:]
    ask(asker, address, question)

    moderating.look_at(desk, question)
    page = desk.page
    expect(page.locator("main, #content").first).to_contain_text("Ministry of Weather")
    for name in names[:2]:
        page.get_by_role("checkbox", name=name).check()
    expect(page.get_by_role("checkbox", name=names[2])).to_have_count(0)
    page.get_by_label("Question, as it is published").fill("Has anyone tried to take turns?")
    if scripts:  # axe is one
        desk.looks_around()
    moderating.decide(desk, "Relay it", "Relay it")
    moderating.tell_of_success(desk, f"Relayed to conveners by {moderator[0]}")
    asker.page.reload()
    asker.reads("With conveners", "Has anyone tried to take turns?", "Conveners asked")

    backstage.run(LEAVE)
    for number, words in enumerate(("Yes: each quarter another one.", "Yes, and it was too often.")):
        answer(visit(scripts=scripts), f"asked{number}@{domain}", words)
    backstage.run("from submissions.inquiries import awaiting; awaiting.look()")

    moderating.look_at(desk, question)
    expect(page.get_by_label("The reply, in Markdown")).to_have_value(re.compile("each quarter another one"))
    page.get_by_label("The reply, in Markdown").fill("Two did. It works *each quarter*, not more often.")
    if scripts:  # axe is one
        desk.looks_around()
    moderating.decide(desk, "Publish the reply", "Publish the reply")
    moderating.tell_of_decision(desk, f"Approved by {moderator[0]}")

    reader.open("/communities/?q=taking+turns")
    reader.open("/questions/?q=take+turns")
    reader.follow("Has anyone tried to take turns?")
    reader.is_at("Has anyone tried to take turns?")
    reader.reads("It works each quarter, not more often.", "Asked from Iceland", *names[:2])
    public = reader.page.content()
    reader.follow(names[0])
    reader.reads("Has anyone tried to take turns?")
    public += reader.page.content()
    for private in (domain, "Ministry of Weather", "Rainmaker", "Ursula"):
        assert private not in public
    asker.page.reload()
    asker.reads("The reply is published, without your name.")
    log = asker.site.log.read_text()
    assert domain not in log
    assert "/submit/answer/…" in log or "/submit/answer/" not in log
    desk.press("Undo")
    moderating.tell_of_decision(desk, "Undone")
    assert reader.page.goto("/questions/").status == 200
    expect(reader.page.locator("main")).not_to_contain_text("take turns")
