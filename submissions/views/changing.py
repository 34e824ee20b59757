"""Suggesting a change of a listed community: the whole form, or a single answer on one page."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities import entry as entries
from communities.models import Community

from .. import answers as answering
from .. import course, intake, limits, questionnaire
from ..forms import SectionForm, language_of
from ..limits import TooOftenError
from ..models import State
from ..questionnaire import Section
from ..reading import Reading
from .answering import questions_of
from .private import network_of, see_other, too_often


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Before you suggest a change: what is live now; then the form, filled in from it; `?field=` is one answer."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if community.slug != slug:
        asked = request.GET.urlencode()
        return see_other(f"{reverse('submissions:change', args=[community.slug])}{'?' if asked else ''}{asked}")
    reading = Reading(intake.change_of(community, language=request.LANGUAGE_CODE))
    one = _alone(request.GET.get("field", ""), reading)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    context: dict[str, Any] = {"entry": reading.base, "trapped": trapped, "steps": _steps(), "robots": "noindex"}
    if one is not None:
        return _one_answer(request, community, reading, one, context)
    if request.method == "POST" and not trapped:
        try:
            issued = intake.begin_change(community, language=request.LANGUAGE_CODE, network=network_of(request))
        except TooOftenError as error:
            return too_often(request, error)
        return see_other("submissions:status", token=issued.token)
    return render(request, "submissions/change.html", {**context, "facts": facts(reading, community.slug)})


def _one_answer(
    request: HttpRequest, community: Community, reading: Reading, one: Section, context: dict[str, Any]
) -> HttpResponse:
    """One question with what is published now; what is answered leads to who you are, and then to the check."""
    is_sent = request.method == "POST" and not context["trapped"]
    form = _with_initial(one, reading) if request.method != "POST" else reading.posted(one, request.POST)
    problem = ""
    if is_sent and "more" not in request.POST and form.is_valid():
        if _is_as_published(form, reading):
            problem = _("Nothing differs from the published entry yet. Change the answer before you go on.")
        else:
            try:
                issued = intake.begin_change(
                    community, language=request.LANGUAGE_CODE, network=network_of(request), given=form.given()
                )
            except TooOftenError as error:
                return too_often(request, error)
            you = {"token": issued.token, "section": questionnaire.YOU.slug}
            return see_other(f"{reverse('submissions:section', kwargs=you)}?from=check")
    context |= {"form": form, "asked": questions_of(form, reading, numbered=False), "problem": problem}
    return render(request, "submissions/change_one.html", context)


def _alone(key: str, reading: Reading) -> Section | None:
    """A section of that one question, where it is asked about the entry as it stands."""
    try:
        whole = questionnaire.section_of(key)
    except KeyError:
        return None
    chosen = [one for one in whole.asked(reading.answers) if one.key == key and one.is_of_entry]
    return replace(whole, questions=tuple(replace(one, follows=False) for one in chosen), intro="") if chosen else None


def _with_initial(one: Section, reading: Reading) -> SectionForm:
    form = reading.unanswered(one)
    form.initial = {question.key: reading.answers.get(question.key) for question in one.questions}
    return form


def _is_as_published(form: SectionForm, reading: Reading) -> bool:
    answers = {**reading.answers, **form.given()}
    return not entries.changed_fields(reading.base, answering.entry_of(form.cleaned_data, answers, reading.base))


def facts(reading: Reading, slug: str) -> list[dict[str, Any]]:
    """What is published now, part by part, each with where it alone is changed."""
    address = reverse("submissions:change", args=[slug])
    parts = []
    for one in questionnaire.SECTIONS:
        rows = [
            {
                "key": questionnaire.label_of(question.key),
                "values": answering.field_in_words(question.key, reading.base, reading.choices),
                "lang": language_of(question, reading.base),
                "url": f"{address}?field={question.key}",
            }
            for question in one.asked(reading.answers)
            if question.is_of_entry
        ]
        if rows:
            parts.append({"title": one.title, "slug": one.slug, "rows": rows})
    return parts


def _steps() -> list[tuple[course.Step, list[Any]]]:
    """What follows from beginning, as the page draws it."""
    return [(step, []) for step in course.ahead(State.DRAFT)]
