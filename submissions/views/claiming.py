"""The page on which somebody says that they look after a listed community, without an account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community

from .. import claims
from ..claim_form import ClaimForm
from ..models import Kind
from . import about_entry
from .private import network_of, see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Who convenes it, or now runs it; OPSI reads it once the address is confirmed."""
    return about_entry.ask(request, slug, Kind.CLAIM, ClaimForm, _send)


def _send(request: HttpRequest, community: Community, form: ClaimForm) -> HttpResponse:
    issued = claims.make(
        community,
        form.who,
        form.cleaned_data["words"],
        language=request.LANGUAGE_CODE,
        network=network_of(request),
    )
    # What was sent and confirmed before has its page: a link to it is mailed, not shown.
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")
