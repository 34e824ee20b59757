"""The page on which a listed community is said to be pausing, or closed with honour; without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities import entry as entries
from communities.models import Community

from .. import course, intake, limits, questionnaire
from ..limits import TooOftenError
from ..models import Kind, State
from ..questionnaire.closing import WHICH
from ..reading import Reading
from .answering import questions_of, section_after
from .private import network_of, see_other, too_often


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Pausing or ended; then a draft with the questions that are left, filled in from the entry."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if community.slug != slug:
        return see_other("submissions:close", slug=community.slug)
    change = intake.change_of(community, language=request.LANGUAGE_CODE, kind=Kind.CLOSURE)
    reading = Reading(change)
    form = reading.posted(WHICH, request.POST) if request.method == "POST" else reading.unanswered(WHICH)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    if not trapped and form.is_valid():
        try:
            issued = intake.begin_change(
                community,
                language=request.LANGUAGE_CODE,
                network=network_of(request),
                kind=Kind.CLOSURE,
                given=form.given(),
            )
        except TooOftenError as error:
            return too_often(request, error)
        return see_other(section_after(issued.token, WHICH, Reading(issued.link.submission)))
    context = {
        "entry": entries.upgrade(community.entry),
        "form": form,
        "asked": questions_of(form, reading),
        "minutes": questionnaire.minutes(questionnaire.sections(Kind.CLOSURE), {"maturity": "closed"}),
        "steps": [(step, []) for step in course.ahead(State.DRAFT, Kind.CLOSURE)],
        "trapped": trapped,
        "is_again": community.entry["maturity"] in ("paused", "closed"),
        "change_url": f"{reverse('submissions:change', args=[community.slug])}?field=maturity",
        "robots": "noindex",
    }
    return render(request, "submissions/close.html", context)
