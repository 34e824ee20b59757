"""The page on which somebody says that they look after a listed community, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community

from .. import claims, course, limits
from ..claim_form import ClaimForm
from ..limits import TooOftenError
from ..models import Kind, State
from .opening import opened_at, signed
from .private import network_of, see_other, too_often


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Who convenes it, or now runs it; OPSI reads it once the address is confirmed."""
    community = get_object_or_404(Community.objects.published(), addresses__slug=slug)
    if community.slug != slug:
        return see_other("submissions:claim", slug=community.slug)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    opened = opened_at(request)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    too_quick = None
    if not trapped and form.is_valid():
        too_quick = limits.wait_of(opened)
        if not too_quick:
            return _send(request, community, form)
    context = {
        "entry": community.entry,
        "form": form,
        "opened": signed(opened),
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "steps": [(step, []) for step in course.ahead(State.DRAFT, Kind.CLAIM)],
        "robots": "noindex",
    }
    response = render(request, "submissions/claim.html", context, status=429 if too_quick else 200)
    if too_quick:
        response.headers["Retry-After"] = str(int(too_quick.total_seconds()) + 1)
    return response


def _send(request: HttpRequest, community: Community, form: ClaimForm) -> HttpResponse:
    try:
        issued = claims.make(
            community,
            form.who,
            form.cleaned_data["words"],
            language=request.LANGUAGE_CODE,
            network=network_of(request),
        )
    except TooOftenError as error:
        return too_often(request, error)
    # What was sent and confirmed before has its page: a link to it is mailed, not shown.
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")
