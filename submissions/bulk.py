"""What is done to several submissions at once: first what would happen to each, then doing it, each for itself."""

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.refusals import PublishingError

from . import questionnaire, reasons
from .models import Decision, Kind, Submission, Verb
from .moderation import ModerationError

Act = Callable[[Submission, dict[str, Any]], Decision]
Seen = tuple[Submission, int]  # a submission, and the version that somebody saw


@dataclass(frozen=True)
class Planned:
    """What would become of one: what happens and which letters leave, or why nothing does."""

    submission: Submission
    version: int
    happens: str = ""
    letters: list[str] = field(default_factory=list)
    refusal: str = ""


@dataclass(frozen=True)
class Done:
    """What became of them: names of those that it was done to, and the others with the reason."""

    well: list[str]
    refused: list[tuple[str, str]]


def planned(act: Act, those: Iterable[Seen], user: Any) -> list[Planned]:
    """What would happen to each if it were done now: it is done, looked at and taken back at once."""
    return [_tried(act, submission, version, user) for submission, version in those]


def carried_out(act: Act, those: Iterable[Seen], user: Any) -> Done:
    """Do it to each in the version that was seen. What is refused keeps nobody else back."""
    done = Done([], [])
    for submission, version in those:
        try:
            act(submission, {"version": version, "user": user})
            done.well.append(str(submission))
        except (ModerationError, PublishingError) as refusal:
            done.refused.append((str(submission), str(refusal)))
    return done


def _tried(act: Act, submission: Submission, version: int, user: Any) -> Planned:
    try:
        with transaction.atomic():
            decision = act(copy.copy(submission), {"version": version, "user": user})
            letters = [_letter(submission, email) for email in _emails(decision)]
            transaction.set_rollback(True)
    except (ModerationError, PublishingError) as refusal:
        return Planned(submission, version, refusal=str(refusal))
    return Planned(submission, version, _happens(submission, decision), letters)


def _emails(decision: Decision) -> list[Any]:
    return [posted.email for posted in decision.letters.select_related("email").order_by("pk")]


def _letter(submission: Submission, email: Any) -> str:
    if email.to == [submission.sender_email]:
        return _("To its sender: “%(subject)s”") % {"subject": email.subject}
    return _("To somebody else on record: “%(subject)s”") % {"subject": email.subject}


def _happens(submission: Submission, decision: Decision) -> str:
    if decision.verb == Verb.DECLINE:
        return _("Not followed: %(reason)s") % {"reason": reasons.words(decision.reason)}
    if decision.verb == Verb.SPAM:
        return _("It is set aside as spam.")
    if decision.verb == Verb.ASSIGN:
        return _("It changes hands. Nothing is decided.")
    if submission.is_change:
        fields = [str(questionnaire.label_of(key)) for key in decision.fields]
        said = ngettext("%(n)d field is published: %(fields)s", "%(n)d fields are published: %(fields)s", len(fields))
        return said % {"n": len(fields), "fields": ", ".join(fields)}
    return str(_APPROVED[Kind(submission.kind)]())


_APPROVED: dict[Kind, Callable[[], str]] = {
    Kind.NEW: lambda: _("It is published as a new community."),
    Kind.LESSON: lambda: _("It is published among the lessons."),
    Kind.CLAIM: lambda: _("Its sender is put on record. Nothing is published."),
    Kind.REPORT: lambda: _("It is noted as acted on. Nothing is published."),
    Kind.INTRODUCTION: lambda: _("It is passed on to those who may be asked."),
}
