"""Every letter to a sender as the site really writes it, for the tests that look at all of them."""

from datetime import timedelta
from functools import cache
from secrets import token_hex
from unittest.mock import patch
from uuid import uuid4

import time_machine
from django.utils import timezone
from post_office.models import Email

from submissions import intake, letters, moderation
from submissions.living import answering as behind_letters
from submissions.living import asking as asking_again
from submissions.living import inviting
from submissions.models import PostedLetter, Submission
from tests import factories
from tests.submissions import asked as asking
from tests.submissions import living
from tests.submissions.introduced import a_steward
from tests.submissions.submitted import (
    a_change,
    a_claim,
    a_closure,
    a_draft,
    a_lesson,
    a_moderator,
    a_report,
    a_session,
    a_wish,
    fresh,
    pending,
)

WORDS = """Thank you for this. Which ministries take part today?

A source that names them would do, such as a page on their own site."""


@cache
def letters_to_read(language: str) -> dict[str, Email]:
    """The same, written once a run, for a test that only reads them: what they lead to went with the first one."""
    return every_letter(language)


def every_letter(language: str = "en", **entry) -> dict[str, Email]:
    """By what it is about. Each has all that such a letter can have."""
    moderator = a_moderator()

    def new(**changes) -> Submission:
        return a_draft(language=language, entry=entry, **changes)

    def waiting(submission: Submission) -> dict:
        return {"submission": pending(submission), "version": fresh(submission).version, "user": moderator}

    draft, asked, declined, published, change = new(), new(), new(), new(), _a_change(language)
    acted_on, left = (a_report(language=language, email="ann.sender@example.org") for _number in range(2))
    letters.resume(draft)
    letters.expired_link(draft)
    closed, paused = _a_closure(language, "closed"), _a_closure(language, "paused")
    unconfirmed = new()
    moderation.send(unconfirmed, version=unconfirmed.version)
    for one in (draft, unconfirmed):
        letters.reminder(fresh(one), ends=timezone.now() + timedelta(days=30))
    moderation.ask(**waiting(asked), words=WORDS, about_fields={"city": "Which one?", "founded": "Is it 1998 or 2008?"})
    letters.resume(fresh(asked))
    moderation.decline(**waiting(declined), reason="unverified", words=WORDS)
    letters.resume(fresh(declined))
    letters.expired_link(fresh(declined))
    moderation.approve(**waiting(published), words=WORDS)
    moderation.approve(**waiting(change), take=["summary"], words=WORDS)
    moderation.approve(**waiting(closed), take=["maturity", "ended"], words=WORDS)
    moderation.approve(**waiting(paused), words=WORDS)
    accepted, refused = (a_claim(name="Ann", email="ann.sender@example.org") for _number in range(2))
    told, untold = (a_lesson(email="ann.sender@example.org", language=language) for _number in range(2))
    hosted, unhosted = (a_session(email="ann.sender@example.org", language=language) for _number in range(2))
    for one in (acted_on, left, accepted, refused, told, untold, hosted, unhosted):
        Submission.objects.filter(pk=one.pk).update(language=language)
        intake.confirm(one)
    moderation.approve(acted_on, version=fresh(acted_on).version, user=moderator, reason="corrected", words=WORDS)
    moderation.decline(left, version=fresh(left).version, user=moderator, reason="right", words=WORDS)
    moderation.approve(accepted, version=fresh(accepted).version, user=moderator, words=WORDS)
    moderation.decline(refused, version=fresh(refused).version, user=moderator, reason="unseen", words=WORDS)
    moderation.approve(told, version=fresh(told).version, user=moderator, words=WORDS)
    moderation.decline(untold, version=fresh(untold).version, user=moderator, reason="persons", words=WORDS)
    moderation.approve(hosted, version=fresh(hosted).version, user=moderator, words=WORDS)
    moderation.decline(unhosted, version=fresh(unhosted).version, user=moderator, reason="not-open", words=WORDS)
    replied, kept, dropped = (asking.waiting(email="ann.sender@example.org", language=language) for _number in range(3))
    knowing = factories.published(name="Circle that knows", topic=["foresight"])
    steward = asking.a_steward(f"{token_hex(4)}@circle.example", knowing)  # whom nobody has asked before
    for _number in range(9):
        factories.published(topic=["health"])
    seen = {"version": kept.version, "user": moderator}
    moderation.keep(kept, **seen, words=WORDS)
    moderation.decline(dropped, **seen, reason="nobody", words=WORDS)
    asking.relayed(moderator, [steward], replied)
    asking.answered(replied.inquiry.relays.get())
    moderation.gather(replied)
    made = asking.made_of(fresh(replied))
    moderation.approve(replied, version=fresh(replied).version, user=moderator, words=WORDS, made=made)
    wished, unwished = _wishes(language, moderator)
    return {
        "wish received": _letter(wished, "received"),
        "wish passed on": _letter(wished, "approved"),
        "wish not passed on": _letter(unwished, "declined"),
        "session received": _letter(hosted, "received"),
        "session published": _letter(hosted, "approved"),
        "session declined": _letter(unhosted, "declined"),
        "lesson received": _letter(told, "received"),
        "lesson published": _letter(told, "approved"),
        "lesson declined": _letter(untold, "declined"),
        "confirm an asker’s address": _letter(replied, "confirm_address"),
        "question received": _letter(replied, "received"),
        "question kept": _letter(kept, "question_kept"),
        "question declined": _letter(dropped, "declined"),
        "question replied to": _letter(replied, "question_answered"),
        "confirm address": _letter(asked, "confirm_address"),
        "received": _letter(asked, "received"),
        "link to a draft": _letter(draft, "resume"),
        "link to a question": _letter(asked, "resume"),
        "link to what is decided": _letter(declined, "resume"),
        "fresh link to a draft": _letter(draft, "expired_link"),
        "fresh link to what is decided": _letter(declined, "expired_link"),
        "question": _letter(asked, "changes_requested"),
        "declined": _letter(declined, "declined"),
        "published": _letter(published, "approved"),
        "change published": _letter(change, "approved"),
        "reminder of a draft": _letter(draft, "reminder"),
        "reminder to confirm": _letter(unconfirmed, "reminder"),
        "closing published": _letter(closed, "approved"),
        "pause published": _letter(paused, "approved"),
        "confirm a reporter’s address": _letter(left, "confirm_address"),
        "report received": _letter(left, "received"),
        "report acted on": _letter(acted_on, "approved"),
        "report not followed": _letter(left, "declined"),
        "claim received": _letter(refused, "received"),
        "claim accepted": _letter(accepted, "approved"),
        "claim not accepted": _letter(refused, "declined"),
        **_asked_again(language, moderator),
    }


