"""A copy of one's own answers behind the private link: a page to print, and a document for a word processor."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import opendocument, shown
from ..models import Kind, Submission
from ..opendocument import Line, Style
from ..paper import WHO_SEES
from ..questionnaire import Who
from ..reading import Reading, all_sections
from .answering import FORM_KINDS
from .printing import as_file
from .private import behind_link


def whole(submission: Submission) -> Reading:
    """All its answers, also those that can no longer be changed."""
    return Reading(submission, all_sections(submission))


@require_safe
@behind_link
def copy(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Every answer as it stands now, with who sees it."""
    reading = _readable(submission)
    context = {
        "submission": submission,
        "token": token,
        "parts": shown.parts(reading),
        "differences": list(shown.differences(reading)) if submission.kind == Kind.CHANGE else [],
        "robots": "noindex",
    }
    return render(request, "submissions/copy.html", context)


@require_safe
@behind_link
def copy_document(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """The same as a document."""
    title = submission.name or _("Your draft")
    held = opendocument.document(title, _lines(_readable(submission)), language=get_language() or "en")
    return as_file(held, "my-answers")


def _readable(submission: Submission) -> Reading:
    if submission.kind not in FORM_KINDS:
        raise Http404
    return whole(submission)


def _lines(reading: Reading) -> Iterator[Line]:
    saved = formats.date_format(timezone.localtime(reading.submission.updated_at), "DATETIME_FORMAT")
    yield Line(Style.TEXT, _("The answers as they were saved last: %(time)s") % {"time": saved})
    for part in shown.parts(reading):
        yield Line(Style.SECTION, part.section.title)
        for one in part.answers:
            yield Line(Style.QUESTION, one.key)
            yield Line(Style.SMALL, WHO_SEES[Who(one.who)])
            yield from (Line(Style.ANSWER, words) for words in one.typed or [_("Not given")])
