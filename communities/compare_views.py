"""The page that sets entries side by side. Which ones stands in its address alone: ?c=one&c=another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import comparing, facets, index, peers
from . import entry as entries
from .addresses import communities_now
from .entry import Entry
from .filters import CommunityFilter, shortened
from .index import Index
from .models import Community

LOOKED_UP = 12  # addresses; nobody means more
MOST_FOUND = 8


@dataclass
class Chosen:
    """The published communities that an address names, and notices of what it names besides."""

    communities: list[Community] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [entries.upgrade(community.entry) for community in self.communities]

    @property
    def slugs(self) -> list[str]:
        return [community.slug for community in self.communities]


def compare(request: HttpRequest) -> HttpResponse:
    catalogue = index.current()
    chosen = _chosen(request.GET.getlist("c"))
    shown = chosen.entries
    words = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "entries": shown,
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "notices": chosen.notices,
        "columns": [_column(entry, chosen.slugs) for entry in shown],
        "comparison": comparing.compare(shown, catalogue.terms) if len(shown) > 1 else None,
        "names": _names(shown),
        "is_full": len(shown) == comparing.MOST,
        "hidden": [("c", slug) for slug in chosen.slugs],
        "q": words,
        "canonical": address(chosen.slugs),
        "now": timezone.now(),
        # There is no end of comparisons: they are for people to share, and not for search engines to list.
        "robots": "noindex" if shown or words else "",
    }
    if words and not context["is_full"]:
        context |= _found(words, chosen, catalogue)
    elif len(shown) == 1:
        context["similar"] = _similar(chosen, catalogue)
    return render(request, "communities/compare.html", context)


def address(slugs: Iterable[str]) -> str:
    """Where these communities stand side by side, in this order."""
    return facets.address(reverse("communities:compare"), urlencode([("c", slug) for slug in slugs]))


def _chosen(asked: list[str]) -> Chosen:
    """Old addresses are followed; what is not there any more, or never was, is left out and said."""
    slugs = list(dict.fromkeys(slug for slug in asked if slug))[:LOOKED_UP]
    known, chosen = communities_now(slugs), Chosen()
    for slug in slugs:
        community = known.get(slug)
        if community is None:
            chosen.notices.append(
                _("There is no entry at “%(address)s”, so it was left out.") % {"address": shortened(slug)}
            )
        elif not community.is_published:
            # Its name is not said: what is withdrawn may have been withdrawn for being there.
            chosen.notices.append(
                _("The entry at “%(address)s” is no longer listed, so it was left out.") % {"address": shortened(slug)}
            )
        elif community not in chosen.communities:
            chosen.communities.append(community)
            if community.slug != slug:
                chosen.notices.append(
                    _("The entry at “%(address)s” is now “%(name)s”.")
                    % {"address": shortened(slug), "name": community.name}
                )
    if len(chosen.communities) > comparing.MOST:
        chosen.communities = chosen.communities[: comparing.MOST]
        chosen.notices.append(_("Four fit side by side. These are the first four of those you chose."))
    return chosen


def _column(entry: Entry, slugs: list[str]) -> dict[str, str]:
    return {
        "name": entry["name"],
        "lang": entry["written_in"],
        "url": reverse("communities:detail", args=[entry["slug"]]),
        "remove_url": address(slug for slug in slugs if slug != entry["slug"]),
    }


def _names(shown: list[Entry]) -> str:
    """The entries' names in one line, as short as they go."""
    return " · ".join(comparing.short_name(entry) for entry in shown)


def _found(words: str, chosen: Chosen, catalogue: Index) -> dict[str, Any]:
    """What the words find besides those that are there already."""
    searched = CommunityFilter(QueryDict(urlencode({"q": words})), catalogue)
    others = searched.qs.exclude(pk__in=[community.pk for community in chosen.communities])
    rows = others.values_list("entry", flat=True)[:MOST_FOUND]
    return {
        "found": [_offer(entries.upgrade(entry), chosen) for entry in rows],
        "near": searched.near,
        "total": len(searched.ids),
        "list_url": facets.address(reverse("communities:list"), searched.query()),
    }


def _similar(chosen: Chosen, catalogue: Index) -> list[dict[str, Any]]:
    found = peers.similar(catalogue, chosen.communities[0].pk)
    shown = Community.objects.published().entries_of(peer.pk for peer in found)
    return [{**_offer(shown[peer.pk], chosen), "reasons": peer.reasons} for peer in found if peer.pk in shown]


def _offer(entry: Entry, chosen: Chosen) -> dict[str, Any]:
    return {"entry": entry, "add_url": address([*chosen.slugs, entry["slug"]])}
