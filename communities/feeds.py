"""Any selection as an Atom feed, in the list's order; a long one in pages that lead to each other."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from . import entry as entries
from . import facets, index, open_data, readable
from .addresses import entry_address
from .citation import AUTHOR, TITLE
from .filters import CommunityFilter, near_notice
from .models import Community

PER_PAGE = 500
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Feed(Atom1Feed):
    """An Atom feed that knows its other pages, when the catalogue changed last, and each text's own language."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["changed"]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation in ("previous", "next"):
            if self.feed[relation]:
                handler.addQuickElement("link", "", {"rel": relation, "href": self.feed[relation]})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["written_in"]} if item["written_in"] else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"xml:lang": "en"} if item["is_translated"] else {})


@open_data.for_every_site
def feed(request: HttpRequest) -> HttpResponseBase:
    """The selection of the query string as an Atom feed."""
    catalogue = index.current()
    chosen, refusals = open_data.selection(request, catalogue, also=["page"])
    page = facets.whole_number(request.GET.get("page") or "1")
    if page is None or not 1 <= page <= _pages(chosen):
        refusals.append(_("page: there is no such page."))
    if page is None or refusals:
        return open_data.refused(refusals)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    _feed(chosen, page).write(response, "utf-8")
    return response


def feed_url(query: str) -> str:
    """The address of a selection's feed, by its query string."""
    return facets.address(reverse("open:feed"), query)


def _pages(chosen: CommunityFilter) -> int:
    return max(-(-len(chosen.ids) // PER_PAGE), 1)


def _feed(chosen: CommunityFilter, page: int) -> Feed:
    def url(number: int) -> str:
        return _absolute(feed_url(chosen.query(page=number if number > 1 else None)))

    made = Feed(
        title=NOT_XML.sub("", f"{TITLE}: {chosen.words}" if chosen.words else TITLE),
        subtitle=NOT_XML.sub("", near_notice(chosen.words)) if chosen.near else None,
        link=_absolute(facets.address(reverse("communities:list"), chosen.query())),
        feed_url=url(page),
        description="",
        author_name=AUTHOR,
        language=settings.LANGUAGE_CODE,
        changed=chosen.catalogue.moved_at,
        previous=url(page - 1) if page > 1 else "",
        next=url(page + 1) if page < _pages(chosen) else "",
    )
    shown = chosen.part(slice((page - 1) * PER_PAGE, page * PER_PAGE)).defer("search")
    for community in shown:
        made.add_item(**_item(community, chosen.catalogue))
    return made


def _item(community: Community, catalogue: index.Index) -> dict[str, Any]:
    entry = entries.upgrade(community.entry)
    return {
        "title": NOT_XML.sub("", entry["name"]),
        "link": entry_address(entry["slug"]),
        "description": None,  # its summary is added with its language
        "summary": NOT_XML.sub("", entry["summary_english"] or entry["summary"]),
        "is_translated": bool(entry["summary_english"]),
        "written_in": entry["written_in"],
        # Never changes, even when the entry moves to another address.
        "unique_id": f"tag:{urlsplit(settings.SITE_URL).hostname},2026:community-{community.pk}",
        "pubdate": community.listed_at,
        "updateddate": community.updated_at,
        "categories": [NOT_XML.sub("", readable.words("topic", slug, catalogue.terms)) for slug in entry["topic"]],
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
