"""The page on which anybody reports a problem with an entry, without an account."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community

from .. import reports
from ..models import Kind
from ..report_form import ReportForm
from . import about_entry
from .private import network_of, see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """What is the matter with an entry; it goes to OPSI at once, and to nobody else."""
    return about_entry.ask(request, slug, Kind.REPORT, ReportForm, _send)


def _send(request: HttpRequest, community: Community, form: ReportForm) -> HttpResponse:
    issued = reports.make(
        community,
        form.said,
        email=form.cleaned_data["email"] or "",
        language=request.LANGUAGE_CODE,
        network=network_of(request),
    )
    if issued:
        return see_other("submissions:sent", token=issued.token)
    return see_other(f"{reverse('submissions:report', args=[community.slug])}?sent=1")
