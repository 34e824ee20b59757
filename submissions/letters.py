"""One function per letter to a sender: who gets it, its subject and its links. Each puts it in the outbox; none sends.

What it says is in `templates/emails/`. Nothing that its sender typed stands in one before the address is confirmed.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from communities import labels

from . import approval, lesson_approval, links, outbox, pace, questionnaire, reasons, rendering, session_approval
from .inquiries import ways
from .models import Decision, Kind, PostedLetter, Purpose, Steward, Submission

# Of a name, so that what the letter is about can still be read in a list of letters.
MOST_SIGNS_IN_SUBJECT = 80
# The letters that have a form of their own for a kind.
SAID_OTHERWISE = {
    Kind.REPORT: ("confirm_address", "received", "approved", "declined"),
    Kind.CLAIM: ("received", "approved", "declined"),
    Kind.CONFIRMATION: ("approved", "declined"),  # as of a claim: it puts its sender on record just so
    Kind.CLOSURE: ("approved",),
    Kind.LESSON: ("received", "approved", "declined"),
    Kind.QUESTION: ("confirm_address", "received", "declined"),
    Kind.INTRODUCTION: ("received", "approved", "declined"),
    Kind.SESSION: ("received", "approved", "declined"),
}


def confirm_address(submission: Submission, decision: Decision | None = None) -> PostedLetter:
    """Asks whether the address is the sender's own: a link, and a code for those whose gateway eats links."""
    with translation.override(submission.language):
        return _post(
            submission,
            "confirm_address",
            _("Confirm your e-mail address"),
            decision,
            confirm=links.issue(submission, Purpose.CONFIRM),
            days=links.LIFE[Purpose.CONFIRM].days,
            ends=timezone.now() + settings.UNCONFIRMED_LIFE,
        )


def reminder(submission: Submission, *, ends: datetime) -> PostedLetter:
    """Says once, of what waits for its sender, how to go on, when it ends, and how to say no."""
    with translation.override(submission.language):
        if submission.awaits_confirmation:
            confirm = links.issue(submission, Purpose.CONFIRM)
            days = links.LIFE[Purpose.CONFIRM].days
            return _post(submission, "reminder", _("Still to be confirmed"), confirm=confirm, days=days, ends=ends)
        link = _status_link(submission)
        withdraw = settings.SITE_URL + reverse("submissions:withdraw", args=[link["status"].token])
        subject = _("Your draft is still here")
        return _post(submission, "reminder", subject, ends=ends, withdraw=withdraw, **link)


def received(submission: Submission, decision: Decision | None = None) -> PostedLetter:
    """Says that it is with OPSI now, and where to see how it stands."""
    with translation.override(submission.language):
        subject = {
            Kind.REPORT: _("We have received your report: %(name)s"),
            Kind.CLAIM: _("We have received what you sent: %(name)s"),
            Kind.LESSON: _("We have received your lesson: %(name)s"),
            Kind.QUESTION: _("We have received your question: %(name)s"),
            Kind.INTRODUCTION: _("We have received what you sent: %(name)s"),
            Kind.SESSION: _("We have received your session: %(name)s"),
        }.get(Kind(submission.kind), _("We have received your submission: %(name)s"))
        subject = _about(subject, submission.name)
        return _post(submission, "received", subject, decision, pace=pace.in_words(), **_status_link(submission))


def resume(submission: Submission) -> PostedLetter:
    """A link to go on, or to see how it stands, as its sender asked for."""
    with translation.override(submission.language):
        subject, ends = _("Your link to your submission"), timezone.now() + settings.DRAFT_LIFE
        return _post(submission, "resume", subject, ends=ends, **_status_link(submission))


def expired_link(submission: Submission) -> PostedLetter:
    """A fresh link in place of one whose time was over."""
    if submission.awaits_confirmation:
        return confirm_address(submission)
    with translation.override(submission.language):
        return _post(submission, "expired_link", _("A fresh link to your submission"), **_status_link(submission))


def changes_requested(submission: Submission, decision: Decision) -> PostedLetter:
    """OPSI's question, in the moderator's words."""
    with translation.override(submission.language):
        subject = _about(_("A question about your submission: %(name)s"), submission.name)
        return _post(submission, "changes_requested", subject, decision, **_status_link(submission))


