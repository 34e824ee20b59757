"""What a moderator has typed into the panel, kept on the server until it is sent: past a hold, a session or a device.

It is kept by a button, by a script while one types, and when a session turns out to be over as a decision is sent.
"""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from . import holding, moderation
from .desk_models import Typed
from .models import State, Submission

NAMES = {
    "decision",
    "saved",
    "words",
    "note",
    "former",
    "met",
    "take",
    "question",
    "context",
    "reply",
    "language",
    "ask",
    "cite",
}
BEGINNINGS = ("reason_", "about-")
MOST_NAMES, MOST_VALUES, LONGEST = 120, 100, 8_000


def keep(submission: Submission, user: User, posted: QueryDict, *, without: str = "") -> None:
    """Keep what stands in the panel, in place of what was kept; typing is looking, so the hold goes on as well."""
    names = [name for name in posted if name in NAMES or name.startswith(BEGINNINGS)][:MOST_NAMES]
    fields = {
        name: [value[:LONGEST] for value in posted.getlist(name)[:MOST_VALUES]] for name in names if name != without
    }
    version = posted.get("version", "")
    is_known = version.isascii() and version.isdigit() and len(version) < 10
    kept = {"fields": fields, "version": int(version) if is_known else submission.version, "at": timezone.now()}
    Typed.objects.update_or_create(submission=submission, user=user, defaults=kept)
    holding.take(submission, user)


def of(submission: Submission, user: User) -> Typed | None:
    """What this person has kept here."""
    return Typed.objects.filter(submission=submission, user=user).first()


def as_posted(typed: Typed) -> QueryDict:
    """It, as the panel sends it."""
    posted = QueryDict(mutable=True)
    for name, values in typed.fields.items():
        posted.setlist(name, values)
    return posted


def forget(submission: Submission, user: User) -> None:
    """What was kept is not wanted any more."""
    Typed.objects.filter(submission=submission, user=user).delete()


@receiver(user_logged_out)
def _keep_at_the_end(sender: Any, request: HttpRequest | None, user: User | None, **rest: Any) -> None:
    """A decision that is sent once the session is over is not taken, and what was typed is not lost."""
    if request is None or request.method != "POST" or user is None or not moderation.may_moderate(user):
        return
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return
    pk = str(match.kwargs.get("object_id", ""))
    if match.view_name != "admin:submissions_submission_change" or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return
    submission = Submission.objects.filter(pk=pk, state=State.PENDING).defer("search").first()
    if submission is not None:
        keep(submission, user, request.POST)
