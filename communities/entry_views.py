"""The pages about one entry, at its address: detail, history, references. Nothing here decides what is public."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

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
    locator,
    peers,
    readable,
    session_shelf,
    translated,
    vocabularies,
)
from . import entry as entries
from .addresses import Gone, Moved, Unknown, community_at, entry_address
from .card import words
from .entry import Entry
from .index import Index
from .models import Community, Link, Terms

LATEST_REVISIONS, FIRST_LESSONS = 3, 3
AROUND = {"ahead": peers.ahead, "similar": peers.similar, "bridges": peers.bridges}

PageOf = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Linked:
    """A community that this one names in its links, or that names it: how, and whose entry says so, in words."""

    pk: int
    relation: str
    entry: Entry
    said_by: str


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
    linked = _linked(community)
    near = [link.pk for link in linked]
    onward = bridges.onward(community.pk, near)
    address = entry_address(entry["slug"])
    with translation.override(settings.LANGUAGE_CODE):
        nodes = [
            jsonld.organisation(entry, address, catalogue.terms),
            jsonld.membership(entry, address, catalogue.terms),
        ]
    revisions = community.revisions.order_by("-number").defer("entry")
    lessons = lesson_shelf.of_community(community.pk)
    context = {
        "entry": entry,
        "terms": catalogue.terms,
        "locator": _locator(entry),
        **_around(catalogue, community.pk, near),
        "successors": _successors(entry, linked),
        "linked": [_related(catalogue, community.pk, link, onward.get(link.pk)) for link in linked],
        "collections": [kept.collection for kept in catalogue.collections.values() if community.pk in kept.members],
        "call": next((kept.call for kept in catalogue.calls.values() if community.pk in kept.ids), None),
        "lessons": lessons[:FIRST_LESSONS],
        "lesson_count": len(lessons),
        "lessons_url": facets.address(reverse("communities:lessons"), f"community={entry['slug']}"),
        "announced": session_shelf.next_of(catalogue.sessions, community.pk),
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
    terms, before, versions = index.current().terms, None, []
    for revision in community.revisions.order_by("number"):
        after = entries.upgrade(revision.entry)
        versions.append({"revision": revision, "changes": readable.changes(before, after, terms) if before else []})
        before = after
    entry = entries.upgrade(community.entry)
    context = {"entry": entry, "terms": terms, "versions": versions[::-1], "card": _card(entry, terms)}
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


def _linked(community: Community) -> list[Linked]:
    """The published communities that this one names in its links, or that name it."""
    links = Link.objects.filter(Q(from_community=community) | Q(to_community=community)).order_by("pk")
    columns = [f"{end}__{column}" for end in ("from_community", "to_community") for column in ("entry", "withdrawn_at")]
    both = list(links.select_related("from_community", "to_community").only("relation", *columns))
    out = [link for link in both if link.from_community_id == community.pk]
    back = [link for link in both if link.to_community_id == community.pk]
    ways = [(link.to_community, str(labels.RELATIONS[link.relation]), _("This entry says so.")) for link in out]
    ways += [(link.from_community, str(labels.RELATIONS_BACK[link.relation]), _("Its entry says so.")) for link in back]
    once: dict[tuple[int, str], tuple[Community, str]] = {}
    for other, relation, said_by in ways:
        if other.is_published:
            way = other.pk, relation
            once[way] = other, _("Both entries say so.") if way in once else said_by
    return [Linked(pk, relation, entries.upgrade(other.entry), by) for (pk, relation), (other, by) in once.items()]


def _successors(entry: Entry, linked: Iterable[Linked]) -> list[Entry]:
    """The published communities that carry on what this one did, as its own entry says."""
    named = [link["slug"] for link in entry["links"] if link["relation"] == "succeeded-by"]
    return list({one.entry["slug"]: one.entry for one in linked if one.entry["slug"] in named}.values())


def _related(catalogue: Index, pk: int, link: Linked, onward: bridges.Onward | None) -> dict[str, Any]:
    """A link as the page shows it; where two overlap, with what they share."""
    overlaps = link.relation == labels.RELATIONS["overlaps-with"]
    reasons = peers.shared(catalogue, pk, link.pk) if overlaps else []
    return {**vars(link), "overlaps": overlaps, "reasons": reasons, "onward": onward}


def _around(catalogue: Index, pk: int, linked: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Communities worth knowing to this one besides those it is linked to, by why; each is named once."""
    named = set(linked)
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
