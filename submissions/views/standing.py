"""Where a submission stands: confirming the address, the status page, withdrawing, fresh links."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from communities.models import Lesson

from .. import (
    consents,
    course,
    intake,
    introductions,
    lesson_approval,
    links,
    moderation,
    pace,
    questionnaire,
    reports,
    showing,
    waiting,
)
from ..forms import CodeForm
from ..inquiries import standing
from ..limits import TooOftenError
from ..models import OF_QUESTIONNAIRE, Kind, Purpose, State, Submission
from ..reading import Reading
from . import announcing, self_check
from .answering import is_in_form, question_address
from .private import behind_link, expired_link, keep_to_itself, network_of, see_other, too_often, unknown_link

# What its sender reads the state as, where staff read it otherwise.
STATE_WORDS = {
    State.DRAFT: gettext_lazy("Not sent yet"),
    State.CHANGES_REQUESTED: gettext_lazy("Waiting for your answer"),
    State.APPROVED: gettext_lazy("Published"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
}
STATE_WORDS_OTHERWISE = {
    Kind.REPORT: {State.APPROVED: gettext_lazy("Acted on"), State.DECLINED: gettext_lazy("Left as it is")},
    Kind.CLAIM: {State.APPROVED: gettext_lazy("Accepted"), State.DECLINED: gettext_lazy("Not accepted")},
    Kind.CONFIRMATION: {State.APPROVED: gettext_lazy("Accepted"), State.DECLINED: gettext_lazy("Not accepted")},
    Kind.QUESTION: {
        State.RELAYED: gettext_lazy("With conveners"),
        State.APPROVED: gettext_lazy("Answered"),
        State.DECLINED: gettext_lazy("Not answered"),
    },
    Kind.INTRODUCTION: {
        State.APPROVED: gettext_lazy("Read by OPSI"),
        State.DECLINED: gettext_lazy("Not passed on"),
    },
}
WITHDRAWABLE = (State.DRAFT, State.UNCONFIRMED, State.PENDING, State.CHANGES_REQUESTED, State.RELAYED)


@require_http_methods(["GET", "HEAD"])
@behind_link
def status(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Where it stands, what happens next, and every word exchanged; of a draft, its parts."""
    if submission.awaits_confirmation:
        return see_other("submissions:sent", token=token)
    shown = course.shown_state(submission)
    words = {**STATE_WORDS, **STATE_WORDS_OTHERWISE.get(Kind(submission.kind), {})}
    context = {
        "submission": submission,
        "token": token,
        "state": shown,
        "is_draft": shown == State.DRAFT,
        "state_words": words.get(shown, shown.label),
        "steps": [(step, _about(step, submission, token)) for step in course.of(submission)],
        "community": submission.community if shown == State.APPROVED or submission.kind != Kind.NEW else None,
        "announced": announcing.published_of(submission) if shown == State.APPROVED else None,
        "can_call_off": announcing.to_call_off(submission) is not None,
        "lesson": _published_lesson(submission) if shown == State.APPROVED else None,
        "matter": reports.matter_of(submission),
        **(standing.of(submission) if submission.kind == Kind.QUESTION else {}),
        **(_parts(submission, token) if is_in_form(submission) else {}),
        "pace": pace.in_words() if shown == State.PENDING else "",
        "place": pace.place_in_words(submission) if shown == State.PENDING else "",
        "ends": waiting.ends_at(submission) if shown == State.DRAFT else None,
        "can_withdraw": shown in WITHDRAWABLE,
        "has_answers": submission.kind in OF_QUESTIONNAIRE,
        "can_show": submission.kind in OF_QUESTIONNAIRE and showing.is_open(submission),
        "is_shown": showing.link_of(submission) is not None,
        "introduced": introductions.where(submission) if submission.kind == Kind.INTRODUCTION else "",
        "check_url": self_check.address_for(submission) if _has_check(submission, shown) else "",
        "has_consents": bool(consents.of(submission)),
        "has_peers": introductions.steward_of(submission) is not None,
        "robots": "noindex",
    }
    return render(request, "submissions/status.html", context)


def _published_lesson(submission: Submission) -> Lesson | None:
    lesson = lesson_approval.lesson_of(submission) if submission.kind == Kind.LESSON else None
    return lesson if lesson and lesson.withdrawn_at is None else None


def _has_check(submission: Submission, shown: State) -> bool:
    return submission.kind in (Kind.NEW, Kind.CHANGE) and shown in (State.PENDING, State.APPROVED)


def _about(step: course.Step, submission: Submission, token: str) -> list[tuple[Any, str, str]]:
    """What was said of single answers: what each is called, the words, and where it is changed."""
    return [(questionnaire.label_of(key), text, _field_url(submission, token, key)) for key, text in step.about.items()]


def _field_url(submission: Submission, token: str, key: str) -> str:
    """Where its sender can change that field now; nothing when it is not open."""
    if not is_in_form(submission):
        return ""
    try:
        return question_address(token, questionnaire.section_of(key, submission.kind), key)
    except KeyError:
        return ""


