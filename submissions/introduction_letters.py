"""The letters of an introduction: to who is asked, without an address; and to both sides once it is accepted."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from communities import vocabularies
from communities.models import Community

from . import outbox, rendering
from .models import Decision, Introduction, PostedLetter, Submission

MOST_SIGNS_IN_SUBJECT = 80
ASKED, MADE = "introduction_asked", "introduction_made"


def asked(passed_on: Introduction, decision: Decision, token: str) -> None:
    """Asks a steward: who wishes to be introduced and why, never where they can be reached. Waits as decisions do."""
    with translation.override(passed_on.steward.language):
        submission, community = passed_on.submission, passed_on.steward.community
        context = {
            "submission": submission,
            "community": community,
            "asking": asking_community(submission.answers),
            "part": part_of(submission),
            "page": settings.SITE_URL + reverse("submissions:introduced", args=[token]),
            "ends": passed_on.expires_at,
        }
        subject = _("May we introduce somebody to you? %(name)s") % {"name": _short(community.name)}
        leaves = outbox.leaves_at(decision)
        _put(passed_on, ASKED, passed_on.steward.email, subject, context, decision=decision, at=leaves)


def made(passed_on: Introduction) -> None:
    """Both have agreed: each is told the other's name and address."""
    submission, steward = passed_on.submission, passed_on.steward
    asking = asking_community(submission.answers)
    with translation.override(submission.language):
        subject = _("You are introduced: %(name)s") % {"name": _short(steward.community.name)}
        other = {"other_name": steward.name, "other_address": steward.email, "of": steward.community}
        context = {**other, "about": asking.name if asking else "", "is_asker": True}
        _put(passed_on, MADE, submission.sender_email, subject, context)
    with translation.override(steward.language):
        subject = _("You are introduced: %(name)s") % {"name": _short(steward.community.name)}
        other = {"other_name": submission.sender_name, "other_address": submission.sender_email, "of": asking}
        context = {**other, "about": steward.community.name, "organisation": submission.answers.get("organisation", "")}
        _put(passed_on, MADE, steward.email, subject, context)


def asking_community(answers: dict[str, Any]) -> Community | None:
    """The community for which it was asked; None where a visitor asks."""
    slug = answers.get("from", "")
    return Community.objects.filter(addresses__slug=slug).first() if slug else None


def part_of(submission: Submission) -> str:
    """The part that a steward who asks has in their community, in the reader's language."""
    known = vocabularies.read()["respondent"]
    return known.words(submission.sender_role)[0] if submission.sender_role in known.slugs else ""


def _short(name: str) -> str:
    return Truncator(name).chars(MOST_SIGNS_IN_SUBJECT)


def _put(passed_on: Introduction, name: str, to: str, subject: str, context: dict[str, Any], **when: Any) -> None:
    forms = rendering.render(f"emails/{name}.html", {"subject": subject, **context})
    letter = outbox.put_to(to, subject=subject, text=forms.text, html=forms.html, at=when.get("at"))
    PostedLetter.objects.create(submission=passed_on.submission, decision=when.get("decision"), email=letter, name=name)
