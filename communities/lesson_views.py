"""The pages of lessons: what communities did at each stage, and one lesson with how to cite it."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import citation, facets, index, lesson_shelf
from .lesson_filters import LessonFilter
from .lesson_records import address
from .lesson_shelf import LessonGone, Told
from .models import Term

MORE = 3  # lessons at the same stage
# How a stage reads at the head of what was done then; a stage that staff have added reads as it is called.
WHEN = {
    "setting-up": gettext_lazy("When setting up"),
    "launching": gettext_lazy("When launching"),
    "consolidating": gettext_lazy("When consolidating"),
    "reinventing": gettext_lazy("When reinventing themselves"),
    "paused": gettext_lazy("When pausing"),
    "closed": gettext_lazy("When closing"),
}


def every(request: HttpRequest) -> HttpResponse:
    """All lessons by stage, or a selection of them."""
    catalogue = index.current()
    chosen = LessonFilter(request.GET, lesson_shelf.everything(), catalogue)
    page, notice = facets.Page.asked(request.GET.get("page"), len(chosen.found))
    query = chosen.query(page=page.number if page.number > 1 else None)
    context = {
        **facets.pagination(chosen, page, request.path),
        "chosen": chosen,
        "total": len(chosen.found),
        "tally": lesson_shelf.tally(chosen.found),
        "stages": _stages(chosen, chosen.found[page.slice]),
        "facets": chosen.facets(),
        "filters_chosen": sum(map(len, chosen.chosen.values())),
        "chips": chosen.chips(request.path),
        "clear_url": request.path,
        "notices": [*chosen.notices, *([notice] if notice else [])],
        "q": chosen.words,
        "ways": _ways(chosen, request.path),
        "canonical": facets.address(request.path, query),
        "robots": "noindex" if chosen.is_narrowed else "",
    }
    return render(request, "communities/lessons.html", context)


def at_its_number(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the lesson of a number; one that was taken back says so, without its words."""

    @wraps(page)
    def found(request: HttpRequest, pk: str, **rest: Any) -> HttpResponse:
        try:
            told = lesson_shelf.one(int(pk))
        except LessonGone as gone:
            return render(request, "communities/lesson_gone.html", {"withdrawn": gone.at}, status=410)
        if told is None:
            raise Http404
        return page(request, told, **rest)

    return found


@at_its_number
def one(request: HttpRequest, told: Told) -> HttpResponse:
    """One lesson in its community's words."""
    stage = told.lesson.maturity
    context = {
        "told": told,
        "when": when(stage),
        "more": [other for other in lesson_shelf.at_stage(stage.slug) if other.lesson.pk != told.lesson.pk][:MORE],
        "stage_url": facets.address(reverse("communities:lessons"), f"maturity={stage.slug}"),
        "cite_url": address(told),
        "exports": [
            {"label": label, "url": reverse("open:cite-lesson", args=[told.lesson.pk, extension]), "type": kind}
            for extension, (label, _write, kind) in citation.OF_LESSONS.items()
        ],
    }
    return render(request, "communities/lesson.html", context)


@at_its_number
def cite(request: HttpRequest, told: Told, extension: str) -> HttpResponse:
    _label, write, media_type = citation.OF_LESSONS[extension]
    response = HttpResponse(write(told, address(told)), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lesson-{told.lesson.pk}.{extension}"'
    return response


def when(stage: Term) -> str:
    """The stage at the head of what was done then."""
    return str(WHEN.get(stage.slug, stage.shown))


def _stages(chosen: LessonFilter, shown: list[Told]) -> list[dict[str, Any]]:
    """The lessons of a page by their stage, each stage with what is said of all that were selected."""
    groups = []
    for stage, told in groupby(shown, lambda one: one.lesson.maturity):
        of_stage = [one for one in chosen.found if one.lesson.maturity_id == stage.pk]
        tally = lesson_shelf.tally(of_stage)
        groups.append({"slug": stage.slug, "when": when(stage), "tally": tally, "told": list(told)})
    return groups


def _ways(chosen: LessonFilter, path: str) -> list[dict[str, str]]:
    """Where to go from a page without a lesson."""
    ways = [{"url": path, "text": _("See all lessons")}] if chosen.is_narrowed and chosen.told else []
    return [
        *ways,
        {"url": reverse("communities:list"), "text": _("Find your community, and tell a lesson from its page")},
        {"url": reverse("submissions:guide"), "text": _("Thinking of starting one? What OPSI knows, step by step")},
    ]
