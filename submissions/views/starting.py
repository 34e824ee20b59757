"""Pages without a private link yet: before you start, asking for a link that was lost."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities import call_views, index

from .. import calls, course, intake, limits, pace, questionnaire, spanish
from ..forms import AddressForm
from ..limits import TooOftenError
from ..models import State
from .private import network_of, see_other, too_often

# An answer to "is this address known?" takes so many seconds either way.
EVEN_SECONDS = 0.4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What you need, how long it takes, what is published; then a draft of a new community, for a call where named."""
    catalogue, slug = index.current(), request.GET.get("call", "")
    call = catalogue.calls[slug].call if slug in catalogue.calls else None
    answered = call if call and calls.is_asked(call) else None
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    if request.method == "POST" and not trapped:
        try:
            issued = intake.begin(language=request.LANGUAGE_CODE, network=network_of(request), call=answered)
        except TooOftenError as error:
            return too_often(request, error)
        return see_other("submissions:section", token=issued.token, section=questionnaire.MAIN[0].slug)
    answers, sections = {"scale": "national"}, calls.with_call(questionnaire.MAIN, answered)
    context = {
        "minutes": questionnaire.minutes(sections, answers),
        "questions": len(questionnaire.numbers(answers, sections)),
        "call": call,
        "answered": answered,
        "is_unknown_call": bool(slug) and call is None,
        "calls_open": [] if answered else call_views.open_now(catalogue),
        "steps": _steps(),
        "pace": pace.in_words(),
        "in_spanish": spanish.page()["link"],
        "trapped": trapped,
    }
    return render(request, "submissions/start.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """A fresh link by mail, for those who lost theirs. The page is the same whether the address is known or not."""
    began = time.monotonic()
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not limits.is_honeypot_filled(request.POST):
        try:
            intake.mail_links(form.cleaned_data["email"], network=network_of(request))
        except TooOftenError as error:
            return too_often(request, error)
        time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - began)))
        return see_other(f"{reverse('submissions:resume')}?asked=1")
    return render(request, "submissions/resume.html", {"form": form, "asked": "asked" in request.GET})


def _steps() -> list[tuple[course.Step, list[Any]]]:
    """What follows from beginning, as the page draws it."""
    return [(step, []) for step in course.ahead(State.DRAFT)]
