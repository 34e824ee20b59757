"""The pages of alerts: asking for one about a selection, confirming it, and the page behind the link in each letter.

A GET never acts. A mail program may end an alert by one POST of its own (RFC 8058), without having seen a page.
"""

import time
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from communities import facets, index
from communities.filters import CommunityFilter

from .. import alert_letters, alerts, limits, links
from ..forms import AlertCodeForm, AlertForm
from ..limits import TooOftenError
from ..models import Alert, Rhythm
from . import link_over
from .opening import opened_at, signed
from .private import keep_to_itself, network_of, see_other, too_often
from .starting import EVEN_SECONDS

# What a mail program sends, and nobody else.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Where to send what is new in the selection of the query string."""
    began = time.monotonic()
    chosen = CommunityFilter(request.GET, index.current())
    query = chosen.query(sort=None)
    if "asked" in request.GET:
        return _asked(request, chosen, query)
    form = AlertForm(request.POST if request.method == "POST" else None, query=query)
    opened = opened_at(request)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    is_sound = not trapped and form.is_valid()
    too_quick = limits.wait_of(opened) if is_sound else None
    if is_sound and not too_quick:
        try:
            alerts.ask(
                form.cleaned_data["email"],
                query,
                form.cleaned_data["rhythm"],
                language=request.LANGUAGE_CODE,
                network=network_of(request),
            )
        except TooOftenError as error:
            return too_often(request, error)
        time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - began)))
        return see_other(facets.address(request.path, "&".join(filter(None, [query, "asked=1"]))))
    context = {
        "form": form,
        "opened": signed(opened),
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "ended": "ended" in request.GET,
        "notices": [problem.notice for problem in chosen.problems],
        **_selection(chosen, query),
    }
    response = render(request, "submissions/alert.html", context, status=429 if too_quick else 200)
    if too_quick:
        response.headers["Retry-After"] = str(int(too_quick.total_seconds()) + 1)
    return response


def _asked(request: HttpRequest, chosen: CommunityFilter, query: str) -> HttpResponse:
    """Look into your e-mail: and the code of the letter, for those whose gateway eats links."""
    form = AlertCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            ends = alerts.confirm_by_code(
                given["email"], query, given["code"], language=request.LANGUAGE_CODE, network=network_of(request)
            )
            if ends:
                return keep_to_itself(see_other(f"{reverse('submissions:alert_kept', args=[ends])}?begun=1"))
            form.add_error(
                "code", _("This is not the code in our latest e-mail to that address. Look at both once more")
            )
        except TooOftenError as error:
            return too_often(request, error)
        except alerts.TooManyAlerts:
            form.add_error("email", _("This address has as many alerts as it can have. End one, then confirm this one"))
    return render(request, "submissions/alert_asked.html", {"form": form, **_selection(chosen, query)})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the first letter leads to: looking at it does nothing, its button begins the alert."""
    link = alerts.find(token, confirms=True)
    if link is None:
        return _unknown(request)
    full = False
    if request.method == "POST" and not link.used_at:
        try:
            ends = alerts.confirm(link, language=request.LANGUAGE_CODE)
            return keep_to_itself(see_other(f"{reverse('submissions:alert_kept', args=[ends])}?begun=1"))
        except alerts.TooManyAlerts:
            full = True
    context = {
        "used": link.used_at,
        "full": full,
        "most": alerts.MOST_OF_AN_ADDRESS,
        "rhythm": _rhythm(link.rhythm),
        **_of(link.alert),
    }
    return keep_to_itself(render(request, "submissions/alert_confirm.html", context, status=409 if full else 200))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """An alert that runs: what it is about, until when, and how to end it.

    The token is the right to end it, so that a mail program needs no cookie; everybody else comes from the page.
    """
    if request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return _ended_by_mail_program(request, token)
    return _kept(request, token)


@csrf_protect
def _kept(request: HttpRequest, token: str) -> HttpResponse:
    link = alerts.find(token)
    if link is None:
        return _unknown(request)
    # A link whose time is over shows and renews nothing, but an old letter must still end the next one.
    if links.is_over(link.created_at) and not (request.method == "POST" and "end" in request.POST):
        return link_over.page(request, partial(alerts.mail_fresh, link), ends=True)
    if request.method == "POST" and "renew" in request.POST:
        alerts.renew(link.alert)
        return keep_to_itself(see_other(f"{request.path}?renewed=1"))
    if request.method == "POST":
        again = facets.address(reverse("submissions:alert"), "&".join(filter(None, [link.alert.query, "ended=1"])))
        alerts.end(link.alert)
        return keep_to_itself(see_other(again))
    context = {
        "alert": link.alert,
        "rhythm": _rhythm(link.alert.rhythm),
        "begun": "begun" in request.GET,
        "renewed": "renewed" in request.GET,
        **_of(link.alert),
    }
    return keep_to_itself(render(request, "submissions/alert_kept.html", context))


def _ended_by_mail_program(request: HttpRequest, token: str) -> HttpResponse:
    """The answer is the same the second time, and for a link that never was."""
    if link := alerts.find(token):
        alerts.end(link.alert)
    text = _("This alert has ended.")
    return keep_to_itself(HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8"))


def _unknown(request: HttpRequest) -> HttpResponse:
    """The page for a link that opens nothing: it is the same whatever is wrong with it."""
    return keep_to_itself(render(request, "submissions/alert_unknown.html", {"robots": "noindex"}, status=404))


def _of(alert: Alert) -> dict[str, object]:
    return _selection(alerts.chosen_by(alert, index.current()), alert.query)


def _selection(chosen: CommunityFilter, query: str) -> dict[str, object]:
    """What the pages say of a selection. Their own address is left out: it is long, or a key."""
    return {
        "selection": alert_letters.selected(chosen),
        "words": chosen.words,
        "near": chosen.near,
        "total": len(alerts.matching(chosen)),
        "list_url": facets.address(reverse("communities:list"), query),
        "robots": "noindex",
    }


def _rhythm(slug: str) -> str:
    return str(Rhythm(slug).label)
