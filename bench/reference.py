"""What the site is measured against: plain Django views, behind the same middleware and served by the same gunicorn.

One renders a page as large as the list's, with as many rows and values, from what it has in memory: no database, no
counting, no parts of templates put together. The other returns constant bytes.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Template, engines
from django.test import RequestFactory

from communities import facets, index, views
from communities.filters import CommunityFilter
from communities.public_pages import public

TEMPLATE = Path(__file__).with_name("reference.html")
LIST = "/communities/"


@public
def page(request: HttpRequest) -> HttpResponse:
    """A page of the list's size, rendered from memory."""
    template, context = _prepared()
    return HttpResponse(template.render(context, request))


def constant(request: HttpRequest) -> HttpResponse:
    """The bytes of a page, as they are kept for readers who take the compression that is asked for."""
    body, headers = _bytes(request.GET.get("of", LIST), request.headers.get("Accept-Encoding", ""))
    return HttpResponse(body, headers=headers)


@cache
def _prepared() -> tuple[Template, dict[str, Any]]:
    request = RequestFactory().get(LIST)
    chosen = CommunityFilter(request.GET, index.current())
    terms = chosen.catalogue.terms
    rows = [_row(entry, terms) for entry in views._entries(chosen.part(slice(facets.PER_PAGE)))]
    groups = [(one.name, one.title, [*one.first, *one.rest]) for one in facets.facets(chosen)]
    template = engines["django"].from_string(TEMPLATE.read_text())
    context = {"rows": rows, "groups": groups, "total": len(chosen.ids), "filler": ""}
    missing = len(_bytes(LIST, "")[0]) - len(template.render(context).encode())
    return template, {**context, "filler": "Words that fill the page to the size of the list. " * (missing // 50)}


def _row(entry: dict[str, Any], terms: Any) -> dict[str, Any]:
    def label(name: str) -> str:
        return str(terms[name][entry[name]].shown) if entry[name] else ""

    return {
        "url": f"{LIST}{entry['slug']}/",
        **{name: entry[name] for name in ("name", "acronym", "summary", "written_in", "host", "confirmed", "slug")},
        **{name: label(name) for name in ("scale", "kind", "maturity")},
        "purposes": [terms["purpose"][slug].shown for slug in entry["purpose"]],
    }


@cache
def _bytes(address: str, accepted: str) -> tuple[bytes, dict[str, str]]:
    """A page of the site as it is sent to whoever takes a compression, and its headers."""
    from django.test import Client  # noqa: PLC0415 - the views must not be imported while the addresses are

    answer = Client(headers={"host": "127.0.0.1", "accept-encoding": accepted}).get(address)
    return answer.content, dict(answer.headers)