def approved(submission: Submission, decision: Decision) -> PostedLetter | None:
    """It is published: where, and what was left out. Waits until the decision can no longer be undone."""
    if not submission.can_be_answered or submission.community is None:
        return None
    with translation.override(submission.language):
        subject = {
            Kind.NEW: _("Published: %(name)s"),
            Kind.CHANGE: _("Your changes are published: %(name)s"),
            Kind.CLOSURE: _("The entry says so now: %(name)s"),
            Kind.CLAIM: _("You now look after the entry: %(name)s"),
            Kind.CONFIRMATION: _("You now look after the entry: %(name)s"),
            Kind.LESSON: _("Your lesson is published: %(name)s"),
            Kind.INTRODUCTION: _("About your introduction: %(name)s"),
            Kind.SESSION: _("Your session is announced: %(name)s"),
        }.get(Kind(submission.kind), _("Thank you for your report: %(name)s"))
        return _post(
            submission,
            "approved",
            _about(subject, submission.community.name),
            decision,
            wait=True,
            page=settings.SITE_URL + _published(submission).get_absolute_url(),
            left_out=_left_out(submission, decision),
            **_status_link(submission),
        )


def declined(submission: Submission, decision: Decision) -> PostedLetter | None:
    """It is not published, and why. Waits until the decision can no longer be undone."""
    if not submission.can_be_answered:
        return None
    with translation.override(submission.language):
        subject = {
            Kind.REPORT: _("About your report: %(name)s"),
            Kind.CLAIM: _("About who looks after the entry: %(name)s"),
            Kind.CONFIRMATION: _("About who looks after the entry: %(name)s"),
            Kind.LESSON: _("About your lesson: %(name)s"),
            Kind.QUESTION: _("About your question: %(name)s"),
            Kind.INTRODUCTION: _("About your introduction: %(name)s"),
            Kind.SESSION: _("About your session: %(name)s"),
        }.get(Kind(submission.kind), _("Not published: %(name)s"))
        subject = _about(subject, submission.name)
        more = ways.near(submission) if submission.kind == Kind.QUESTION else {}
        return _post(submission, "declined", subject, decision, wait=True, **more, **_status_link(submission))


def handed_over(decision: Decision, steward: Steward, *, ends: bool) -> PostedLetter:
    """Tells who looked after an entry that somebody else does so, but not who. Waits as the claimant's letter does."""
    community = steward.community
    with translation.override(steward.language):
        subject = _about(_("About the entry: %(name)s"), community.name)
        page = settings.SITE_URL + community.get_absolute_url()
        context = {"subject": subject, "community": community, "page": page, "ends": ends}
        forms = rendering.render("emails/handed_over.html", context)
        leaves = outbox.leaves_at(decision)
        letter = outbox.put_to(steward.email, subject=subject, text=forms.text, html=forms.html, at=leaves)
    return PostedLetter.objects.create(
        submission=decision.submission, decision=decision, email=letter, name="handed_over"
    )


def _published(submission: Submission) -> Any:
    """What has a public page since it was approved."""
    if submission.kind == Kind.SESSION:
        return session_approval.session_of(submission)
    return lesson_approval.lesson_of(submission) if submission.kind == Kind.LESSON else submission.community


def _left_out(submission: Submission, decision: Decision) -> list[str]:
    if not submission.is_change:
        return []
    proposed = approval.proposed_changes(submission)
    return [str(labels.LABELS[field]) for field in proposed if field not in decision.fields]


def _about(subject: str, name: str) -> str:
    return subject % {"name": Truncator(name).chars(MOST_SIGNS_IN_SUBJECT)}


def _status_link(submission: Submission) -> dict[str, Any]:
    return {"status": links.issue(submission, Purpose.RESUME, mailed=True), "days": links.LIFE[Purpose.RESUME].days}


def _template(submission: Submission, name: str) -> str:
    """What a letter says; some say it otherwise about some kinds."""
    kind = Kind(submission.kind)
    kind_said = Kind.CLAIM if kind == Kind.CONFIRMATION else kind
    return f"emails/{kind_said}_{name}.html" if name in SAID_OTHERWISE.get(kind, ()) else f"emails/{name}.html"


def _post(
    submission: Submission,
    name: str,
    subject: str,
    decision: Decision | None = None,
    *,
    wait: bool = False,
    **context: Any,
) -> PostedLetter:
    words = getattr(decision, "words", None)
    context = {
        "subject": subject,
        "submission": submission,
        "reason": reasons.words(decision.reason) if decision and decision.reason else "",
        "words": words.to_sender if words else "",
        "about_fields": [(questionnaire.label_of(key), text) for key, text in words.about_fields.items()]
        if words
        else [],
        **context,
    }
    forms = rendering.render(_template(submission, name), context)
    leaves = outbox.leaves_at(decision) if wait and decision else None
    said = {"subject": subject, "text": forms.text, "html": forms.html}
    return outbox.put(submission, name, **said, decision=decision, at=leaves, unasked=name == "reminder")
