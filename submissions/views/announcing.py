"""The pages on which a session is announced, and on which who announced it calls it off. A GET never acts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community, Session
from communities.refusals import PublishingError

from .. import introductions, links, moderation, session_approval, sessions
from ..models import Kind, Purpose, State, Submission
from ..session_form import SessionForm, SessionWords
from . import about_entry
from .private import behind_link, network_of, see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, slug: str) -> HttpResponse:
    """The next session of a listed community that is open to guests; OPSI reads it once the address is confirmed."""
    return about_entry.ask(request, slug, Kind.SESSION, SessionForm, _send)


def _send(request: HttpRequest, community: Community, form: SessionForm) -> HttpResponse:
    issued = sessions.make(
        community, form.answers, form.who, language=request.LANGUAGE_CODE, network=network_of(request)
    )
    # What was sent and confirmed before has its page: a link to it is mailed, not shown.
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def announce(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """A steward announces the next session of their community, without another letter."""
    steward = introductions.steward_of(submission)
    if steward is None:
        return see_other("submissions:status", token=token)
    form = SessionWords(request.POST if request.method == "POST" else None)
    full = False
    if form.is_valid():
        try:
            row = sessions.announce(steward, form.answers, language=request.LANGUAGE_CODE, network=network_of(request))
            return see_other("submissions:status", token=links.issue(row, Purpose.RESUME).token)
        except sessions.TooManyWait:
            full = True
    context = {
        "form": form,
        "full": full,
        "most": sessions.MOST_WAITING,
        "entry": steward.community.entry,
        "token": token,
        "robots": "noindex",
    }
    return render(request, "submissions/session_announce.html", context, status=409 if full else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def call_off(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """It does not take place, after one more question."""
    published = to_call_off(submission)
    if published is None:
        return see_other("submissions:status", token=token)
    if request.method == "POST":
        try:
            moderation.call_off(submission)
        except (moderation.ModerationError, PublishingError) as refusal:
            context: dict[str, Any] = {"text": str(refusal), "token": token, "robots": "noindex"}
            return render(request, "submissions/not_open.html", context, status=409)
        return see_other("submissions:status", token=token)
    context = {"session": published, "token": token, "robots": "noindex"}
    return render(request, "submissions/call_off.html", context)


def published_of(submission: Submission) -> Session | None:
    """The session that was published of it, unless OPSI has taken it back."""
    if submission.kind != Kind.SESSION or submission.state != State.APPROVED:
        return None
    published = session_approval.session_of(submission)
    return published if published and published.withdrawn_at is None else None


def to_call_off(submission: Submission) -> Session | None:
    """The same, where it can still be called off."""
    published = published_of(submission)
    return published if published and not published.called_off_at and not published.is_over else None
