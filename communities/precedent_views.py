"""The page that finds precedents: a form by GET, and its answer as a note that can be printed and cited."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from . import countries, facets, index, precedents
from .addresses import entry_address
from .filters import CommunityFilter, title
from .index import Index
from .models import Community


def page(request: HttpRequest) -> HttpResponse:
    catalogue = index.current()
    chosen = CommunityFilter(request.GET, catalogue)
    asked = {name: chosen.chosen[name][0] for name in precedents.ASKED if chosen.chosen.get(name)}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    context = {
        "fields": [_field(catalogue, name, asked.get(name, "")) for name in precedents.ASKED],
        "notices": [problem.notice for problem in chosen.problems],
        "question": [(title(name), facets.label(catalogue, name, value)) for name, value in asked.items()],
        "found": _found(catalogue, asked) if asked else [],
        "terms": catalogue.terms,
        "list_url": facets.address(reverse("communities:list"), query),
        "canonical": facets.address(request.path, query),
        "now": timezone.now(),
        "robots": "noindex" if asked else "",
    }
    return render(request, "communities/precedents.html", context)


def _field(catalogue: Index, name: str, chosen: str) -> dict[str, Any]:
    """A question with every answer that there is today."""
    if name == "country":
        values = list(countries.all_countries())
    else:
        values = [(slug, term.shown) for slug, term in catalogue.terms[name].items() if term.active or slug == chosen]
    return {"name": name, "title": title(name), "values": values, "chosen": chosen}


def _found(catalogue: Index, asked: dict[str, str]) -> list[dict[str, Any]]:
    found = precedents.find(catalogue, asked)
    shown = Community.objects.published().entries_of(one.pk for one in found)
    return [
        {"entry": shown[one.pk], "reasons": one.reasons, "address": entry_address(shown[one.pk]["slug"])}
        for one in found
        if one.pk in shown
    ]
