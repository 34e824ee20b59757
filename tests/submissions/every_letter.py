"""Every letter to a sender as the site really writes it, for the tests that look at all of them."""

from post_office.models import Email

from submissions import intake, letters, moderation
from submissions.models import PostedLetter, Submission
from tests import factories
from tests.submissions.introduced import a_steward
from tests.submissions.submitted import a_change, a_claim, a_draft, a_moderator, a_report, a_wish, fresh, pending

WORDS = """Thank you for this. Which ministries take part today?

A source that names them would do, such as a page on their own site."""


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
    moderation.ask(**waiting(asked), words=WORDS, about_fields={"city": "Which one?", "founded": "Is it 1998 or 2008?"})
    letters.resume(fresh(asked))
    moderation.decline(**waiting(declined), reason="unverified", words=WORDS)
    letters.resume(fresh(declined))
    letters.expired_link(fresh(declined))
    moderation.approve(**waiting(published), words=WORDS)
    moderation.approve(**waiting(change), take=["summary"], words=WORDS)
    accepted, refused = (a_claim(name="Ann", email="ann.sender@example.org") for _number in range(2))
    for one in (acted_on, left, accepted, refused):
        Submission.objects.filter(pk=one.pk).update(language=language)
        intake.confirm(one)
    moderation.approve(acted_on, version=fresh(acted_on).version, user=moderator, reason="corrected", words=WORDS)
    moderation.decline(left, version=fresh(left).version, user=moderator, reason="right", words=WORDS)
    moderation.approve(accepted, version=fresh(accepted).version, user=moderator, words=WORDS)
    moderation.decline(refused, version=fresh(refused).version, user=moderator, reason="unseen", words=WORDS)
    wished, unwished = _wishes(language, moderator)
    return {
        "wish received": _letter(wished, "received"),
        "wish passed on": _letter(wished, "approved"),
        "wish not passed on": _letter(unwished, "declined"),
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
        "confirm a reporter’s address": _letter(left, "confirm_address"),
        "report received": _letter(left, "received"),
        "report acted on": _letter(acted_on, "approved"),
        "report not followed": _letter(left, "declined"),
        "claim received": _letter(refused, "received"),
        "claim accepted": _letter(accepted, "approved"),
        "claim not accepted": _letter(refused, "declined"),
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


def _letter(submission: Submission, name: str) -> Email:
    return PostedLetter.objects.filter(submission=submission, name=name).latest("pk").email
