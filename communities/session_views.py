"""The pages of sessions open to guests: the calendar, and one session. What has ended is no longer listed."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from . import facets, index, session_files, session_shelf
from .session_filters import Listed, SessionFilter
from .session_shelf import Announced, SessionGone


def every(request: HttpRequest) -> HttpResponse:
    """The sessions to come by month and day of UTC, or a selection of them."""
    chosen = SessionFilter(request.GET, index.current())
    page, notice = facets.Page.asked(request.GET.get("page"), len(chosen.found))
    query = chosen.query(page=page.number if page.number > 1 else None)
    context = {
        **facets.pagination(chosen, page, request.path),
        "chosen": chosen,
        "total": len(chosen.found),
        "months": _months(chosen.found[page.slice]),
        "facets": chosen.facets(),
        "filters_chosen": sum(map(len, chosen.chosen.values())),
        "chips": chosen.chips(request.path),
        "clear_url": request.path,
        "notices": [*chosen.notices, *([notice] if notice else [])],
        "q": chosen.words,
        "ways": _ways(chosen, request.path),
        "calendar_url": facets.address(reverse("open:sessions-calendar"), chosen.query()),
        "feed_url": facets.address(reverse("open:sessions-feed"), chosen.query()),
        "canonical": facets.address(request.path, query),
        "robots": "noindex" if chosen.is_narrowed else "",
    }
    return render(request, "communities/sessions.html", context)


def at_its_number(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the session of a number; one that was taken back says so, without its words."""

    @wraps(page)
    def found(request: HttpRequest, pk: str) -> HttpResponse:
        try:
            announced = session_shelf.one(int(pk))
        except SessionGone as gone:
            return render(request, "communities/session_gone.html", {"withdrawn": gone.at}, status=410)
        if announced is None:
            raise Http404
        return page(request, announced)

    return found


@at_its_number
def one(request: HttpRequest, announced: Announced) -> HttpResponse:
    """One session: when, where, in which language, how to sign up; or that it is over, or does not take place."""
    session = announced.session
    context = {
        "announced": announced,
        "calendar_url": reverse("open:session-calendar", args=[session.pk]),
        "robots": "noindex" if session.is_over else "",
    }
    return render(request, "communities/session.html", context)


@at_its_number
def calendar(request: HttpRequest, announced: Announced) -> HttpResponse:
    return session_files.of_one(announced)


def _months(shown: list[Listed]) -> list[dict[str, Any]]:
    """The sessions of a page by the month, and within it by the day, on which they start by UTC."""
    return [
        {
            "slug": month,
            "day": days[0]["day"],
            "days": days,
        }
        for month, listed in groupby(shown, lambda one: one.month)
        if (days := _days(list(listed)))
    ]


def _days(shown: list[Listed]) -> list[dict[str, Any]]:
    by_day = groupby(shown, lambda one: one.announced.session.starts_in_utc.date())
    return [{"day": day, "announced": [one.announced for one in listed]} for day, listed in by_day]


def _ways(chosen: SessionFilter, path: str) -> list[dict[str, str]]:
    """Where to go from a page without a session."""
    ways = [{"url": path, "text": _("See all sessions")}] if chosen.is_narrowed and chosen.told else []
    return [
        *ways,
        {"url": reverse("communities:list"), "text": _("Find a community, and how to join it")},
    ]