def _asked_again(language: str, moderator) -> dict[str, Email]:
    """The three letters to who looks after an entry, and the two to somebody who is invited."""
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=402), tick=False):
        kept = living.kept(f"Circle kept by {token_hex(4)}", language=language)
    for days in (37, 23, 2):
        asking_again.look(now - timedelta(days=days))
    invited = factories.published(name="Circle of public sources")
    known = {invited.slug: {"address": f"{token_hex(4)}@list.example", "reaches": "list owners", "sources": "x"}}
    with patch.object(inviting, "_known", lambda: known):
        inviting.send([invited.pk], user=moderator, key=uuid4(), language=language)
    asking_again.look(now + timedelta(days=15))
    to_keeper = f"{kept.slug}@keepers.example"
    behind_letters.mail_fresh(living.token(living.letters(to_keeper)[0]), "192.0.2.1")
    first, second, third, again = living.letters(to_keeper)
    invitation, reminder = living.letters(known[invited.slug]["address"])
    return {
        "asked whether right": first,
        "asked whether right again": second,
        "asked whether right for the last time": third,
        "fresh link to an entry": again,
        "invitation": invitation,
        "reminder of an invitation": reminder,
    }


def _wishes(language: str, moderator) -> tuple[Submission, Submission]:
    """One that is passed on, and one that is not."""
    keeper = a_steward("Keepers circle", route=None)
    who = {"name": "Ann", "email": "ann.sender@example.org", "language": language}
    wished, unwished = (a_wish(keeper.community, **who) for _number in range(2))
    for one in (wished, unwished):
        intake.confirm(one)
    moderation.approve(wished, version=fresh(wished).version, user=moderator, words=WORDS)
    moderation.decline(unwished, version=fresh(unwished).version, user=moderator, reason="unclear", words=WORDS)
    return wished, unwished


def _a_change(language: str) -> Submission:
    proposes = {"summary": "New words.", "city": "Cork", "founded": 2008}
    return a_change(factories.published(name="Circle of change"), proposes=proposes, language=language)


def _a_closure(language: str, maturity: str) -> Submission:
    closure = a_closure(factories.published(name="Circle of change"), maturity, sender_email="ann.sender@example.org")
    Submission.objects.filter(pk=closure.pk).update(language=language)
    return fresh(closure)


def _letter(submission: Submission, name: str) -> Email:
    return PostedLetter.objects.filter(submission=submission, name=name).latest("pk").email
