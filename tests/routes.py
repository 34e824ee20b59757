"""Every route of the site, read from the resolver: what the tables of tests are held against."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_route() -> list[str]:
    """The routes as the resolver spells them, in English: "communities/<slug:slug>/"."""
    return list(dict.fromkeys(_below(get_resolver(), "")))


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for part in resolver.url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route
        else:
            yield from _below(part, route)
