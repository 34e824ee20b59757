"""The page of a letter's link whose time is over. It shows nothing of what was behind it, and mails a fresh one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .. import links
from ..limits import TooOftenError
from .private import keep_to_itself, network_of, too_often


def page(request: HttpRequest, mail: Callable[[str], None], *, ends: bool = False) -> HttpResponse:
    """Offers a fresh link, and mails it for a press of the button: `mail` is told the network that asks.

    `ends` where what the link led to can still be ended by it.
    """
    is_mailed = request.method == "POST" and "fresh" in request.POST
    if is_mailed:
        try:
            mail(network_of(request))
        except TooOftenError as error:
            return too_often(request, error)
    context = {"days": links.LONGEST_LIFE.days, "is_mailed": is_mailed, "ends": ends, "robots": "noindex"}
    return keep_to_itself(render(request, "submissions/link_over.html", context, status=200 if is_mailed else 410))
