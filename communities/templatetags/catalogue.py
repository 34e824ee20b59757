"""What templates need to show an entry: labels, places, dates, addresses. Nothing here asks the database."""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.defaultfilters import date as formatted
from django.urls import reverse, translate_url
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .. import completeness, countries, joining, labels, languages, readable, stages, vocabularies
from ..hosts import host_of
from .once import address_of

register = template.Library()


register.filter("with_colon", readable.with_colon)
register.filter("is_silent_on_joining", joining.is_silent)


@register.filter
def lookup(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """`table[key]`, or nothing when either is missing."""
    return table.get(key) if table else None


@register.filter
def term(terms: Mapping[str, Any] | None, slug: str | None) -> Any:
    """The Term of a slug, from a vocabulary's terms by slug; None when nothing is stated."""
    return terms.get(slug) if terms and slug else None


@register.filter
def terms_of(terms: Mapping[str, Any] | None, slugs: Iterable[str] | None) -> list[Any]:
    """The Terms of several slugs, in the order given."""
    return [terms[slug] for slug in slugs or () if slug in terms] if terms else []


@register.filter
def words_of(terms: Mapping[str, Any] | None, slugs: Iterable[str] | None) -> tuple[str, ...]:
    """The labels of several slugs, in the order given."""
    return tuple(term.shown for term in terms_of(terms, slugs))


@register.filter
def slugs(terms: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The slugs of a vocabulary, in its order."""
    return tuple(terms or ())


@register.filter
def any_chosen(facets: Iterable[Any]) -> bool:
    """Whether a value is chosen in one of the facets."""
    return any(facet.chosen for facet in facets)


@register.filter
def country(iso2: str | None) -> str:
    """A country's short name."""
    return countries.name(iso2)


@register.filter
def language(code: str | None) -> str:
    """A language's name."""
    return languages.name(code) if code else ""


@register.filter
def direction(code: str | None) -> str:
    """`rtl` or `ltr`; "auto" where the language is not known."""
    return languages.direction(code) if code else "auto"


@register.filter
def field_label(key: str) -> str:
    """What a field of the entry is called."""
    return str(labels.LABELS.get(key, key))


@register.filter
def size(band: str | None) -> str:
    """The words of a size band."""
    return str(labels.SIZES[band]) if band in labels.SIZES else ""


@register.filter
def region(slug: str | None) -> str:
    """A world region's name."""
    return str(labels.REGIONS[slug]) if slug in labels.REGIONS else ""


@register.filter
def place(entry: Mapping[str, Any]) -> str:
    """Where a community is, in one word or two: its world region, the world, its country, or that nobody said."""
    if entry["scale"] == vocabularies.REGIONAL and entry["region"]:
        return region(entry["region"])
    if entry["scale"] == vocabularies.INTERNATIONAL:
        return _("Worldwide")
    if entry["host"]:
        return countries.name(entry["host"])
    return _("Country not stated")


@register.filter
def day(text: str | None) -> datetime.date | None:
    """The date of an ISO text (YYYY-MM-DD); None for anything else."""
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


@register.filter
def partial_date(text: str | None) -> str:
    """A year, a month or a day in words: "2016", "May 2016", "3 May 2016"."""
    year, _dash, rest = (text or "").partition("-")
    if not rest:
        return year
    whole = day(text)
    return formatted(whole, "DATE_FORMAT") if whole else formatted(day(f"{text}-01"), "YEAR_MONTH_FORMAT")


@register.filter
def site(address: str | None) -> str:
    """The host of a web address as people say it; all of it where that cannot be read."""
    if not address or not host_of(address):
        return address or ""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")


@register.filter
def short_address(address: str | None) -> str:
    """A web address without scheme, www and closing slash, for reading."""
    bare = (address or "").partition("://")[2].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 80 else f"{bare[:79]}…"


@dataclass(frozen=True)
class Fact:
    """What an entry says under one vocabulary, ready to read."""

    label: str
    terms: list[Any]
    withheld: bool


@register.simple_tag
def stated(entry: Mapping[str, Any], terms: Mapping[str, Mapping[str, Any]], names: str) -> list[Fact]:
    """What an entry states under the vocabularies NAMES (parted by blanks), and what its convener withholds of them."""
    facts = []
    for name in names.split():
        value = entry[name]
        found = terms_of(terms.get(name), value if isinstance(value, list) else [value] if value else [])
        withheld = name in entry["withheld"]
        if found or withheld:
            facts.append(Fact(field_label(name), found, withheld and not found))
    return facts


@register.simple_tag
def evidence_of(entry: Mapping[str, Any]) -> stages.Evidence | None:
    """The stage to which the practices that are in place point, and those that do."""
    return stages.evidence(entry["practice"]) if entry["maturity"] != vocabularies.CLOSED else None


@register.simple_tag
def completeness_of(entry: Mapping[str, Any]) -> completeness.Completeness:
    """Which of the main facts an entry states, and which it could and does not."""
    return completeness.of(entry)


@register.simple_tag
def list_address(selection: str | None, parameters: Mapping[str, str] | None = None) -> str:
    """The list's address for a selection (a query string), with some parameters set to one value each."""
    query = QueryDict(selection or "", mutable=True)
    for name, value in (parameters or {}).items():
        query[name] = value
    query.pop("page", None)
    path = reverse("communities:list")
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag(takes_context=True)
def country_address(context: Mapping[str, Any], iso2: str) -> str:
    """The country's page; on a page that draws a narrower selection, the list of that selection in the country."""
    selection = context.get("selection")
    if not selection:
        return address_of("communities:country", iso2.lower())
    return list_address(selection, {"country": iso2})


@register.filter
def absolute(path: str) -> str:
    """A path of this site as the address that others can use."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@register.filter
def in_language(path: str, code: str) -> str:
    """The same page in another language; an address that has no other language is given back as it is."""
    page, mark, query = path.partition("?")
    return f"{_in_language(page, code)}{mark}{query}"


@lru_cache(maxsize=2000)
def _in_language(path: str, code: str) -> str:
    return translate_url(path, code)


class _ScriptData(str):
    """JSON in which <, > and & are escaped: it can stand inside a script element as it is, and nowhere else."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@register.simple_tag
def linked_data(data: Mapping[str, Any] | list[Any]) -> str:
    """A block of JSON-LD. A block of data is not run, so the content security policy has nothing to refuse."""
    text = json.dumps(data, ensure_ascii=False).translate(
        {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
    )
    return format_html('<script type="application/ld+json">{}</script>', _ScriptData(text))
