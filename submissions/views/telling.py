"""The page on which anybody tells what a listed community learned, without an account."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities.models import Community

from .. import lessons
from ..lesson_form import LessonForm
from ..models import Kind
from . import about_entry
from .private import network_of, see_other


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done, what happened, and whether again; OPSI reads it once the address is confirmed."""
    return about_entry.ask(request, slug, Kind.LESSON, LessonForm, _send)


def _send(request: HttpRequest, community: Community, form: LessonForm) -> HttpResponse:
    issued = lessons.make(
        community,
        form.answers,
        email=form.cleaned_data["sender_email"],
        role=form.cleaned_data["sender_role"],
        language=request.LANGUAGE_CODE,
        network=network_of(request),
    )
    # What was sent and confirmed before has its page: a link to it is mailed, not shown.
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")
