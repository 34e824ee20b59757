"""One's own data behind the private link: a file with all that is held, and erasing it, after one more question."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from .. import personal
from ..fields import AnswerField, worded
from ..models import State, Submission
from .private import behind_link


class EraseForm(forms.Form):
    """The second step: nothing is erased by one press alone."""

    use_required_attribute = False
    bound_field_class = AnswerField
    sure = worded(
        forms.BooleanField(label=gettext_lazy("Yes, erase it. I know that nobody can bring it back")),
        gettext_lazy("Tick the box if you want it erased"),
    )


@require_safe
@behind_link
def data(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Everything that is held about its sender, as a file."""
    response = JsonResponse(personal.held(submission), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def erase(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """What goes and what stays; a POST with the box ticked erases."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        personal.erase(submission)
        return render(request, "submissions/erased.html", {"robots": "noindex"})
    is_confirmed = personal.is_confirmed(submission)
    context = {
        "form": form,
        "submission": submission,
        "token": token,
        "is_confirmed": is_confirmed,
        "others": len(personal.of_sender(submission)) - 1,
        "is_published": submission.state == State.APPROVED and submission.community is not None,
        "robots": "noindex",
    }
    return render(request, "submissions/erase.html", context)
