"""The pages of introductions: peers of a convener, asking for one, and the page behind the letter to who is asked.

A GET never acts.
"""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities import entry as entries
from communities import index, joining, peers
from communities.models import Community

from .. import introductions, links, passing_on
from ..introduction_form import IntroductionForm, PeerForm
from ..introduction_letters import asking_community, part_of
from ..models import Kind, Purpose, Steward, Submission
from . import about_entry
from .private import behind_link, keep_to_itself, network_of, see_other, unknown_link


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: HttpRequest, slug: str) -> HttpResponse:
    """A visitor asks, where an entry does not say how to join; OPSI reads it once the address is confirmed."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if not joining.is_silent(entries.upgrade(community.entry)):
        return see_other(community.get_absolute_url())
    return about_entry.ask(request, slug, Kind.INTRODUCTION, IntroductionForm, _send)


def _send(request: HttpRequest, community: Community, form: IntroductionForm) -> HttpResponse:
    issued = introductions.make(
        community, form.who, form.said, language=request.LANGUAGE_CODE, network=network_of(request)
    )
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")


@require_http_methods(["GET", "HEAD"])
@behind_link
def worth_knowing(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """A convener's peers: those one step ahead and similar ones, why, and whether an introduction can be asked for."""
    steward = introductions.steward_of(submission)
    if steward is None:
        return see_other("submissions:status", token=token)
    asked = list(introductions.asked_by(steward).prefetch_related("introductions"))
    context = {
        **_peers(steward, token),
        "community": steward.community,
        "token": token,
        "asked": [{"community": one.community, "where": introductions.where(one)} for one in asked],
        "most": introductions.MOST_OPEN,
        "terms": index.current().terms,
        "robots": "noindex",
    }
    return render(request, "submissions/peers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def ask(request: HttpRequest, submission: Submission, token: str, slug: str) -> HttpResponse:
    """A few words to who looks after another community. OPSI reads them first."""
    steward = introductions.steward_of(submission)
    community = Community.objects.published().filter(addresses__slug=slug).first()
    if steward is None or community is None or not introductions.willing([community.pk], steward):
        return see_other("submissions:peers", token=token)
    form = PeerForm(request.POST if request.method == "POST" else None)
    full = False
    if form.is_valid():
        try:
            row = introductions.ask(steward, community, form.cleaned_data["words"], language=request.LANGUAGE_CODE)
            return see_other("submissions:status", token=links.issue(row, Purpose.RESUME).token)
        except introductions.NotOpen:
            return see_other("submissions:peers", token=token)
        except introductions.TooManyOpen:
            full = True
    context = {
        "form": form,
        "full": full,
        "most": introductions.MOST_OPEN,
        "days": passing_on.LIFE.days,
        "entry": community.entry,
        "own": steward.community,
        "token": token,
        "robots": "noindex",
    }
    return render(request, "submissions/peer_ask.html", context, status=409 if full else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def introduced(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the letter to who is asked: looking at it does nothing, its buttons accept or decline."""
    passed_on = introductions.find(token)
    if passed_on is None:
        return unknown_link(request)
    if request.method == "POST":
        with suppress(introductions.NotOpen):  # the page says how it stands
            introductions.reply(passed_on, request.POST.get("reply", ""))
        return keep_to_itself(see_other("submissions:introduced", token=token))
    context = {
        "introduction": passed_on,
        "is_open": introductions.is_open(passed_on),
        "community": passed_on.steward.community,
        "asking": asking_community(passed_on.submission.answers),
        "part": part_of(passed_on.submission),
        "robots": "noindex",
    }
    return keep_to_itself(render(request, "submissions/introduced.html", context))


def _peers(steward: Steward, token: str) -> dict[str, list[dict[str, Any]]]:
    """By why they are worth knowing: entries, reasons, and where an introduction is asked for, if it can be."""
    catalogue, pk = index.current(), steward.community_id
    ahead = peers.ahead(catalogue, pk)
    found = {"ahead": ahead, "similar": peers.similar(catalogue, pk, [peer.pk for peer in ahead])}
    every = [peer.pk for those in found.values() for peer in those]
    shown, willing = Community.objects.published().entries_of(every), introductions.willing(every, steward)
    return {
        why: [
            {
                "entry": shown[peer.pk],
                "reasons": peer.reasons,
                "ask_url": reverse("submissions:peer_ask", args=[token, shown[peer.pk]["slug"]])
                if peer.pk in willing
                else "",
            }
            for peer in those
            if peer.pk in shown
        ]
        for why, those in found.items()
    }
