"""What one agreed to, behind the private link; each is taken back by one press of a button."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .. import consents, course, moderation, questionnaire
from ..consents import Consent
from ..models import State, Steward, Submission
from .private import behind_link, network_of, see_other

# What taking it back does, before a decision and after it.
DOES: dict[str, tuple[Any, Any]] = {
    "publish": (
        gettext_lazy("What you sent is withdrawn. OPSI does not look at it any more."),
        gettext_lazy("OPSI is asked at once to take the entry out, and writes to you. Until then it stays listed."),
    ),
    "map": (
        gettext_lazy("The city is no dot on the map. The name of the city stays in the entry."),
        gettext_lazy("The dot goes from the map at once. The name of the city stays in the entry."),
    ),
    "case-study": (
        gettext_lazy("OPSI does not ask you about a case study."),
        gettext_lazy("OPSI does not ask you about a case study any more."),
    ),
    "peers": (
        gettext_lazy("Nobody is passed on to you."),
        gettext_lazy("Nobody is passed on to you any more, and open wishes to be introduced end."),
    ),
}


@dataclass(frozen=True)
class Line:
    """A consent as the page shows it."""

    consent: Consent
    label: str
    does: Any


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def agreed(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Each thing agreed to or not, since when, and a button that takes it back."""
    shown = course.shown_state(submission)
    if not consents.of(submission) or (request.method == "POST" and shown != submission.state):
        return see_other("submissions:status", token=token)
    if request.method == "POST":
        try:
            asked = {"language": request.LANGUAGE_CODE, "network": network_of(request)}
            consents.take_back(submission, request.POST.get("use", ""), **asked)
        except moderation.ModerationError as error:
            refused = {"text": str(error), "token": token, "robots": "noindex"}
            return render(request, "submissions/not_open.html", refused, status=409)
        return see_other("submissions:agreed", token=token)
    lines = [_line(one, is_decided=shown == State.APPROVED) for one in consents.of(submission)]
    context = {"submission": submission, "token": token, "lines": lines, "robots": "noindex"}
    return render(request, "submissions/agreed.html", context)


def lines_of(steward: Steward) -> list[Line]:
    """What whoever looks after an entry agrees to."""
    return [_line(one, is_decided=True) for one in consents.on_record(steward)]


def _line(consent: Consent, *, is_decided: bool) -> Line:
    return Line(consent, questionnaire.label_of(consents.KEY_OF[consent.use]), DOES[consent.use][is_decided])
