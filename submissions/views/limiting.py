"""The limits of letters for a form that is not of this app: asking for a new password writes to any address typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .. import limits
from ..limits import Limit, TooOftenError
from .private import network_of, too_often

View = Callable[..., HttpResponse]


def limits_letters(view: View, done: str) -> View:
    """The view, whose letters count as all others. That an address has had its own for the hour is not told."""

    @wraps(view)
    def limited(request: HttpRequest, **given: Any) -> HttpResponse:
        if request.method == "POST":
            try:
                limits.take(Limit.LETTERS_OF_NETWORK, network_of(request))
            except TooOftenError as error:
                return too_often(request, error)
            try:
                limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(request.POST.get("email", "")))
            except TooOftenError:
                return redirect(done)
        return view(request, **given)

    return limited
