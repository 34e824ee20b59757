"""The pages about one entry, at its address: detail, history, references. Nothing here decides what is public."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from . import (
    answered,
    badge,
    bridges,
    citation,
    facets,
    index,
    jsonld,
    labels,
    lesson_shelf,
    linked,
    locator,
    mergers,
    past,
    peers,
    pulse,
    session_shelf,
    translated,
    vocabularies,
)
from . import entry as entries
from .addresses import Gone, Moved, Unknown, community_at, entry_address
from .card import words
from .entry import Entry
from .index import Index
from .models import Community, Terms

LATEST_REVISIONS, FIRST_LESSONS = 3, 3
AROUND = {"ahead": peers.ahead, "similar": peers.similar, "bridges": peers.bridges}

PageOf = Callable[..., HttpResponse]


def at_its_address(page: PageOf) -> Callable[..., HttpResponse]:
    """A page about the community at an address: an old address redirects, one that is gone says so."""

    @wraps(page)
    def found(request: HttpRequest, slug: str, **rest: Any) -> HttpResponse:
        try:
            return page(request, community_at(slug), **rest)
        except Moved as moved:
            name = request.resolver_match.view_name if request.resolver_match else "communities:detail"
            return HttpResponsePermanentRedirect(reverse(name, kwargs={"slug": moved.slug, **rest}))
        except Gone as gone:
            # Neither its name nor why: what is withdrawn may have been withdrawn for being there.
            return render(request, "communities/gone.html", {"withdrawn": gone.at}, status=410)
        except Unknown as unknown:
            raise Http404 from unknown

    return found


@at_its_address
def detail(request: HttpRequest, community: Community) -> HttpResponse:
    catalogue, entry = index.current(), entries.upgrade(community.entry)
    merged = mergers.read()
    links = linked.of(community, merged)
    near = [link.pk for link in links]
    onward = bridges.onward(community.pk, near, merged, catalogue.everyone)
    address = entry_address(entry["slug"])
    with translation.override(settings.LANGUAGE_CODE):
        nodes = [
            jsonld.organisation(entry, address, catalogue.terms),
            jsonld.membership(entry, address, catalogue.terms),
        ]
    revisions = community.revisions.order_by("-number").defer("entry")
    lessons = lesson_shelf.of_community(community.pk, merged)
    context = {
        "entry": entry,
        "terms": catalogue.terms,
        "silent": catalogue.silent,
        "asked_since": asked.since if (asked := catalogue.silences.get(community.pk)) else None,
        "locator": _locator(entry),
        **_around(catalogue, community.pk, near),
        "successors": linked.successors(links),
        "linked": [_related(catalogue, community.pk, link, onward.get(link.pk)) for link in links],
        "collections": [kept.collection for kept in catalogue.collections.values() if community.pk in kept.members],
        "call": next((kept.call for kept in catalogue.calls.values() if community.pk in kept.ids), None),
        "lessons": lessons[:FIRST_LESSONS],
        "lesson_count": len(lessons),
        "lessons_url": facets.address(reverse("communities:lessons"), f"community={entry['slug']}"),
        "announced": session_shelf.next_of(catalogue.sessions, community.pk),
        "pulse": pulse.of(community),
        "answered": answered.citing(catalogue.replies, community.pk),
        "revisions": revisions[:LATEST_REVISIONS],
        "original_moved_on": translated.moved_on(community, entry),
        "revision_count": community.revision_number,
        "cite_url": address,
        "exports": _references(entry["slug"]),
        "badge": badge.shown(entry, address),
        "jsonld": jsonld.document(nodes),
        "card": _card(entry, catalogue.terms),
    }
    return render(request, "communities/detail.html", context)


@at_its_address
def history(request: HttpRequest, community: Community) -> HttpResponse:
    terms, entry = index.current().terms, entries.upgrade(community.entry)
    context = {"entry": entry, "terms": terms, "versions": past.of(community, terms), "card": _card(entry, terms)}
    return render(request, "communities/history.html", context)


@at_its_address
def cite(request: HttpRequest, community: Community, extension: str) -> HttpResponse:
    write, media_type = citation.FORMATS[extension]
    entry = entries.upgrade(community.entry)
    response = HttpResponse(write(entry, entry_address(entry["slug"])), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{entry["slug"]}.{extension}"'
    return response


def _locator(entry: Entry) -> Any:
    if entry["scale"] in (vocabularies.INTERNATIONAL, vocabularies.REGIONAL):
        return None
    return locator.locator(entry["host"], entry["latitude"], entry["longitude"])


def _card(entry: Entry, terms: Terms) -> dict[str, str]:
    """Where the entry's card is, by version so that nobody who keeps cards shows an old one, and what it says."""
    path = f"{reverse('open:card', args=[entry['slug']])}?v={entry['revision']}"
    return {"path": path, "alt": words.of_entry(entry, terms).alt}


def _related(catalogue: Index, pk: int, link: linked.Linked, onward: bridges.Onward | None) -> dict[str, Any]:
    """A link as the page shows it; where two overlap, with what they share."""
    overlaps = link.relation == labels.RELATIONS["overlaps-with"]
    reasons = peers.shared(catalogue, pk, link.pk) if overlaps else []
    return {**vars(link), "overlaps": overlaps, "reasons": reasons, "onward": onward}


def _around(catalogue: Index, pk: int, near: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Communities worth knowing to this one besides those it is linked to, by why; each is named once."""
    named = set(near)
    found: dict[str, list[peers.Peer]] = {}
    for why, choose in AROUND.items():
        found[why] = choose(catalogue, pk, named)
        named |= {peer.pk for peer in found[why]}
    wanted = [peer.pk for those in found.values() for peer in those]
    shown = Community.objects.published().entries_of(wanted)
    return {
        why: [{"entry": shown[peer.pk], "reasons": peer.reasons} for peer in those if peer.pk in shown]
        for why, those in found.items()
    }


def _references(slug: str) -> list[dict[str, str]]:
    names = {"bib": "BibTeX", "ris": "RIS"}
    return [
        {"label": names[extension], "url": reverse("open:cite", args=[slug, extension]), "type": media_type}
        for extension, (_write, media_type) in citation.FORMATS.items()
    ]
