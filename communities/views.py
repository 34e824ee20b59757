"""The pages about many entries: each asks the catalogue and hands its answer to a template."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from pyroaring import BitMap

from . import (
    call_views,
    collection_views,
    countries,
    coverage,
    exports,
    facets,
    feeds,
    index,
    labels,
    locator,
    neighbours,
    orders,
    renderings,
    reply_views,
    vocabularies,
    ways_on,
    worldmap,
)
from . import entry as entries
from .entry import Entry
from .filters import MOST_PROBLEMS, CommunityFilter
from .index import Index
from .kept_models import Searched
from .models import Community
from .reasons import Marker
from .renderings import Rendering

NEWEST, AMONG_THEM, COLLECTIONS = 5, 3, 3
WAYS_IN = ("purpose", "scale", "maturity")
LONGEST_GROUP = 50  # communities of one group on a country's page


def home(request: HttpRequest) -> HttpResponse:
    catalogue = index.current()
    international = catalogue.having(("scale", vocabularies.INTERNATIONAL)) - catalogue.hosted
    context = {
        **_whole(catalogue),
        "map": worldmap.draw(catalogue.places(catalogue.everyone)),
        "ways": [_way_in(catalogue, name) for name in WAYS_IN],
        "collections": collection_views.shown(catalogue, COLLECTIONS),
        "all_collections": len(catalogue.collections),
        "calls_open": call_views.open_now(catalogue),
        "newest": _first(catalogue, catalogue.everyone, orders.NEWEST, NEWEST),
        "abroad": _first(catalogue, international, orders.NAME, AMONG_THEM),
    }
    return render(request, "communities/home.html", context)


def community_list(request: HttpRequest) -> HttpResponse:
    chosen, rendering = CommunityFilter(request.GET, index.current()), renderings.asked(request)
    page, notice = facets.Page.asked(request.GET.get("page"), len(chosen.ids))
    query = chosen.query(page=page.number if page.number > 1 else None)
    context = {
        **_selection(chosen, rendering),
        **facets.pagination(chosen, page, rendering.here),
        "entries": _entries(chosen.part(page.slice)),
        "marker": _marker(chosen),
        "answered": reply_views.found_by(chosen.catalogue, chosen.words),
        "facets": facets.facets(chosen),
        "filters_chosen": sum(map(len, chosen.chosen.values())),
        "sorts": facets.sorts(chosen),
        "map_url": facets.address(reverse("communities:map"), chosen.query(sort=None)),
        "calls_open": call_views.open_now(chosen.catalogue),
        "canonical": facets.address(rendering.full, query),
        **_framed(rendering, "list", _("Communities"), chosen.query()),
    }
    if notice:
        context["notices"] = [*context["notices"], notice]
    return renderings.answer(request, "list", rendering, context)


def community_map(request: HttpRequest) -> HttpResponse:
    chosen = CommunityFilter(request.GET, index.current())
    rendering = renderings.asked(request, has_views=True)
    query = chosen.query(sort=None)
    context = {
        **_selection(chosen, rendering),
        "map": worldmap.draw(chosen.catalogue.places(chosen.ids), rendering.view),
        "part": labels.REGIONS.get(rendering.view, ""),
        "parts": _parts(rendering, query),
        "list_url": facets.address(reverse("communities:list"), chosen.query()),
        "selection": chosen.query(country=None, sort=None),
        "canonical": facets.address(rendering.full, query),
        **_framed(rendering, "map", _("Map of communities"), query),
    }
    return renderings.answer(request, "map", rendering, context)


def country_list(request: HttpRequest) -> HttpResponse:
    catalogue = index.current()
    drawn = worldmap.draw(catalogue.places(catalogue.everyone))
    listed = {row.iso2 for row in drawn.index}
    context = {
        **_whole(catalogue),
        "map": drawn,
        "countries": drawn.index,
        "unlisted": [(iso2, name) for iso2, name in countries.all_countries() if iso2 not in listed],
    }
    return render(request, "communities/countries.html", context)


def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """One country: its own communities, those based there that work across borders, those with members there."""
    address = reverse("communities:country", args=[iso2.lower()])
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    iso2 = iso2.upper()
    if not countries.is_country(iso2):
        raise Http404
    named = Community.objects.published().filter(countries__contains=[iso2]).order_by("name_sort", "id")
    wide = {"scale__slug__in": vocabularies.ACROSS}
    based = named.filter(host=iso2)
    own = based.exclude(**wide)
    total, catalogue = own.count(), index.current()
    context = {
        "iso2": iso2,
        "name": countries.name(iso2),
        "total": total,
        "entries": _entries(own[:LONGEST_GROUP]),
        "more": max(total - LONGEST_GROUP, 0),
        "across": _entries(based.filter(**wide)[:LONGEST_GROUP]),
        "members": _entries(named.exclude(host=iso2)[:LONGEST_GROUP]),
        "list_url": facets.address(reverse("communities:list"), f"country={iso2}"),
        "locator": locator.locator(iso2, None, None),
        "gaps": coverage.gaps(catalogue, iso2),
        "near": _near(catalogue, iso2),
        "searches": Searched.objects.filter(country=iso2).select_related("purpose", "scale"),
        "terms": catalogue.terms,
        "silent": catalogue.silent,
    }
    return render(request, "communities/country.html", context)


def _near(catalogue: Index, iso2: str) -> list[dict[str, Any]]:
    """The countries beside one, and how many communities have members there; those with most first."""
    rows = [
        {
            "label": countries.name(other),
            "count": len(catalogue.having(("country", other))),
            "url": reverse("communities:country", args=[other.lower()]),
        }
        for other in neighbours.of(iso2)
    ]
    return sorted(rows, key=lambda row: (-row["count"], countries.sort_key(row["label"])))


def _whole(catalogue: Index) -> dict[str, Any]:
    """What is said of the whole catalogue."""
    return {
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "listed": len(catalogue.everyone),
        "confirmed": len(catalogue.having(("confirmed", index.YES))),
    }


def _parts(rendering: Rendering, query: str) -> list[dict[str, Any]]:
    """The world and its regions, each with the address of its map of the same selection."""
    return [
        {"label": label, "url": rendering.looking_at(view, query), "current": view == rendering.view}
        for view, label in {"": _("The whole world"), **labels.REGIONS}.items()
    ]


def _framed(rendering: Rendering, name: str, title: str, query: str) -> dict[str, Any]:
    """What other sites need to show the same in a frame."""
    url = f"{settings.SITE_URL}{rendering.embedded(query)}"
    return {"frame_url": url, "frame_code": renderings.frame_code(url, title, name)}


def _selection(chosen: CommunityFilter, rendering: Rendering) -> dict[str, Any]:
    """What the list and the map say alike of a selection."""
    path = rendering.here
    problems = [*chosen.problems, *rendering.problems]
    return {
        **_whole(chosen.catalogue),
        "q": chosen.words,
        "total": len(chosen.ids),
        "near": chosen.near,
        "notices": [problem.notice for problem in problems[:MOST_PROBLEMS]],
        "did_you_mean": ways_on.did_you_mean(chosen, path),
        "ways_on": [] if chosen.ids else ways_on.ways_on(chosen, path),
        "chips": facets.chips(chosen, path),
        "clear_url": path,
        "exports": exports.taken_away(chosen.query()),
        "query": chosen.query(sort=None),
        # Who follows a feed looks for what is new.
        "feed_url": feeds.feed_url(chosen.query(sort="newest")),
    }


def _marker(chosen: CommunityFilter) -> Marker | None:
    """What marks the words searched for; none where there are none to be found."""
    return Marker(chosen.search, chosen.hits.also) if chosen.hits and chosen.search.asked.folded else None


def _entries(communities: QuerySet[Community]) -> list[Entry]:
    return [entries.upgrade(entry) for entry in communities.values_list("entry", flat=True)]


def _first(catalogue: Index, ids: BitMap, order: str, many: int) -> list[Entry]:
    return _entries(Community.objects.published().in_this_order(catalogue.part(ids, order, slice(many))))


def _way_in(catalogue: Index, name: str) -> dict[str, Any]:
    terms = catalogue.terms[name]
    counts = {value: len(catalogue.having((name, value))) for value in terms}
    values = [
        {
            "label": terms[value].shown,
            "count": count,
            "url": facets.address(reverse("communities:list"), f"{name}={value}"),
        }
        for value, count in counts.items()
        if count
    ]
    # A column of noughts would look like a broken page; the values that nobody has yet are named in one line.
    none_listed = [terms[value].shown for value, count in counts.items() if not count and terms[value].active]
    return {
        "title": vocabularies.read()[name].asked,
        "name": name,
        "values": values,
        "none_listed": ", ".join(map(str, none_listed)),
        "not_stated": len(catalogue.everyone) - catalogue.stating(name),
    }
