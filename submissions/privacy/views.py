"""The public page on privacy. How long things are kept it reads from the settings, as `purge` does."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

YEAR = 365


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, and how long."""
    kept = {name.replace("-", "_"): in_words(span) for name, span in settings.KEPT.items()}
    return render(request, "pages/privacy.html", {"kept": kept})


def in_words(span: timedelta) -> str:
    """A span in days, or in months where it is whole years."""
    if span.days and span.days % YEAR == 0:
        months = 12 * span.days // YEAR
        return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
    return ngettext("%(number)d day", "%(number)d days", span.days) % {"number": span.days}
