"""The questionnaire's pages: one per section, the check before sending, and finishing later."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from communities import index

from .. import cautions, intake, limits, questionnaire, waiting
from ..forms import AddressForm, SectionForm
from ..models import OF_QUESTIONNAIRE, Kind, State, Submission
from ..questionnaire import Section
from ..reading import Reading
from ..shown import as_typed
from .private import behind_link, network_of, see_other

FROM_CHECK = "check"


def is_in_form(submission: Submission) -> bool:
    """Whether this submission is one of the questionnaire, and still open to its sender."""
    return submission.kind in OF_QUESTIONNAIRE and submission.is_open_to_editing


def question_address(token: str, one: Section, key: str = "") -> str:
    """Where a section, or a question of it, is changed, and from where one comes back to the check."""
    address = reverse("submissions:section", kwargs={"token": token, "section": one.slug})
    return f"{address}?from=check#{_anchor(one, key)}" if key else f"{address}?from=check"


def _anchor(one: Section, key: str) -> str:
    """The id of a question's first control on its page."""
    first = (questionnaire.Kind.ROWS, questionnaire.Kind.ONE, questionnaire.Kind.MANY, questionnaire.Kind.TICKS)
    several = (*first, questionnaire.Kind.LISTED, questionnaire.Kind.YES_NO)
    kind = next(question.kind for question in one.questions if question.key == key)
    return f"id_{key}_0" if kind in several else f"id_{key}"


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def section(request: HttpRequest, submission: Submission, token: str, section: str) -> HttpResponse:
    """One section: shown as kept, or saved as typed."""
    reading = Reading(submission)
    one = reading.section(section) or questionnaire.section(section, submission.kind)
    if one is None or submission.kind not in OF_QUESTIONNAIRE:
        raise Http404
    if request.method == "POST":
        return _save(request, reading, token, one)
    if not submission.is_open_to_editing or reading.section(section) is None:
        return see_other("submissions:status", token=token)
    return _page(request, token, reading, reading.form(one))


def _save(request: HttpRequest, reading: Reading, token: str, one: Section) -> HttpResponse:
    submission = reading.submission
    form = reading.posted(one, request.POST)
    if limits.is_honeypot_filled(request.POST):
        return _page(request, token, reading, form, trapped=True, status=422)
    try:
        saved = intake.save(submission, one, form.given(), seen=request.POST.get("seen", ""))
    except intake.NotOpen as error:
        context = {"text": str(error), "token": token, "typed": typed(form), "robots": "noindex"}
        return render(request, "submissions/not_open.html", context, status=409)
    except intake.ChangedMeanwhile as error:
        submission.refresh_from_db()
        return _page(request, token, Reading(submission), form, kept=_differing(reading, form, error.kept), status=409)
    return _saved(request, token, Reading(saved), one)


def _saved(request: HttpRequest, token: str, reading: Reading, one: Section) -> HttpResponse:
    """Where it goes on from a section that was kept: the page itself again where an answer needs another look."""
    form = reading.forms[one.slug]
    if "later" in request.POST:
        return see_other("submissions:later", token=token)
    if (more := request.POST.get("more")) and more in form.fields:
        return see_other(f"{_address(token, one)}?from={_came_from(request)}#id_{more}_0")
    if form.errors:
        return _page(request, token, reading, form)
    return see_other(_next(request, token, one, reading))


