"""The page on which anybody reports a problem with an entry, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community

from .. import course, limits, reports
from ..limits import TooOftenError
from ..models import Kind, State
from ..report_form import ReportForm
from .opening import opened_at, signed
from .private import network_of, see_other, too_often


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """What is the matter with an entry; it goes to OPSI at once, and to nobody else."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if community.slug != slug:
        return see_other("submissions:report", slug=community.slug)
    form = ReportForm(request.POST if request.method == "POST" else None)
    opened = opened_at(request)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    too_quick = None
    if not trapped and form.is_valid():
        too_quick = limits.wait_of(opened)
        if not too_quick:
            return _send(request, community, form)
    context = {
        "community": community,
        "entry": community.entry,
        "form": form,
        "opened": signed(opened),
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "sent": "sent" in request.GET,
        "steps": [(step, []) for step in course.ahead(State.DRAFT, Kind.REPORT)],
        "robots": "noindex",
    }
    response = render(request, "submissions/report.html", context, status=429 if too_quick else 200)
    if too_quick:
        response.headers["Retry-After"] = str(int(too_quick.total_seconds()) + 1)
    return response


def _send(request: HttpRequest, community: Community, form: ReportForm) -> HttpResponse:
    try:
        issued = reports.make(
            community,
            form.said,
            email=form.cleaned_data["email"] or "",
            language=request.LANGUAGE_CODE,
            network=network_of(request),
        )
    except TooOftenError as error:
        return too_often(request, error)
    if issued:
        return see_other("submissions:sent", token=issued.token)
    return see_other(f"{reverse('submissions:report', args=[community.slug])}?sent=1")
