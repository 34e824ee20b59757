"""The pages of the guide under /start/, and the one that makes a draft of the answers.

A page whose address has anything to read in it is for its reader alone: kept by nobody, found by no search engine, and
its address told to no other page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities import facets, index, lesson_shelf, planned, vocabularies
from communities.index import Index
from communities.models import Community
from communities.public_pages import public

from .. import cautions, intake, limits, questionnaire
from ..limits import TooOftenError
from ..views.private import keep_to_itself, network_of, see_other, too_often
from . import asked, charter, sources
from .carried import LONGEST, Carried, has_answers

# The guide's pages in their order, each by the name of its address and what that is given.
FOUND, WAYS = "found", "ways"
ORDER = ("idea", "purpose", "people", FOUND, "running", WAYS)

FIRST_STAGE, FEW_LESSONS = vocabularies.STAGES[0], 3

View = Callable[..., HttpResponse]


def guide_page(view: View) -> Callable[..., HttpResponseBase]:
    """A page that is only read. The view is given what its address carries."""

    @public
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, **rest: Any) -> HttpResponse:
        if len(request.META["QUERY_STRING"]) > LONGEST:
            return _for_its_reader(_too_long(request))
        response = view(request, carried=Carried(request.GET), **rest)
        return _for_its_reader(response) if request.GET else response

    return opened


def once_sound_before(name: str) -> Callable[[View], View]:
    """A page that is open once no answer of the parts before it needs another look; until then it leads there."""

    def guarded(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, carried: Carried) -> HttpResponse:
            wrong = _wrong_before(name, carried)
            return see_other(_address(wrong, carried)) if wrong else view(request, carried=carried)

        return opened

    return guarded


@guide_page
def begin(request: HttpRequest, carried: Carried) -> HttpResponse:
    """What the guide does, and where what it says comes from."""
    context = {
        "documents": sources.DOCUMENTS,
        "begin_url": _address(ORDER[0], carried),
        "parts": len(ORDER),
        "robots": "noindex" if request.GET else "",
    }
    return render(request, "submissions/guide/begin.html", context)


@guide_page
def part(request: HttpRequest, part: str, carried: Carried) -> HttpResponse:
    """One part of the questions. What is sent goes to the next page, with all other answers."""
    if part not in asked.SECTIONS:
        raise Http404
    if wrong := _wrong_before(part, carried):
        return see_other(_address(wrong, carried))
    section = asked.SECTIONS[part]
    context = {
        **_frame(part, carried),
        "section": section,
        "form": carried.forms[part],
        "others": carried.pairs(but_for=section),
        "next_path": _path(ORDER[ORDER.index(part) + 1]),
        # Said at once to whoever has ticked many, and where they come back to them.
        "cautions": cautions.of(carried.values, index.current()) if part in ORDER[1:3] else {},
    }
    return render(request, "submissions/guide/part.html", context)


@guide_page
@once_sound_before(FOUND)
def found(request: HttpRequest, carried: Carried) -> HttpResponse:
    """What is listed already and comes near the plan."""
    catalogue = index.current()
    context = {
        **_frame(FOUND, carried),
        "offers": _offers(catalogue, carried),
        "terms": catalogue.terms,
        "next_url": _address("running", carried),
    }
    return render(request, "submissions/guide/found.html", context)


@guide_page
@once_sound_before(WAYS)
def ways(request: HttpRequest, carried: Carried) -> HttpResponse:
    """The end: join one, help one, or start one's own."""
    catalogue = index.current()
    context = {
        **_frame(WAYS, carried),
        "offers": _offers(catalogue, carried),
        "lessons": lesson_shelf.at_stage(FIRST_STAGE)[:FEW_LESSONS],
        "stage": FIRST_STAGE,
        "cautions": cautions.of(carried.values, catalogue),
        "charter_url": facets.address(reverse("submissions:guide-charter"), carried.query),
        "draft_url": facets.address(reverse("submissions:guide-draft"), carried.query),
        "idea_url": _address("idea", carried),
    }
    return render(request, "submissions/guide/ways.html", context)


@guide_page
@once_sound_before(WAYS)
def printed(request: HttpRequest, carried: Carried) -> HttpResponse:
    """The answers as a charter: one page to print."""
    catalogue = index.current()
    context = {
        **_frame(WAYS, carried),
        "name": carried.values.get("name", ""),
        "rows": charter.rows(carried, catalogue),
        "back_url": _address(WAYS, carried),
    }
    return render(request, "submissions/guide/charter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """What a draft would begin with; its button makes one. This alone of the guide's pages leads to something kept.

    Its address is told to pages of this site: without that, browsers do not say where its form comes from.
    """
    carried = Carried(request.POST if request.method == "POST" else request.GET)
    if max(len(request.META["QUERY_STRING"]), len(carried.query)) > LONGEST:
        return keep_to_itself(_too_long(request))
    if not has_answers(carried):
        return keep_to_itself(see_other("submissions:start"))
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    if request.method == "POST" and not trapped:
        try:
            issued = intake.begin(
                language=request.LANGUAGE_CODE, network=network_of(request), answers=carried.for_draft
            )
        except TooOftenError as error:
            return too_often(request, error)
        first = questionnaire.MAIN[0].slug
        return keep_to_itself(see_other("submissions:section", token=issued.token, section=first))
    context = {
        **_frame(WAYS, carried),
        "rows": charter.into_draft(carried),
        "answers": carried.pairs(),
        "trapped": trapped,
        "back_url": _address(WAYS, carried),
    }
    return keep_to_itself(render(request, "submissions/guide/draft.html", context))


def _frame(name: str, carried: Carried) -> dict[str, Any]:
    """What the pages have in common: where one is, the way back, and what was left out."""
    place = ORDER.index(name)
    return {
        "notices": carried.notices,
        "is_empty": not has_answers(carried),
        "part": place + 1,
        "parts": len(ORDER),
        "back_url": _address(ORDER[place - 1] if place else "", carried),
        "guide_url": _address("", carried),
        "robots": "noindex",
    }


def _path(name: str) -> str:
    if name in asked.SECTIONS:
        return reverse("submissions:guide-part", args=[name])
    return reverse(f"submissions:guide-{name}" if name else "submissions:guide")


def _address(name: str, carried: Carried) -> str:
    """One of the guide's pages, with all answers."""
    return facets.address(_path(name), carried.query)


def _wrong_before(name: str, carried: Carried) -> str:
    """The first part before a page with an answer that needs another look."""
    return next((one for one in ORDER[: ORDER.index(name)] if one in carried.forms and carried.forms[one].errors), "")


def _offers(catalogue: Index, carried: Carried) -> list[dict[str, Any]]:
    near = planned.matching(catalogue, carried.plan)
    shown = Community.objects.published().entries_of(one.pk for one in near)
    return [{"entry": shown[one.pk], "reasons": one.reasons} for one in near if one.pk in shown]


def _for_its_reader(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_long(request: HttpRequest) -> HttpResponse:
    """The address has more in it than the guide's own forms could have put there."""
    context = {
        "title": _("This address is too long"),
        "text": _("It holds more than the guide can carry. Go back, shorten what you wrote, and go on from there."),
        "robots": "noindex",
    }
    return render(request, "error.html", context, status=414)
