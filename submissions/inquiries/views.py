"""The pages of questions: asking one, and answering one behind the link that a convener was sent. A GET never acts."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .. import course, limits, links
from ..limits import TooOftenError
from ..models import Kind, Relay, State
from ..views import link_over
from ..views.opening import opened_at, signed
from ..views.private import keep_to_itself, network_of, see_other, too_often
from . import answering, asking
from .answer_form import RelayAnswerForm
from .form import QuestionForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form of a question; it goes on once its address is confirmed."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    opened = opened_at(request)
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    too_quick = None
    if not trapped and form.is_valid():
        too_quick = limits.wait_of(opened)
        if not too_quick:
            try:
                return _send(request, form)
            except TooOftenError as error:
                return too_often(request, error)
    context = {
        "form": form,
        "opened": signed(opened),
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "steps": [(step, []) for step in course.ahead(State.DRAFT, Kind.QUESTION)],
    }
    response = render(request, "submissions/question.html", context, status=429 if too_quick else 200)
    if too_quick:
        response.headers["Retry-After"] = str(int(too_quick.total_seconds()) + 1)
    return response


def _send(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    issued = asking.make(
        form.said, email=form.cleaned_data["email"], language=request.LANGUAGE_CODE, network=network_of(request)
    )
    # What was sent and confirmed before has its page: a link to it is mailed, not shown.
    return see_other("submissions:sent", token=issued.token) if issued else see_other("submissions:resume")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A question as its moderator worded it, and what the convener says to it."""
    link = answering.find(token)
    if link is None:
        return keep_to_itself(render(request, "submissions/answer_unknown.html", {"robots": "noindex"}, status=404))
    relay = link.relay
    if links.is_over(link.created_at) and relay.steward.email:
        return link_over.page(request, partial(answering.mail_fresh, link))
    form = RelayAnswerForm(initial={"answer": relay.answer, "may_cite": relay.may_cite})
    if request.method == "POST":
        form = RelayAnswerForm(request.POST)
        try:
            if done := _act(request, relay, form):
                return keep_to_itself(see_other(f"{request.path}?done={done}"))
        except answering.Closed:
            return keep_to_itself(see_other(request.path))
    context = {
        "relay": relay,
        "inquiry": relay.inquiry,
        "community": relay.steward.community,
        "form": form,
        "is_open": answering.is_open(relay),
        "reply": relay.inquiry.reply if relay.inquiry.submission.state == State.APPROVED else None,
        "is_asked": relay.steward.may_be_asked,
        "done": request.GET.get("done", "") if request.method != "POST" else "",
        "robots": "noindex",
    }
    return keep_to_itself(render(request, "submissions/answer.html", context))


def _act(request: HttpRequest, relay: Relay, form: RelayAnswerForm) -> str:
    """Do what the button that was pressed says; nothing where the answer needs another look. Raises Closed."""
    if "stop" in request.POST:
        answering.stop(relay)
        return "stopped"
    if "decline" in request.POST:
        answering.decline(relay)
        return "declined"
    if not form.is_valid():
        return ""
    answering.answer(relay, form.cleaned_data["answer"], may_cite=form.cleaned_data["may_cite"])
    return "answered"
