"""Check your answers: everything on one page, what looks the same in the catalogue, and the button that sends."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from communities import completeness, index

from .. import cautions, course, intake, limits, moderation, questionnaire, shown
from ..fields import AnswerField, OneField, worded
from ..forms import AnswerForm
from ..models import OF_QUESTIONNAIRE, Kind, State, Submission
from ..reading import Reading
from .answering import is_in_form, question_address
from .private import behind_link, network_of, see_other

VERDICTS = [
    (intake.UPDATE, gettext_lazy("The same: update that one instead")),
    (intake.DISTINCT, gettext_lazy("Different, but the two overlap")),
    (intake.ANYWAY, gettext_lazy("Different: send mine as it is")),
]
WHAT_FOLLOWS = {
    intake.UPDATE: gettext_lazy("Your answers become a change of the listed entry. You check them once more."),
    intake.DISTINCT: gettext_lazy("Both are listed, each with a link to the other."),
    intake.ANYWAY: gettext_lazy("Both are listed, without a link between them."),
}


# The facts by which communities are matched with their peers, before all others.
MATCHED_BY = ("purpose", "topic", "maturity")


class LookalikesForm(forms.Form):
    """How the sender's community relates to each one that looks the same."""

    use_required_attribute = False
    bound_field_class = AnswerField

    def __init__(self, found: list[dict[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        self.found = found
        for number, one in enumerate(found):
            field = OneField(
                choices=VERDICTS,
                definitions=WHAT_FOLLOWS,
                widget=forms.RadioSelect,
                label=_("Is yours the same as %(name)s?") % one,
            )
            self.fields[f"same-{number}"] = worded(field, _("Choose whether yours is the same as %(name)s") % one)

    @property
    def verdicts(self) -> dict[str, str]:
        """What was chosen, by slug."""
        return {one["slug"]: self.cleaned_data.get(f"same-{number}", "") for number, one in enumerate(self.found)}


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def check(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """The answers to check; a POST sends them, or answers OPSI's question with them."""
    if submission.kind not in OF_QUESTIONNAIRE or not is_in_form(submission):
        return see_other("submissions:status", token=token)
    if request.method != "POST":
        return _page(request, token, Reading(submission))
    if limits.is_honeypot_filled(request.POST):
        return _page(request, token, Reading(submission), problem=_trapped(), status=422)
    if submission.state == State.CHANGES_REQUESTED:
        return _answer(request, submission, token)
    return _send(request, submission, token)


def _send(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    reading = Reading(submission)
    same = LookalikesForm(intake.alike(reading), request.POST)
    verdicts = same.verdicts if same.is_valid() else {}
    if twin := next((slug for slug, verdict in verdicts.items() if verdict == intake.UPDATE), None):
        intake.turn_into_change(submission, twin)
        return see_other(f"{reverse('submissions:check', args=[token])}?turned=1")
    try:
        intake.send(submission, version=_version(request), network=network_of(request), verdicts=verdicts)
    except intake.LookalikesUnanswered:
        return _page(request, token, Reading(_again(submission)), same=same)
    except intake.TooQuick as error:
        response = _page(request, token, reading, problem=str(error), same=same, status=429)
        response.headers["Retry-After"] = str(int(error.wait.total_seconds()) + 1)
        return response
    except (intake.IntakeError, moderation.ModerationError) as error:
        return _page(request, token, Reading(_again(submission)), problem=_refused(error), same=same, status=409)
    return see_other("submissions:sent", token=token)


def _answer(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, token, Reading(submission), words=form)
    try:
        intake.answer(submission, version=_version(request), words=form.cleaned_data["words"])
    except (intake.IntakeError, moderation.ModerationError) as error:
        return _page(request, token, Reading(_again(submission)), problem=_refused(error), words=form, status=409)
    return see_other("submissions:status", token=token)


def _page(
    request: HttpRequest,
    token: str,
    reading: Reading,
    *,
    problem: str = "",
    same: LookalikesForm | None = None,
    words: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    submission = reading.submission
    if not is_in_form(submission):  # sent or ended meanwhile, in another tab
        return see_other("submissions:status", token=token)
    found = same.found if same else intake.alike(reading)
    is_change = submission.is_change
    live = submission.community
    context = {
        "token": token,
        "version": submission.version,
        "submission": submission,
        "call": submission.call,
        "is_draft": submission.state == State.DRAFT,
        "is_change": is_change,
        "is_answer": submission.state == State.CHANGES_REQUESTED,
        "is_moved_on": is_change and live is not None and live.revision_number != submission.base_revision,
        "differences": _differences(reading, token) if is_change else [],
        "shown": _shown(reading, token, changed_only=is_change),
        "more": _more(reading, token),
        "facts": None if is_change else _facts(reading, token),
        "steps": [(step, []) for step in course.after(State(submission.state))],
        "cautions": cautions.of(reading.answers, index.current()),
        "troubles": [(question_address(token, one.section, one.key), one.message) for one in reading.troubles],
        "problem": problem,
        "same": same or (LookalikesForm(found) if found else None),
        "words": words or AnswerForm(),
        "turned": "turned" in request.GET,
        "part": len(reading.main) + 1,
        "back_url": _back(reading, token),
        "robots": "noindex",
    }
    return render(request, "submissions/check.html", context, status=status)


def _back(reading: Reading, token: str) -> str:
    """The last main section; of a lesson, which has none, the page of where it stands."""
    if reading.main:
        return question_address(token, reading.main[-1])
    return reverse("submissions:status", args=[token])


def _shown(reading: Reading, token: str, *, changed_only: bool) -> list[dict[str, Any]]:
    """The sections with their answers in words. Of a change, only what is not part of the entry: you."""
    sections = []
    for part in shown.parts(reading):
        answers = [one for one in part.answers if not (changed_only and one.question.is_of_entry)]
        rows = [(one, question_address(token, part.section, one.question.key)) for one in answers]
        if rows:
            sections.append({"title": part.section.title, "slug": part.section.slug, "rows": rows})
    return sections


def _differences(reading: Reading, token: str) -> list[tuple[shown.Difference, str]]:
    """What a change alters, each with where it is changed."""
    return [
        (one, question_address(token, questionnaire.section_of(one.field, reading.submission.kind), one.field))
        for one in shown.differences(reading)
    ]


def _more(reading: Reading, token: str) -> list[dict[str, Any]]:
    """The sections that may be added, with about how long each takes."""
    return [
        {
            "title": one.title,
            "url": question_address(token, one),
            "minutes": questionnaire.minutes((one,), reading.answers),
            "is_visited": reading.is_visited(one),
        }
        for one in reading.more
        if reading.submission.kind != Kind.LESSON
    ]


def _facts(reading: Reading, token: str) -> dict[str, Any]:
    """How many main facts the entry states, and where each of those that it does not is answered."""
    facts = completeness.of(reading.entry)
    missing = [
        (key, question_address(token, questionnaire.section_of(key), key))
        for key in facts.missing
        if questionnaire.question(key) in questionnaire.section_of(key).asked(reading.answers)
    ]
    return {
        "stated": len(facts.stated),
        "total": facts.total,
        "missing": missing,
        "matching": sum(key in MATCHED_BY for key, _url in missing),
    }


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _again(submission: Submission) -> Submission:
    submission.refresh_from_db()
    return submission


def _refused(error: Exception) -> str:
    """Why nothing was sent, in words for its sender."""
    if isinstance(error, moderation.StaleVersion):
        return _("Your answers were changed after you opened this page, perhaps in another tab. Check them once more.")
    return str(error)


def _trapped() -> str:
    return _("A field that people do not see was filled in, perhaps by your browser. Nothing was sent: send it again.")
