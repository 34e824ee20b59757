"""The self-check: a form and its result, which stand in the address alone; and counting the answers, if they say so.

The page with answers in its address is for its reader alone: kept by nobody, found by no search engine.
"""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from communities import index

from .. import check_result, limits, tallying
from ..check_form import INGREDIENT, SHOWN, STAGE, CheckForm, name_of
from ..fields import AnswerField, worded
from ..limits import TooOftenError
from ..models import Submission
from .opening import opened_at, signed
from .private import keep_to_itself, network_of, see_other, too_often

COUNTED = "counted"


class CountForm(forms.Form):
    """The one box by which anything of a self-check is kept."""

    use_required_attribute = False
    bound_field_class = AnswerField
    count = worded(
        forms.BooleanField(label=gettext_lazy("Count my answers in the public figures")),
        gettext_lazy("Tick the box if you want your answers counted"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The questions; or the result, where both are answered for one ingredient at least."""
    catalogue = index.current()
    form = CheckForm(request.GET or None, catalogue.terms["maturity"])
    if SHOWN in request.GET and form.is_valid():
        return keep_to_itself(_result(request, form))
    context = {"form": form, "robots": "noindex" if request.GET else ""}
    response = render(request, "submissions/self_check.html", context)
    return keep_to_itself(response) if request.GET else response


def _result(request: HttpRequest, form: CheckForm) -> HttpResponse:
    counting = CountForm(request.POST if request.method == "POST" else None)
    opened, too_quick = opened_at(request), None
    trapped = request.method == "POST" and limits.is_honeypot_filled(request.POST)
    if not trapped and counting.is_valid():
        too_quick = limits.wait_of(opened)
        if not too_quick:
            try:
                tallying.keep(form.answers, page=request.POST.get("opened", ""), network=network_of(request))
            except TooOftenError as error:
                return too_often(request, error)
            return see_other(_address(request.GET, counted=True))
    context = {
        "form": form,
        "counting": counting,
        "trapped": trapped,
        "problem": _("That was very quick. Wait a few seconds and send it again.") if too_quick else "",
        "levels": check_result.levels(form),
        "gaps": check_result.gaps(form, index.current()),
        "counted": COUNTED in request.GET,
        "opened": signed(opened),
        "change_url": _address(request.GET, shown=False),
        "robots": "noindex",
    }
    return render(request, "submissions/self_check_result.html", context, status=429 if too_quick else 200)


def address_for(submission: Submission) -> str:
    """The self-check with the priorities that a submission's sender answered in the questionnaire."""
    said = {slug: submission.private_answers.get(f"{tallying.RATING}{slug}") for slug in INGREDIENT.slugs}
    pairs = [(name_of("priority", slug), str(value)) for slug, value in said.items() if value]
    stage = submission.entry.get("maturity")
    return f"{reverse('submissions:self_check')}?{urlencode([*pairs, *([(STAGE, stage)] if stage else [])])}"


def _address(query: QueryDict, *, shown: bool = True, counted: bool = False) -> str:
    """This page with the same answers."""
    kept = [(key, value) for key, value in query.items() if key not in (SHOWN, COUNTED)]
    extra = [(SHOWN, "1")] * shown + [(COUNTED, "1")] * counted
    return f"{reverse('submissions:self_check')}?{urlencode([*kept, *extra])}"
