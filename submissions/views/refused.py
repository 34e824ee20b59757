"""What a sender reads where a form cannot be matched to their visit: why, what to do, and what they typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .. import links, questionnaire
from ..models import Purpose
from ..reading import Reading
from .answering import typed
from .private import keep_to_itself


def unmatched(request: HttpRequest) -> HttpResponse:
    """The page for a form that was refused as a forgery: most often a browser that keeps no cookies."""
    context = {"typed": _typed(request), "robots": "noindex"}
    return keep_to_itself(render(request, "submissions/cookies.html", context, status=403))


def _typed(request: HttpRequest) -> list[tuple[Any, list[str]]]:
    """What was typed into a section; nothing that another site's form may have put here."""
    given = request.resolver_match.kwargs if request.resolver_match else {}
    link = links.find(given.get("token", ""))
    section = questionnaire.section(given.get("section", ""), link.submission.kind) if link else None
    is_from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if section is None or link is None or link.purpose != Purpose.RESUME or not link.is_good(timezone.now()):
        return []
    return typed(Reading(link.submission).posted(section, request.POST)) if is_from_here else []
