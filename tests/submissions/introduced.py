"""Conveners on record, what they ask of each other, and the letter that each is asked by."""

import re

from django.utils import timezone
from post_office.models import Email

from submissions import introductions, links, moderation
from submissions.models import Purpose, State, Steward, Submission
from tests import factories
from tests.submissions.submitted import a_draft, a_moderator, fresh

ALIKE = {"topic": ["foresight"], "purpose": ["advising"], "function": ["convening"], "scale": "national"}
WORDS = "How did you begin with your first ten members?"


def a_steward(name: str, *, may_be_asked: bool = True, **entry) -> Steward:
    """Who looks after a new community of this name."""
    word = name.split(maxsplit=1)[0].lower()
    community = factories.published(**{**ALIKE, "name": name, **entry})
    return Steward.objects.create(
        community=community,
        name=f"{word.title()} Keeper",
        email=f"{word}@keepers.example",
        role="convener",
        may_be_asked=may_be_asked,
    )


def asked(asker: Steward, other: Steward, words: str = WORDS) -> Submission:
    return introductions.ask(asker, other.community, words, language="en")


def passed_on(wish: Submission, **said) -> str:
    """OPSI passes it on; the token in the letter to who is asked."""
    moderation.approve(wish, version=fresh(wish).version, user=a_moderator(), **said)
    return last_token()


def at_status(steward: Steward) -> str:
    """The link to the page of the approved submission by which a steward came on record."""
    row = a_draft(sender_email=steward.email.upper(), sender_name=steward.name)
    Submission.objects.filter(pk=row.pk).update(
        state=State.APPROVED, decided_at=timezone.now(), community=steward.community
    )
    return links.issue(fresh(row), Purpose.RESUME).token


def last_token() -> str:
    written = [found[1] for one in Email.objects.order_by("pk") if (found := LINK.search(one.message))]
    return written[-1]


LINK = re.compile(r"/submission/(\S+)/introduction/")
