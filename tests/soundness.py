"""What every page must be, whatever it shows: the rules that a public page, or any page, is held against."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from tests.page import Element, Page

LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "embed": "src", "object": "data"}
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "form")
DATA_BLOCK = "application/ld+json"


def faults_of_public_page(response: HttpResponse, language: str = "en", *, framed: bool = False) -> list[str]:
    """What is wrong with a page that anybody may GET: everything below, and cookies and forms that send."""
    return [*faults(response, language, framed=framed), *_of_privacy(response)]


def faults(response: HttpResponse, language: str = "en", *, framed: bool = False) -> list[str]:
    """What is wrong with an HTML page, one line each; nothing for a sound page. `framed` is made for other sites."""
    if not response.headers["Content-Type"].startswith("text/html"):
        return [f"is {response.headers['Content-Type']}"]
    page = _read(response.text)
    return [
        *page.mistakes,
        *_of_frame(page, language),
        *_of_headings(page),
        *_of_ids(page),
        *_of_link_names(page),
        *faults_of_code(page),
        *_of_linked_data(page),
        *_of_loading(page),
        *policy_faults(response.headers.get("Content-Security-Policy", ""), framed=framed),
        *_of_framing(response, framed=framed),
    ]


@lru_cache(maxsize=1)
def _read(html: str) -> Page:
    """The page that is held against one rule after the other."""
    return Page(html)


def policy_faults(policy: str, *, framed: bool = False) -> list[str]:
    """Whether a content security policy is strict: nothing by default, and only from the site itself.

    A style that stands in the answer may be named by its digest. A page that is made for other sites is framed by
    anybody, and differs in nothing else.
    """
    directives = {name: set(values) for name, *values in (part.split() for part in policy.split(";") if part.split())}
    found = []
    if directives.get("default-src") != {"'none'"}:
        found.append(f"policy allows by default: {policy}")
    ancestors = directives.pop("frame-ancestors", set())
    if ancestors != ({"*"} if framed else {"'none'"}):
        found.append(f"policy lets itself be framed by {ancestors}")
    if directives.get("base-uri") != {"'none'"}:
        found.append("policy lets base-uri be anything")
    if directives.get("form-action") != {"'self'"}:
        found.append("policy lets forms be sent elsewhere")
    for name, values in directives.items():
        if {one for one in values if name != "style-src" or not one.startswith("'sha256-")} - {"'self'", "'none'"}:
            found.append(f"policy allows {name} {values}")
    return found


def _of_framing(response: HttpResponse, *, framed: bool) -> Iterator[str]:
    if response.headers.get("X-Frame-Options") != (None if framed else "DENY"):
        yield f"may be framed by {response.headers.get('X-Frame-Options')}"


def _of_privacy(response: HttpResponse) -> Iterator[str]:
    if response.cookies or "Set-Cookie" in response.headers:
        yield f"sets a cookie: {list(response.cookies)}"
    if "Cookie" in response.headers.get("Vary", ""):
        yield "varies by cookie"
    for form in _read(response.text).forms():
        if form.method != "get":
            yield f"holds a {form.method} form to {form.action}"


def _of_frame(page: Page, language: str) -> Iterator[str]:
    if page.declaration.lower() != "doctype html":
        yield "has no doctype"
    root = page.all("html")
    if len(root) != 1 or root[0]["lang"] != language:
        yield f"is not marked as {language}: {[element['lang'] for element in root]}"
    titles = [element for element in page.all("title") if not element.is_in("svg")]
    if len(titles) != 1 or not titles[0].text.strip(" ·\n"):
        yield f"has no one title: {[title.text for title in titles]}"
    if len(page.all("main")) != 1:
        yield "has no one main"


def _of_link_names(page: Page) -> Iterator[str]:
    """Whoever has the links read out, one after the other, hears which is which."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in page.all("a"):
        name = " ".join((link["aria-label"] or link.text).split())
        if "href" in link.attributes and not link.is_in("svg"):
            places[name].add(link["href"])
    yield from (f"“{name}” leads to {sorted(those)}" for name, those in places.items() if len(those) > 1 or not name)


def _of_headings(page: Page) -> Iterator[str]:
    headings = page.all("h1", "h2", "h3", "h4", "h5", "h6")
    ranks = [int(heading.tag[1]) for heading in headings]
    if ranks.count(1) != 1:
        yield f"has {ranks.count(1)} h1"
    for before, after, heading in zip(ranks, ranks[1:], headings[1:], strict=False):
        if after > before + 1:
            yield f"leaps from h{before} to h{after}: {heading.text.strip()}"
    yield from (f"has an empty {heading.tag}" for heading in headings if not heading.text.strip())


def _of_ids(page: Page) -> Iterator[str]:
    ids = Counter(element["id"] for element in page.elements if "id" in element.attributes)
    yield from (f"has the id “{one}” {count} times" for one, count in ids.items() if count > 1 or not one.strip())
    for element in page.elements:
        for name in POINTING:
            for target in element[name].split():
                if target not in ids:
                    yield f"<{element.tag} {name}> points at nothing: {target}"
        if element.tag == "a" and re.match(r"#.", element["href"]) and element["href"][1:] not in ids:
            yield f"links to nothing on the page: {element['href']}"


def _of_linked_data(page: Page) -> Iterator[str]:
    for script in page.all("script"):
        if script["type"] == DATA_BLOCK:
            try:
                context = json.loads(script.text)["@context"]
            except (ValueError, LookupError, TypeError) as error:
                yield f"has linked data that nobody can read: {error}"
            else:
                if context != "https://schema.org":
                    yield f"has linked data in the terms of {context}"


def faults_of_code(page: Page) -> Iterator[str]:
    """What would run, or restyle the page, and does not stand in a file of the site."""
    for script in page.all("script"):
        if script["type"] != DATA_BLOCK and (not script["src"] or script.text.strip()):
            yield f"has an inline script: {script.text[:60]}"
    yield from ("has a style element" for _element in page.all("style"))
    for element in page.elements:
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.tag} {name}={value[:40]!r}>"
            if re.match(r"\s*(javascript|vbscript|data):", value, re.IGNORECASE):
                yield f"<{element.tag} {name}={value[:40]!r}>"


def _of_loading(page: Page) -> Iterator[str]:
    yield from (f"loads from elsewhere: {address}" for address in _loaded(page.elements) if not is_own(address))


def _loaded(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in LOADING and LOADING[element.tag] in element.attributes:
            yield element[LOADING[element.tag]]
        if element.tag == "link" and LOADING_LINKS & set(element["rel"].split()):
            yield element["href"]
        if element.tag in ("use", "image"):
            yield element["href"] or element["xlink:href"]
        yield from (one.split()[0] for one in element["srcset"].split(",") if one.strip())


def is_own(address: str) -> bool:
    """Whether an address leads to this site."""
    parts = urlsplit(address)
    if parts.netloc:
        return f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL
    return not parts.scheme