def _page(
    request: HttpRequest,
    token: str,
    reading: Reading,
    form: SectionForm,
    *,
    kept: list[tuple[Any, list[str]]] | None = None,
    trapped: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of a section. `kept` is what stands there now where somebody saved it meanwhile."""
    one, main = form.section, reading.main
    place = _place(one, main)
    part = None if place is None else place + 1
    context = {
        "form": form,
        "section": one,
        "asked": questions_of(form, reading),
        "token": token,
        "seen": intake.seen_of(reading.submission, one),
        "came_from": _came_from(request),
        "part": part,
        "parts": len(main) + 1,
        "minutes": questionnaire.minutes(tuple(main[part - 1 :]), reading.answers) if part else None,
        "back_url": _back(request, token, main, place),
        "call": reading.submission.call,
        "is_draft": reading.submission.state == State.DRAFT,
        "saved_at": reading.submission.updated_at if reading.answers else None,
        "submission": reading.submission,
        "is_change": reading.submission.is_change,
        "is_lesson": reading.submission.kind == Kind.LESSON,
        "cautions": _cautions(one, main, place, reading),
        "asked_by_opsi": _asked_by_opsi(reading.submission, form),
        "kept": kept,
        "trapped": trapped,
        "robots": "noindex",
    }
    return render(request, "submissions/section.html", context, status=status)


def _cautions(one: Section, main: list[Section], place: int | None, reading: Reading) -> dict[str, str]:
    """What to think about again of the answers that were kept on this page, or on the one before it."""
    before = main[place - 1 : place] if place else []
    keys = {question.key for each in (*before, one) for question in each.questions}
    return {key: text for key, text in cautions.of(reading.answers, index.current()).items() if key in keys}


def questions_of(form: SectionForm, reading: Reading, *, numbered: bool = True) -> list[dict[str, Any]]:
    """The questions of a page as its template draws them; a form of a few has no numbers."""
    has_numbers = numbered and reading.submission.kind != Kind.CLOSURE
    numbers = questionnaire.numbers(reading.answers, reading.main) if has_numbers else {}
    return [_asked(form, question, reading, numbers) for question in form.questions]


def _asked(
    form: SectionForm, question: questionnaire.Question, reading: Reading, numbers: Mapping[str, int]
) -> dict[str, Any]:
    short = (questionnaire.Kind.NUMBER, questionnaire.Kind.DATE, questionnaire.Kind.HOURS, questionnaire.Kind.RATING)
    field = form[question.key]
    who = questionnaire.Who.OPSI if question.key in reading.kept_back else question.who
    return {
        "field": field,
        "who": who.value,
        "number": numbers.get(question.key),
        "example": question.example,
        "heading": "none" if question.follows else "h2",
        "width": "year" if question.kind == questionnaire.Kind.YEAR else "short" if question.kind in short else "",
        "is_optional": not field.field.required and question.kind != questionnaire.Kind.TICK,
        "is_rows": question.kind == questionnaire.Kind.ROWS,
    }


def _asked_by_opsi(submission: Submission, form: SectionForm) -> list[tuple[Any, str]]:
    """What OPSI asked about the questions on this page: what each is called, and the words."""
    if submission.state != State.CHANGES_REQUESTED:
        return []
    last = submission.decisions.filter(to_state=State.CHANGES_REQUESTED).select_related("words").last()
    words = getattr(last, "words", None)
    about = words.about_fields if words else {}
    return [(questionnaire.label_of(q.key), about[q.key]) for q in form.questions if q.key in about]


def _differing(reading: Reading, form: SectionForm, kept: Mapping[str, Any]) -> list[tuple[Any, list[str]]]:
    """What was saved elsewhere, in words, for the questions in which it is not what was typed here."""
    saved = reading.posted(form.section, kept)
    given = form.given()
    return [
        (questionnaire.called(question), as_typed(saved, question.key))
        for question in form.questions
        if given.get(question.key) != kept.get(question.key, "")
    ]


def typed(form: SectionForm) -> list[tuple[Any, list[str]]]:
    """The answers of a section as they were typed, in words, for its sender to copy."""
    return [(questionnaire.called(question), as_typed(form, question.key)) for question in form.questions]


def _came_from(request: HttpRequest) -> str:
    given = request.POST.get("from") or request.GET.get("from")
    return FROM_CHECK if given == FROM_CHECK else ""


def _address(token: str, one: Section) -> str:
    return reverse("submissions:section", kwargs={"token": token, "section": one.slug})


def _next(request: HttpRequest, token: str, one: Section, reading: Reading) -> str:
    goes_through_all = reading.submission.kind != Kind.CHANGE and reading.submission.state == State.DRAFT
    if _came_from(request) or not goes_through_all or not one.is_main:
        return reverse("submissions:check", args=[token])
    return section_after(token, one, reading)


def section_after(token: str, one: Section, reading: Reading) -> str:
    """The address of the main section after this one; after the last, of the check."""
    main = reading.main
    place = _place(one, main)
    if place is None or place + 1 == len(main):
        return reverse("submissions:check", args=[token])
    return _address(token, main[place + 1])


def _back(request: HttpRequest, token: str, main: list[Section], place: int | None) -> str:
    if _came_from(request) or place is None:
        return reverse("submissions:check", args=[token])
    if place == 0:
        return reverse("submissions:status", args=[token])
    return _address(token, main[place - 1])


def _place(one: Section, main: list[Section]) -> int | None:
    """Which of the main sections it is; none of them for one that may be added."""
    return next((place for place, each in enumerate(main) if each.slug == one.slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def later(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Save and finish later: a link by mail."""
    if submission.state != State.DRAFT:
        return see_other("submissions:status", token=token)
    typed = submission.answers.get("sender_email", "")
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"email": typed})
    if form.is_valid() and not limits.is_honeypot_filled(request.POST):
        intake.finish_later(submission, form.cleaned_data["email"], network=network_of(request))
        return see_other(f"{reverse('submissions:later', args=[token])}?sent=1")
    context = {
        "form": form,
        "token": token,
        "sent": "sent" in request.GET,
        "address": submission.sender_email,
        "ends": waiting.ends_at(submission),
        "robots": "noindex",
    }
    return render(request, "submissions/later.html", context)
