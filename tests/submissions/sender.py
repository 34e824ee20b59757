"""A sender at the questionnaire, without a browser: opens pages, fills in their own forms, reads letters."""

import re

from django.test import Client
from post_office.models import Email

from submissions import intake, links, questionnaire
from submissions.models import Submission
from tests.page import Page

ANSWERS = {
    "community": {
        "name": "Horizon Scanners of Ireland",
        "summary": "Civil servants who look ahead together, every month.",
        "kind": "community-of-practice",
        "scale": "national",
    },
    "place": {"host": "IE", "convener": "centre-of-government", "organisation": "Office", "involvement": "runs"},
    "purpose": {"purpose": ["advising", "knowledge-sharing"], "topic": ["foresight"], "maturity": "launching"},
    "working": {"method": ["talks"], "rhythm": "monthly", "mode": "both"},
    "joining": {
        "eligibility": "public-servants",
        "route": "apply",
        "participants": "40",
        "website": "https://example.ie/horizon",
        "how_to_join": "Write to the office.",
    },
    "priorities": {"rating_direction": "5"},
    "you": {"sender_role": "convener", "sender_email": "grace.canary@example.ie", "consent_publish": "on"},
}


class Sender:
    """One visitor with cookies of their own. `token` is that of the private link they are at."""

    def __init__(self, token: str = "", **environment: str) -> None:
        self.client = Client(enforce_csrf_checks=True, **environment)
        self.token = token
        self.response = None

    def begin(self, path: str = "/submit/") -> "Sender":
        self.page(path)
        self.post(path)
        self.token = re.search(r"/submission/([^/]+)/", self.response["Location"]).group(1)
        return self

    def at(self, page: str = "") -> str:
        return f"/submission/{self.token}/{page}"

    def page(self, path: str) -> Page:
        self.response = self.client.get(path)
        return Page(self.response.text)

    def post(self, path: str, at_form: int = 0, **changes) -> Page:
        """Send a form of the page at `path` as a browser would, with these fields changed; None leaves a field out."""
        page = Page(self.client.get(path).text)
        form = [form for form in page.forms() if form.method == "post"][at_form]
        values = {**form.values, **changes}
        self.response = self.client.post(form.action or path, {k: v for k, v in values.items() if v is not None})
        return Page(self.response.text)

    def unsaid(self, path: str, sound: dict, cases: list[tuple[dict, str]]) -> dict[str, str]:
        """What the page answers to changes of sound answers, where it does not say the words that belong to them."""
        form = self.page(path).form()
        said = {
            str(changes): Page(self.client.post(path, {**form.values, **sound, **changes}).text).words()
            for changes, _words in cases
        }
        return {str(changes): said[str(changes)] for changes, words in cases if words not in said[str(changes)]}

    def fill(self, section: str, **changes) -> Page:
        return self.post(self.at(f"{section}/"), **{**ANSWERS.get(section, {}), **changes})

    def fill_all(self, **changes) -> "Sender":
        """All main sections at once, without the pages: for tests that are about what comes after."""
        for slug, answers in ANSWERS.items():
            section = questionnaire.section(slug)
            given = {key: changes.get(key, value) for key, value in answers.items()}
            submission = self.submission
            intake.save(
                submission,
                section,
                {key: value for key, value in given.items() if value is not None},
                seen=intake.seen_of(submission, section),
            )
        return self

    def send(self, **changes) -> Page:
        return self.post(self.at("check/"), **changes)

    def sent(self, **changes) -> "Sender":
        self.begin().fill_all(**changes).send()
        assert self.response["Location"] == self.at("sent/"), self.response.text
        return self

    def confirmed(self, **changes) -> "Sender":
        self.sent(**changes).post(self.confirming_link())
        self.token = re.search(r"/submission/([^/]+)/", self.response["Location"]).group(1)
        return self

    def confirming_link(self) -> str:
        return re.search(r"/submission/\S+/confirm/", last_letter()).group(0)

    def code(self) -> str:
        return re.search(r"^\s*([A-Z2-9]{4})[ -]?([A-Z2-9]{4})\s*$", last_letter(), re.MULTILINE).expand(r"\1\2")

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(pk=links.find(self.token).submission_id)


def letters() -> list[Email]:
    return list(Email.objects.order_by("pk"))


def last_letter() -> str:
    return letters()[-1].message
