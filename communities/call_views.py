"""The pages of calls for entries: all of them, and one. How a call stands follows the clock; see `public_pages.py`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from . import countries, facets, index, orders, staff_words
from .call import Kept
from .call_models import Call
from .index import Index
from .models import Community

MOST_SHOWN = 50  # communities on the page of a call that is over; the list has the others


def every(request: HttpRequest) -> HttpResponse:
    """All calls: those that are open, those to come, those that are over."""
    context: dict[str, list[dict[str, Any]]] = {"open": [], "to_come": [], "over": []}
    for kept in index.current().calls.values():
        call = kept.call
        stands = "open" if call.is_open else "over" if call.is_over else "to_come"
        context[stands].append({"call": call, "count": len(kept.ids), "start": staff_words.start(call.said)})
    return render(request, "communities/calls.html", context)


def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: what it asks, of whom and until when; once it is over, what came of it."""
    catalogue = index.current()
    kept = catalogue.calls.get(slug)
    if kept is None:
        if Call.objects.filter(slug=slug, public_since__isnull=False).exists():
            return render(request, "communities/call_gone.html", status=410)
        raise Http404
    return render(request, "communities/call.html", read(kept, catalogue))


def read(kept: Kept, catalogue: Index) -> dict[str, Any]:
    """What the page of a call says."""
    call, query = kept.call, f"call={kept.call.slug}"
    shown = catalogue.part(kept.ids, orders.NAME, slice(MOST_SHOWN)) if call.is_over else []
    found = Community.objects.published().entries_of(shown) if shown else {}
    return {
        "call": call,
        "words": staff_words.as_html(call.said),
        "summary": staff_words.as_html(call.summed_up) if call.is_over else "",
        "start": staff_words.start(call.said),
        "total": len(kept.ids),
        "by_country": _by_country(kept, catalogue),
        "none_yet": [name for code, name in call.targets if not catalogue.having(("country", code)) & kept.ids],
        "entries": [found[pk] for pk in shown if pk in found],
        "more": max(len(kept.ids) - MOST_SHOWN, 0),
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "list_url": facets.address(reverse("communities:list"), query),
        "take_part_url": facets.address(reverse("submissions:start"), query),
        "questions_url": facets.address(reverse("submissions:questions"), query),
    }


def open_now(catalogue: Index) -> list[Call]:
    """The calls that can be answered at this moment, the next deadline first."""
    return [kept.call for kept in reversed([*catalogue.calls.values()]) if kept.call.is_open]


def _by_country(kept: Kept, catalogue: Index) -> list[dict[str, Any]]:
    """The countries of those who came in by it, as the list counts them; those with most first."""
    counts = {
        code: kept.ids.intersection_cardinality(bits)
        for (name, code), bits in catalogue.bitmaps.items()
        if name == "country"
    }
    rows = [
        {
            "label": countries.name(code),
            "count": count,
            "url": facets.address(reverse("communities:list"), f"call={kept.call.slug}&country={code}"),
        }
        for code, count in counts.items()
        if count
    ]
    return sorted(rows, key=lambda row: (-row["count"], countries.sort_key(row["label"])))
