"""What every page behind a private link does first: find the link, refuse it in words, and keep the page to itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from .. import limits, links
from ..limits import TooOftenError
from ..models import LetterLink, Purpose

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirectBase):
    """Go and look there, whatever was asked here: reloading that page sends nothing again."""

    status_code = 303


def see_other(to: str, *args: Any, **kwargs: Any) -> SeeOther:
    """A redirect to a URL name with its arguments, or to an address of this site."""
    return SeeOther(resolve_url(to, *args, **kwargs))


def keep_to_itself(response: HttpResponse) -> HttpResponse:
    """Mark a page as nobody's but its reader's: not stored, not indexed, its address told to no other site."""
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def behind_link(view: View) -> View:
    """The page opens with a good link that its sender goes on with; the view is given the submission and the token."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        link = links.find(token)
        if link is None or link.purpose != Purpose.RESUME:
            return unknown_link(request)
        if not link.is_good(timezone.now()):
            return expired_link(request, link, token)
        if request.method == "POST":
            links.note_use(link)
        try:
            return keep_to_itself(view(request, submission=link.submission, token=token, **rest))
        except TooOftenError as error:
            return too_often(request, error)

    return opened


def unknown_link(request: HttpRequest) -> HttpResponse:
    """The page for a link that opens nothing: it is the same whatever is wrong with it."""
    return keep_to_itself(render(request, "submissions/unknown_link.html", {"robots": "noindex"}, status=404))


def expired_link(request: HttpRequest, link: LetterLink, token: str) -> HttpResponse:
    """The page for a link whose time is over: it offers a fresh one, to the address on record."""
    context = {"token": token, "has_address": bool(link.submission.sender_email), "robots": "noindex"}
    return keep_to_itself(render(request, "submissions/expired_link.html", context, status=410))


def too_often(request: HttpRequest, error: TooOftenError) -> HttpResponse:
    """The page for a limit that is reached: what it is, and that nothing is lost."""
    texts = {
        limits.Limit.DRAFTS_OF_NETWORK: _("Many forms were begun from your network within the last hour."),
        limits.Limit.LETTERS_TO_ADDRESS: _(
            "We have sent several letters to this address within the last hour. "
            "One of them may already be what you need."
        ),
        limits.Limit.LETTERS_OF_NETWORK: _("Many letters were asked for from your network within the last hour."),
        limits.Limit.CODES_OF_NETWORK: _("Many codes were tried from your network within the last hour."),
        limits.Limit.REPORTS_OF_NETWORK: _("Many reports were sent from your network within the last hour."),
        limits.Limit.CHECKS_OF_NETWORK: _("Many self-checks were sent from your network within the last hour."),
        limits.Limit.REPORTS_IN_ALL: _("More reports were sent within the last hour than we can read."),
        limits.Limit.QUESTIONS_IN_ALL: _("More questions were asked within the last hour than we can read."),
        limits.Limit.ALERTS_IN_ALL: _("More alerts were asked for within the last hour than this site sends."),
    }
    context = {"text": texts[error.limit], "robots": "noindex"}
    response = render(request, "submissions/too_often.html", context, status=429)
    response.headers["Retry-After"] = str(int(error.wait.total_seconds()))
    return keep_to_itself(response)


def network_of(request: HttpRequest) -> str:
    """The visitor's network, as limits count it."""
    return limits.network_of(request.META)
