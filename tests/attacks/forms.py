"""Every form that has the site write to an address that its sender types, filled in as a person fills it in."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from submissions import links
from submissions.models import Purpose
from submissions.views.opening import signed
from tests import factories
from tests.submissions.asked import SAID
from tests.submissions.submitted import LESSON, a_draft, session_said

LOOKED_AT_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Form:
    """Where it is, and what is sent there; `{number}` makes one sending differ from the next."""

    path: str
    said: dict[str, str]
    address: str = "email"


def forms() -> dict[str, Form]:
    """By name. Each about a community, where it is about one."""
    listed, silent = factories.published(), factories.published(name="Silent circle", route=None, website="")
    place = listed.slug
    question = {key: value for key, value in SAID.items() if isinstance(value, str)}
    asked = {"question": "Has anyone tried number {number}?", "topic": "foresight", "purpose": "advising"}
    return {
        "lost link": Form("/submit/link/", {}),
        "alert": Form("/submit/alert/?q=number{number}", {"rhythm": "week"}),
        "question": Form("/submit/question/", {**question, **asked, "consent": "on"}),
        "report": Form(f"/submit/report/{place}/", {"matter": "wrong", "words": "It is number {number}."}),
        "claim": Form(f"/submit/claim/{place}/", {"role": "convener", "name": "Ann", "words": "Number {number}."}),
        "lesson": Form(
            f"/submit/lesson/{place}/",
            {**LESSON, "lesson_did": "We began {number} times.", "sender_role": "convener"},
            "sender_email",
        ),
        "session": Form(
            f"/submit/session/{place}/", {**session_said(session_about="Number {number}"), "role": "convener"}
        ),
        "introduction": Form(
            f"/submit/introduce/{silent.slug}/",
            {"name": "Val", "organisation": "Ministry", "words": "Number {number}.", "consent": "on"},
        ),
        "new password": Form("/accounts/password/reset/", {}),
        "go on later": Form("/submission/{draft}/later/", {}, "email"),
    }


def send(form: Form, address: str, number: int = 0, client: Client | None = None, **environment: str) -> HttpResponse:
    """Send it once, from a browser whose form was open for a while."""
    client = client or Client(**environment)
    opened = signed(timezone.now() - LOOKED_AT_FOR)
    said = {key: value.replace("{number}", str(number)) for key, value in form.said.items()}
    path = form.path.replace("{number}", str(number))
    if "{draft}" in path:
        path = path.replace("{draft}", links.issue(a_draft(sender_email=""), Purpose.RESUME).token)
    return client.post(path, {"opened": opened, **said, form.address: address})


def written_to() -> list[str]:
    """The addresses of all letters so far, whichever way they leave."""
    return [one for letter in Email.objects.order_by("pk") for one in letter.to] + [
        one for letter in mail.outbox for one in letter.to
    ]
