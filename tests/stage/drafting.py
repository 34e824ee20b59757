"""Drafts with the answers that a state needs, and the links to them."""

from typing import Any

from communities.models import Call
from submissions import intake, links, questionnaire
from submissions.models import Purpose, Submission
from submissions.questionnaire import Answers, Kind, Question
from submissions.reading import every_section_of

LONGEST_NAME = ("شبكة المستشرفين والمبتكرين في الإدارات العمومية " * 5)[:200].strip()
NOWHERE = "127.0.0.9"  # nobody else's network: its limit is used up
# What is no answer to a question of each kind.
WRONG = {
    Kind.LINE: "long " * 120,
    Kind.TEXT: "long " * 420,
    Kind.WEB: "no address at all",
    Kind.EMAIL: "nobody",
    Kind.NUMBER: "many",
    Kind.YEAR: "3000",
    Kind.HOURS: "often",
    Kind.DATE: "some day",
    Kind.MANY: ["no-such-term"],
    Kind.TICKS: ["no-such-tick"],
    Kind.TICK: "",
    Kind.ROWS: [{"name": "", "title": "Without an address", "language": "xx", "country": "xx", "relation": "xx"}],
}
# Without these, some questions would not be asked.
DECIDING = {"scale": "national", "maturity": "closed"}


def asked_questions() -> list[Question]:
    return [question for question in questionnaire.questions() if question.key != "withheld"]


def wrong(question: Question) -> Any:
    return "" if question.is_required else WRONG.get(question.kind, "no-such-answer")


def draft(answers: Answers, call: Call | None = None) -> str:
    """The link of a draft of a new community with these answers."""
    issued = intake.begin(language="en", network=NOWHERE, call=call)
    answer(issued.link.submission, answers)
    return issued.token


def answer(submission: Submission, answers: Answers) -> None:
    for section in every_section_of(submission):
        given = {question.key: answers[question.key] for question in section.questions if question.key in answers}
        seen = intake.seen_of(submission, section)
        submission = intake.save(submission, section, given, seen=seen) if given else submission


def submission_of(token: str) -> Submission:
    link = links.find(token)
    assert link
    return link.submission


def link(submission: Submission) -> str:
    return links.issue(submission, Purpose.RESUME).token
