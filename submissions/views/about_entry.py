"""A small form about one listed entry, sent without an account: what reports and claims have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from communities.models import Community

from .. import course, limits
from ..limits import TooOftenError
from ..models import Kind, State
from .opening import opened_at, signed
from .private import see_other, too_often

Send = Callable[[HttpRequest, Community, Any], HttpResponse]


def ask(request: HttpRequest, slug: str, kind: Kind, form_class: type[forms.Form], send: Send) -> HttpResponse:
    """The form of a kind about the entry at an address; `send` takes what was sent, and may raise TooOftenError."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if community.slug != slug:
        return see_other(f"submissions:{kind.value}", slug=community.slug)
    form = form_class(request.POST if request.method == "POST" else None)
    opened = opened_at(request)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    too_quick = None
    if not trapped and form.is_valid():
        too_quick = limits.wait_of(opened)
        if not too_quick:
            try:
                return send(request, community, form)
            except TooOftenError as error:
                return too_often(request, error)
    context = {
        "community": community,
        "entry": community.entry,
        "form": form,
        "opened": signed(opened),
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "sent": "sent" in request.GET,
        "steps": [(step, []) for step in course.ahead(State.DRAFT, kind)],
        "robots": "noindex",
    }
    response = render(request, f"submissions/{kind.value}.html", context, status=429 if too_quick else 200)
    if too_quick:
        response.headers["Retry-After"] = str(int(too_quick.total_seconds()) + 1)
    return response
