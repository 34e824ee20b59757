"""Showing one's answers to a colleague: the sender's page that makes and ends the link, and what the link opens."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from .. import links, showing, shown
from ..fields import AnswerField
from ..links import Issued
from ..models import OF_QUESTIONNAIRE, Purpose, Submission
from .copying import whole
from .private import behind_link, keep_to_itself, see_other, unknown_link


class ShowForm(forms.Form):
    """What the colleague may read."""

    use_required_attribute = False
    bound_field_class = AnswerField
    privately = forms.BooleanField(
        required=False,
        label=gettext_lazy("Also show the answers that are not published"),
        help_text=gettext_lazy(
            "Those marked “OPSI only” or “Aggregate only”, your name among them; never your address."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def show(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Whether a link exists, and until when; a POST makes one, or ends it."""
    if submission.kind not in OF_QUESTIONNAIRE or not showing.is_open(submission):
        return see_other("submissions:status", token=token)
    form = ShowForm(request.POST if request.method == "POST" else None)
    issued: Issued | None = None
    if request.method == "POST" and "end" in request.POST:
        showing.end(submission)
        return see_other("submissions:show", token=token)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        issued = showing.begin(submission, privately=form.cleaned_data["privately"], seen=seen)
        if issued is None:
            return see_other("submissions:show", token=token)
    link = showing.link_of(submission)
    context = {
        "form": ShowForm(),
        "submission": submission,
        "token": token,
        "link": link,
        "seen": link.pk if link else "",
        "url": issued.url if issued else "",
        "days": links.LIFE[Purpose.SHOW].days,
        "robots": "noindex",
    }
    return render(request, "submissions/show.html", context)


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """What a colleague reads: the answers as they are now, and nothing that acts."""
    link = links.find(token)
    if link is None or link.purpose != Purpose.SHOW:
        return unknown_link(request)
    submission = link.submission
    if not link.is_good(timezone.now()) or not showing.is_open(submission):
        return keep_to_itself(render(request, "submissions/shown_ended.html", {"robots": "noindex"}, status=410))
    reading, privately = whole(submission), link.shows_private
    is_change = submission.is_change
    context = {
        "name": reading.entry["name"] or submission.name,
        "is_change": is_change,
        "parts": shown.parts_for_others(reading, privately=privately),
        "differences": list(shown.differences(reading, privately=privately)) if is_change else [],
        "privately": privately,
        "until": link.expires_at,
        "robots": "noindex",
    }
    return keep_to_itself(render(request, "submissions/shown.html", context))
