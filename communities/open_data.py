"""What feed, files and API have in common: open to every site, a reason when refused."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from . import entry as entries
from .entry import Entry
from .filters import CommunityFilter
from .index import Index
from .models import Community
from .public_pages import public

CHUNK = 500  # entries fetched at a time

View = Callable[..., HttpResponseBase]

# What a page of any other site may read of an answer, and what it may ask for: a browser asks this before it sends
# along which version it has.
FOR_EVERY_SITE = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Content-Disposition, ETag"}
MAY_BE_ASKED = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def for_every_site(view: View) -> View:
    """A view of GET requests whose answers the pages of any other site may read."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={**FOR_EVERY_SITE, **MAY_BE_ASKED})
        response = public(require_safe(view))(request, *args, **kwargs)
        for name, value in FOR_EVERY_SITE.items():
            response.headers[name] = value
        return response

    return opened


def refused(reasons: Iterable[str]) -> HttpResponse:
    """A 400 that says why, in plain words."""
    return HttpResponse("\n".join(reasons) + "\n", status=400, content_type="text/plain; charset=utf-8")


def stored_entries(communities: QuerySet[Community]) -> Iterator[Entry]:
    """The entries of a selection in its order, exactly as published, a chunk at a time."""
    return map(entries.upgrade, communities.values_list("entry", flat=True).iterator(chunk_size=CHUNK))


def selection(request: HttpRequest, catalogue: Index, also: Iterable[str] = ()) -> tuple[CommunityFilter, list[str]]:
    """What a query string selects, and why it must be refused, if it must; `also` names further parameters."""
    chosen = CommunityFilter(request.GET, catalogue)
    return chosen, chosen.refusals(also)