def _parts(submission: Submission, token: str) -> dict[str, list[dict[str, Any]]]:
    """The sections of an open submission: the main `parts`, those of them that are `undone`, and `more`."""
    reading = Reading(submission)
    wrong = {trouble.section.slug for trouble in reading.troubles}
    found: dict[str, list[dict[str, Any]]] = {"parts": [], "more": []}
    for one in (*reading.main, *reading.more):
        part = {
            "title": one.title,
            "url": reverse("submissions:section", kwargs={"token": token, "section": one.slug}),
            "minutes": questionnaire.minutes((one,), reading.answers),
            "is_visited": reading.is_visited(one),
            "is_wrong": one.slug in wrong and reading.is_visited(one),
        }
        found["parts" if one.is_main or submission.kind == Kind.LESSON else "more"].append(part)
    undone = [one for one in found["parts"] if one["is_wrong"] or not one["is_visited"]]
    return {**found, "undone": undone if submission.kind != Kind.CHANGE else []}


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def sent(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Check your mail: the address it went to, and the code for those whose gateway eats links."""
    if not submission.awaits_confirmation:
        return see_other("submissions:status", token=token)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if intake.confirm_by_code(submission, form.cleaned_data["code"], network=network_of(request)):
            return see_other("submissions:status", token=token)
        form.add_error("code", _wrong_code(submission))
    context = {
        "form": form,
        "submission": submission,
        "token": token,
        "days": links.LIFE[Purpose.CONFIRM].days,
        "ends": waiting.ends_at(submission),
        "pace": pace.in_words(),
        "fresh": "fresh" in request.GET,
        "steps": [(step, []) for step in course.ahead(State(submission.state), submission.kind)],
        "robots": "noindex",
    }
    return render(request, "submissions/sent.html", context)


def _wrong_code(submission: Submission) -> str:
    if links.are_attempts_left(submission):
        return _("This is not the code in our latest e-mail. Enter its eight letters and figures as they stand there")
    return _("The code was tried too often. Use the link in our e-mail, or ask for a new e-mail below")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a letter leads to: looking at it does nothing, its button confirms the address, once."""
    link = links.find(token)
    if link is None or link.purpose != Purpose.CONFIRM:
        return unknown_link(request)
    submission = link.submission
    if link.used_at or not submission.awaits_confirmation:
        context = {"token": token, "submission": submission, "robots": "noindex"}
        return keep_to_itself(render(request, "submissions/confirmed_before.html", context))
    if not link.is_good(timezone.now()):
        return expired_link(request, link, token)
    if request.method == "POST" and intake.confirm(submission):
        return keep_to_itself(see_other("submissions:status", token=links.issue(submission, Purpose.RESUME).token))
    if request.method == "POST":  # another click was first
        return keep_to_itself(see_other("submissions:confirm", token=token))
    context = {"token": token, "submission": submission, "robots": "noindex"}
    return keep_to_itself(render(request, "submissions/confirm.html", context))


@require_POST
def fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a fresh link to the address on record, in place of an expired, used or lost one of its sender's."""
    link = links.find(token)
    if link is None or link.purpose == Purpose.SHOW:
        return unknown_link(request)
    try:
        is_mailed = intake.mail_fresh_link(link, network=network_of(request))
    except TooOftenError as error:
        return too_often(request, error)
    if not is_mailed:
        return expired_link(request, link, token)
    if link.purpose == Purpose.RESUME and link.is_good(timezone.now()):
        return keep_to_itself(see_other(f"{reverse('submissions:sent', args=[token])}?fresh=1"))
    return keep_to_itself(render(request, "submissions/fresh_sent.html", {"robots": "noindex"}))


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def withdraw(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Take it back, after one more question."""
    if submission.state not in WITHDRAWABLE or course.shown_state(submission) != submission.state:
        return see_other("submissions:status", token=token)
    if request.method == "POST":
        try:
            moderation.withdraw(submission, version=submission.version)
        except moderation.ModerationError as error:
            context = {"text": str(error), "token": token, "robots": "noindex"}
            return render(request, "submissions/not_open.html", context, status=409)
        return see_other("submissions:status", token=token)
    return render(request, "submissions/withdraw.html", {"submission": submission, "token": token, "robots": "noindex"})


@require_POST
@behind_link
def more_time(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Whoever needs more time for OPSI's question has it, for one press of a button."""
    try:
        moderation.more_time(submission, version=submission.version)
    except moderation.ModerationError as error:
        context = {"text": str(error), "token": token, "robots": "noindex"}
        return render(request, "submissions/not_open.html", context, status=409)
    return see_other("submissions:status", token=token)


@require_POST
@behind_link
def again(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """The address was mistyped: the same answers in a new draft, open at the address."""
    try:
        issued = intake.begin_again(submission)
    except intake.NotOpen:
        return see_other("submissions:status", token=token)
    you = reverse("submissions:section", kwargs={"token": issued.token, "section": questionnaire.YOU.slug})
    return see_other(f"{you}?from=check#id_sender_email")
