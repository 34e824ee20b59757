"""What search engines are told: the sitemap in both languages, and which addresses are not worth their time."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from . import index, lesson_shelf, open_data, releases, session_shelf
from .models import Community

PAGES = (
    "home",
    "list",
    "map",
    "countries",
    "insights",
    "crosswalk",
    "precedents",
    "lessons",
    "sessions",
    "data",
    "codebook",
    "api-docs",
)
# Selections without end, forms that are opened from a page, and what only staff or the sender of a submission may read.
NOT_FOR_CRAWLERS = (
    "/accounts/",
    "/admin/",
    "/submission/",
    "/submit/answer/",
    "/submit/alert/",
    "/submit/change/",
    "/submit/claim/",
    "/submit/close/",
    "/submit/from-guide/",
    "/submit/introduce/",
    "/submit/lesson/",
    "/submit/link/",
    "/submit/report/",
    "/submit/session/",
)
SELECTIONS = ("communities:list", "communities:map", "communities:lessons", "communities:sessions")

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


@open_data.for_every_site
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """Every page worth finding, in each language, with its sisters in the others."""
    catalogue = index.current()
    urls = "".join(line for name, args, changed in _pages(catalogue) for line in _urls(name, args, changed))
    return HttpResponse(f"{HEAD}{urls}</urlset>\n", content_type="application/xml")


@open_data.for_every_site
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read; what is not worth a crawler's time is named."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in NOT_FOR_CRAWLERS]
    lines += [f"Disallow: {path}?*" for name in SELECTIONS for path in _in_each_language(name, []).values()]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('open:sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _pages(catalogue: index.Index) -> Iterator[tuple[str, list[str], datetime | None]]:
    for name in PAGES:
        yield f"communities:{name}", [], catalogue.moved_at
    yield "submissions:guide", [], None
    for release in releases.newest_first():
        yield "communities:release", [release.date], None
    for code in sorted({place.host for place in catalogue.places(catalogue.everyone) if place.host}):
        yield "communities:country", [code.lower()], None
    if catalogue.collections:
        yield "communities:collections", [], catalogue.moved_at
    for slug, kept in catalogue.collections.items():
        yield "communities:collection", [slug], kept.collection.changed_at
    if catalogue.calls:
        yield "communities:calls", [], catalogue.moved_at
    for slug in catalogue.calls:
        yield "communities:call", [slug], catalogue.moved_at
    for number, published in lesson_shelf.numbers(catalogue.everyone):
        yield "communities:lesson", [str(number)], published
    for one in session_shelf.to_come(catalogue.sessions):
        yield "communities:session", [str(one.session.pk)], one.session.changed_at
    if catalogue.replies:
        yield "communities:questions", [], catalogue.moved_at
    for number, reply in catalogue.replies.items():
        yield "communities:question", [str(number)], reply.changed_at
    rows = Community.objects.published().order_by("pk").values_list("slug", "updated_at")
    for slug, changed in rows.iterator():
        yield "communities:detail", [slug], changed


def _urls(name: str, args: list[str], changed: datetime | None) -> Iterator[str]:
    addresses = {code: f"{settings.SITE_URL}{path}" for code, path in _in_each_language(name, args).items()}
    sisters = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
        for code, address in [*addresses.items(), ("x-default", addresses[settings.LANGUAGE_CODE])]
    )
    last = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    # Addresses hold slugs and codes only, so nothing in them needs escaping.
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{last}{sisters}</url>\n"


def _in_each_language(name: str, args: list[str]) -> dict[str, str]:
    paths = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            paths[code] = reverse(name, args=args)
    return paths
