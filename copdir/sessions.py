"""How long staff stay signed in: half an hour after their last page, and never longer than twelve hours."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

BEGAN, SEEN = "staff-began", "staff-seen"  # whole seconds since 1970, in the session
# Clocks of two machines may differ by so much; a time further ahead counts as one that has passed.
CLOCKS_DIFFER_BY = 60
NOTED_EVERY = 60  # seconds between two writes of when a page was opened last


@dataclass(frozen=True)
class Staying:
    """What a page says: until when its reader stays signed in, and in how many seconds at the latest (`last`)."""

    until: datetime
    idle: int
    last: int


class StaffSessionMiddleware:
    """Signs out whoever was away too long; tells the desk's pages when that would be (`request.staying`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = (reverse("admin:index"), "/accounts/")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.places):
            return self.get_response(request)
        now = int(time.time())
        if request.user.is_authenticated:
            if _is_over(request.session, now):
                logout(request)
                messages.info(request, _("You were signed out: no page was opened for a while. Sign in again."))
            else:
                _note(request.session, now)
                request.staying = _staying(request.session, now)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:  # after signing in, too
            _note(request.session, now)
        return response


def _note(session: SessionBase, now: int) -> None:
    """When it began and, once a minute, when a page was opened last: the database need not write for each page."""
    session.setdefault(BEGAN, now)
    if not 0 <= now - session.get(SEEN, -NOTED_EVERY) < NOTED_EVERY:
        session[SEEN] = now


def _is_over(session: SessionBase, now: int) -> bool:
    away, whole = now - session.get(SEEN, now), now - session.get(BEGAN, now)
    idle = settings.STAFF_IDLE_TIME.total_seconds()
    return not -CLOCKS_DIFFER_BY <= away < idle or not -CLOCKS_DIFFER_BY <= whole < settings.SESSION_COOKIE_AGE


def _staying(session: SessionBase, now: int) -> Staying:
    idle = int(settings.STAFF_IDLE_TIME.total_seconds())
    last = session.get(BEGAN, now) + settings.SESSION_COOKIE_AGE - now
    left = idle - (now - session[SEEN])
    return Staying(datetime.fromtimestamp(now + min(left, last), UTC), left, last)
