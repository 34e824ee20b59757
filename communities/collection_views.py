"""The pages of collections: all of them, and one. Who is in one stands in the index."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from . import compare_views, comparing, exports, facets, feeds, index, jsonld, staff_words
from .collection import Kept
from .collection_models import Collection
from .index import Index
from .models import Community


def every(request: HttpRequest) -> HttpResponse:
    """All collections, in staff's order."""
    ways = [
        {"url": reverse("communities:list"), "text": _("Choose some by purpose, topic or scale")},
        {"url": reverse("communities:precedents"), "text": _("Who has done this before, in a government like mine?")},
        {"url": reverse("communities:countries"), "text": _("Go by country")},
    ]
    context = {"collections": shown(index.current()), "ways": ways}
    return render(request, "communities/collections.html", context)


def one(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection: its introduction, and its communities with what staff say of each."""
    catalogue = index.current()
    kept = catalogue.collections.get(slug)
    if kept is None:
        if Collection.objects.filter(slug=slug, public_since__isnull=False).exists():
            return render(request, "communities/collection_gone.html", status=410)
        raise Http404
    return render(request, "communities/collection.html", read(kept, catalogue))


def read(kept: Kept, catalogue: Index) -> dict[str, Any]:
    """What the page of a collection says."""
    found = Community.objects.published().entries_of(kept.members)
    members = [(found[pk], chosen) for pk, chosen in kept.members.items() if pk in found]
    slugs = [entry["slug"] for entry, _chosen in members]
    query = f"collection={kept.collection.slug}"
    return {
        "collection": kept.collection,
        "introduction": staff_words.as_html(kept.collection.introduced),
        "start": staff_words.start(kept.collection.introduced),
        "members": members,
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "total": len(members),
        "query": query,
        "list_url": facets.address(reverse("communities:list"), query),
        "map_url": facets.address(reverse("communities:map"), query),
        "compare_url": compare_views.address(slugs) if 1 < len(slugs) <= comparing.MOST else "",
        "exports": exports.taken_away(query) if members else [],
        "feed_url": feeds.feed_url(f"{query}&sort=newest"),
        "jsonld": jsonld.document([_listed(kept, slugs)]),
    }


def shown(catalogue: Index, most: int | None = None) -> list[dict[str, Any]]:
    """The first collections as they are offered: what each is about, and how many communities are in it."""
    return [
        {
            "collection": kept.collection,
            "count": len(kept.members),
            "start": staff_words.start(kept.collection.introduced),
        }
        for kept in [*catalogue.collections.values()][:most]
    ]


def _listed(kept: Kept, slugs: list[str]) -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        address = f"{settings.SITE_URL}{kept.collection.get_absolute_url()}"
        return jsonld.listed(kept.collection.title, address, slugs)
