"""A convener at the questionnaire: what they answer on each page, and the letters that they open."""

import re
from email.message import EmailMessage

from playwright.sync_api import Page

from tests.journeys.backstage import Backstage
from tests.journeys.visitor import Visitor

SUMMARY = "Officials of all ministries who meet every month: {name}."


def write(page: Page, question: str, words: str) -> None:
    page.get_by_label(question, exact=False).first.fill(words)


def choose(page: Page, question: str, *answers: str) -> None:
    """Tick answers of a question: one of several, or several of many."""
    group = page.get_by_role("group", name=question)
    for answer in answers:
        group.get_by_label(answer, exact=True).check()


def begin(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.follow("Add a community")
    visitor.press("Start now")


def describe(visitor: Visitor, name: str) -> None:
    """The first section: what it is."""
    page = visitor.page
    visitor.is_at("The community")
    write(page, "What is it called?", name)
    write(page, "Describe it in one or two sentences", SUMMARY.format(name=name))
    choose(page, "What do members mainly do together?", "Network")
    choose(page, "How far does it reach?", "National")
    visitor.press("Save and continue")


def answer_the_rest(visitor: Visitor, address: str, country: str = "Iceland", *, through_call: bool = False) -> None:
    """The other main sections, up to the page that shows all answers; the questions of a call as they are."""
    page = visitor.page
    visitor.is_at("Where it is, and who convenes it")
    page.get_by_label("In which country?").select_option(country)
    choose(page, "Who convenes it?", "I don’t know")
    visitor.press("Save and continue")
    visitor.is_at("Purpose and stage")
    choose(page, "What is it for?", "Knowledge sharing and sensemaking", "Advising or review")
    choose(page, "Where is it in its life?", "Launching")
    visitor.press("Save and continue")
    visitor.is_at("How it works")
    choose(page, "How does it work?", "Regular meetings or calls")
    visitor.press("Save and continue")
    visitor.is_at("Members and joining")
    choose(page, "Who can be a member?", "Anyone")
    write(page, "About how many people take part regularly?", "40")
    write(page, "Does it have a website?", f"{address.replace('@', '.')}/community")
    visitor.press("Save and continue")
    visitor.is_at("Your priorities")
    visitor.press("Save and continue")
    if through_call:
        visitor.is_at("Questions of the call")
        visitor.press("Save and continue")
    introduce(visitor, address)


def introduce(visitor: Visitor, address: str) -> None:
    """The section about the sender."""
    page = visitor.page
    visitor.is_at("You")
    choose(page, "Who are you in this community?", "Convener")
    write(page, "Your e-mail address", address)
    write(page, "Your name", "Ólöf Sender")
    page.get_by_label(re.compile("I agree that OPSI publishes")).check()
    visitor.press("Save and continue")
    visitor.is_at("Check your answers")


def letter_to(visitor: Visitor, address: str, number: int = 1) -> EmailMessage:
    return visitor.site.wait_for_letter(address, number)


def words_of(letter: EmailMessage) -> str:
    """A letter's plain text."""
    return letter.get_body(("plain",)).get_content()


def link_in(letter: EmailMessage) -> str:
    """The private link that a letter holds."""
    found = re.findall(r"https?://\S+/submission/\S+", words_of(letter))
    assert len(found) == 1, words_of(letter)
    return found[0]


def code_in(letter: EmailMessage) -> str:
    found = re.findall(r"^[A-Z2-9]{4}[- ]?[A-Z2-9]{4}$", words_of(letter), re.MULTILINE)
    assert len(found) == 1, words_of(letter)
    return found[0]


def confirm(visitor: Visitor, address: str) -> None:
    """Open the first letter to the address, and press its page's button."""
    visitor.open(link_in(letter_to(visitor, address)))
    visitor.press("Yes, this is my address")
    visitor.reads("Waiting for OPSI")


def submit(visitor: Visitor, name: str, address: str) -> None:
    """From the home page to the queue, without looking left or right."""
    begin(visitor)
    describe(visitor, name)
    answer_the_rest(visitor, address)
    send(visitor)
    confirm(visitor, address)


def send(visitor: Visitor) -> None:
    visitor.press("Send to OPSI")
    visitor.is_at("confirm your address")


def come_back(visitor: Visitor, backstage: Backstage, name: str, address: str, country: str = "IS") -> None:
    """To the page of all answers, with a draft that was filled in before: for journeys that begin where others end."""
    token = backstage.run(f"from tests.journeys import convening; convening.draft{name, address, country}").strip()
    visitor.open(f"/submission/{token}/check/")
    visitor.is_at("Check your answers")


def draft(name: str, address: str, country: str) -> None:
    """Inside the served site: a draft with an answer to all that is required, by the verbs; its link is written out."""
    from submissions import intake
    from submissions.reading import every_section_of
    from tests.submissions.sender import ANSWERS

    mine = {"name": name, "host": country, "website": f"https://{address.replace('@', '.')}/", "sender_email": address}
    issued = intake.begin(language="en", network="192.0.2.1")
    submission = issued.link.submission
    for section in every_section_of(submission):
        if given := ANSWERS.get(section.slug):
            given = {key: mine.get(key, answer) for key, answer in given.items()}
            submission = intake.save(submission, section, given, seen=intake.seen_of(submission, section))
    print(issued.token)  # noqa: T201 - read by the journey
