"""The page behind a letter that asks about an entry: for those on record, and for those who were invited.

A GET never acts. Every answer is a button; the pulse is a form that comes after the answer, and can be left out.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from communities import entry as entries
from communities import index, silence

from .. import intake
from ..limits import TooOftenError
from ..models import Invitation, Kind
from ..questionnaire.closing import WHICH
from ..reading import Reading
from ..views import changing, consenting, link_over
from ..views.private import keep_to_itself, network_of, see_other, too_often
from . import answering, pulse
from .answering import Closed, Opened
from .pulse_form import PulseForm


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """The entry as it is published, and what can be said of it."""
    opened = answering.find(token)
    if opened is None:
        return keep_to_itself(render(request, "submissions/entry_unknown.html", {"robots": "noindex"}, status=404))
    if opened.is_over and opened.is_open:
        return link_over.page(request, partial(answering.mail_fresh, token))
    form = PulseForm()
    if request.method == "POST":
        form = PulseForm(request.POST) if "pulse" in request.POST else form
        try:
            if to := _act(request, token, opened, form):
                return keep_to_itself(see_other(to))
        except Closed:
            return keep_to_itself(see_other(request.path))
        except TooOftenError as error:
            return too_often(request, error)
    return keep_to_itself(render(request, "submissions/entry.html", {"form": form, **_shown(request, opened)}))


def _act(request: HttpRequest, token: str, opened: Opened, form: PulseForm) -> str:
    """Do what the button that was pressed says; where to go on, or nothing where the form needs another look."""
    asked = {"language": request.LANGUAGE_CODE, "network": network_of(request)}
    match request.POST.get("answer", ""):
        case "right":
            answering.confirm(token)
            return f"{request.path}?done=right"
        case "change":
            issued = answering.change(token, Kind.CHANGE, **asked)
            return reverse("submissions:status", args=[issued.token])
        case "ended":
            issued = answering.change(token, Kind.CLOSURE, **asked)
            return reverse("submissions:section", args=[issued.token, WHICH.slug])
        case "stop":
            answering.stop(token)
        case "remove":
            answering.remove(token, **asked)
        case "agree-no-longer":
            answering.take_back(token, request.POST.get("use", ""))
    if "pulse" not in request.POST:
        return str(request.path)
    if opened.steward is None or not opened.is_open:
        raise Closed
    if not form.is_valid():
        return ""
    pulse.keep(opened.community, form.figures, is_public=form.cleaned_data["is_public"])
    return f"{request.path}?done=pulse"


def _shown(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    catalogue, community = index.current(), opened.community
    reading = Reading(intake.change_of(community, language=request.LANGUAGE_CODE))
    return {
        "opened": opened,
        "community": community,
        "entry": entries.upgrade(community.entry),
        "facts": _stated(changing.facts(reading, community.slug)),
        "silence": catalogue.silent.get(community.slug, ""),
        "quiet": silence.quiet_on(community.asked_on) if community.asked_on else None,
        "dormant": silence.dormant_on(community.asked_on) if community.asked_on else None,
        "agreed": consenting.lines_of(opened.steward) if opened.steward else [],
        "is_fresh": community.confirmed_on == timezone.now().date(),
        "waits": bool(opened.invitation and answering.waits(opened.invitation)),
        "is_removal": bool(opened.invitation and opened.invitation.answer == Invitation.Answer.REMOVED),
        "year": timezone.now().year,
        "done": request.GET.get("done", "") if request.method != "POST" else "",
        "robots": "noindex",
    }


def _stated(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only what the entry states: that is what can be right or wrong."""
    kept = [{**part, "rows": [row for row in part["rows"] if row["values"]]} for part in parts]
    return [part for part in kept if part["rows"]]
