"""The questionnaire to read and to print: every question on one public page, and as a document to fill in offline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities import index
from communities.call_models import Call
from communities.public_pages import public

from .. import calls, opendocument, paper, questionnaire, spanish


@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """All questions of the form, with their choices, on one page."""
    call = _call(request)
    minutes = questionnaire.minutes(calls.with_call(questionnaire.MAIN, call), {"scale": "national"})
    context = {
        "sections": paper.sections(call),
        "minutes": minutes,
        "call": call,
        "query": f"?call={call.slug}" if call else "",
        "in_spanish": spanish.page()["link"],
    }
    return render(request, "submissions/questions.html", context)


@public
@require_safe
def questions_document(request: HttpRequest) -> HttpResponse:
    """The same as a document with room for answers."""
    title = _("The questions about a community")
    intro = [
        _("Prepare your answers here, alone or with others. To send them, type them into the form on the site."),
        _(
            "“Published” is read by everybody, once OPSI has accepted it. “Aggregate only” counts in figures about "
            "five communities or more. “OPSI only” is read by OPSI’s staff."
        ),
    ]
    held = opendocument.document(
        title, paper.lines(paper.sections(_call(request)), intro), language=request.LANGUAGE_CODE
    )
    return as_file(held, "questions-about-a-community")


@public
@require_safe
def questions_in_spanish(request: HttpRequest) -> HttpResponse:
    """All questions in Spanish, for those who prepare their answers in it."""
    minutes = questionnaire.minutes(questionnaire.MAIN, {"scale": "national"})
    said = spanish.page()
    context = {
        "sections": [
            (section, [(one, spanish.words().about(one)) for one in asked]) for section, asked in spanish.sections()
        ],
        "said": said,
        "minutes": said["minutes"] % {"minutes": minutes},
    }
    return render(request, "submissions/questions_es.html", context)


@public
@require_safe
def document_in_spanish(request: HttpRequest) -> HttpResponse:
    """The same as a document with room for answers."""
    said = spanish.page()
    intro = [said[key] for key in ("lede", "who_published", "who_aggregate", "who_opsi")]
    lines = paper.lines(spanish.sections(), intro, spanish.words())
    return as_file(opendocument.document(said["title"], lines, language="es"), "preguntas-sobre-una-comunidad")


def _call(request: HttpRequest) -> Call | None:
    """The call whose questions are asked for as well, if it can be answered."""
    kept = index.current().calls.get(request.GET.get("call", ""))
    return kept.call if kept and calls.is_asked(kept.call) else None


def as_file(held: bytes, name: str) -> HttpResponse:
    """A document for a word processor, to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.odt"'}
    return HttpResponse(held, content_type=opendocument.MEDIA_TYPE, headers=headers)
