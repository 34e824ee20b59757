"""Public pages are the same bytes for everyone: what marks them, tags them and keeps them.

A page is a function of its address, the catalogue's version, the day (UTC), how calls and sessions stand, and the code.
Of a request it sees the path, and the query in one order. Staff who are signed in, forms and whatever has to do with a
cookie pass by.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial, wraps
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    QueryDict,
    StreamingHttpResponse,
)
from django.template.response import SimpleTemplateResponse
from django.utils.http import parse_etags

from . import gauges, index, replica
from .compression import accepted, compress, compress_private
from .page_store import Page, PageStore

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)
Moment = tuple[index.Version, date, tuple[int, ...]]  # what a page is as of; last, how calls and sessions stand

# A browser asks every time, and mostly hears that nothing changed. What stands in front of the site may answer by
# itself for half a minute in all; to go on while it asks again is said to it alone, for browsers would do it too. So is
# to go on for five minutes where the site does not answer, as long as the site itself does without its database.
FOR_ANYONE = {
    "Cache-Control": "public, max-age=0, s-maxage=30",
    "CDN-Cache-Control": "max-age=20, stale-while-revalidate=10, stale-if-error=300",
}
FOR_ONE = "private, no-cache"
ATTEMPTS = 3  # at a page during which nothing is published
UNSEEN_FOR_A_WHILE, UNSEEN_FOR_TOO_LONG = 5, 300  # seconds without the database, while kept pages are still sent
LONGEST_ADDRESS = 2_000  # characters; a longer one is answered, but not kept
# What the middleware for the security policy and for frames looks for on an answer.
MARKS = ("_csp_config", "_csp_exempt", "_csp_replace", "_csp_update", "xframe_options_exempt")
READ_THERE = "was_read_from_replica"  # an attribute of an answer
SHAPES_PAGES = ("communities", "copdir", "submissions", "templates", "locale", "static", "requirements.lock")


def public(view: View) -> View:
    """A view whose answers are the same for everyone until what it is as of, or the code, changes."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = read(request, partial(view, request, *args, **kwargs))
        mark_public(response)
        return response

    return marked


def read(request: HttpRequest, make: Callable[[], Answer]) -> Answer:
    """A public answer as MAKE makes it: read from the replica, if the site has one that will do, for anybody but staff.

    All other answers, such as those to forms and to who has just written, are never read there.
    """
    if not replica.is_used() or not _is_from_anyone(request) or connection.in_atomic_block:
        return make()

    def made() -> Answer:
        response = make()
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        return response

    for more in reversed(range(ATTEMPTS)):
        try:
            response, read_there = _from_nearest(made)
            break
        except DatabaseError:
            connection.close_if_unusable_or_obsolete()
            if connection.connection is not None or not more:
                raise
            # The replica lacked something, or had more, and the primary is away: what the replica has will do.
            index.look_elsewhere()
    if read_there:
        setattr(response, READ_THERE, True)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = replica.read_on(iter(response))
    return response


def _from_nearest(make: Callable[[], Answer]) -> tuple[Answer, bool]:
    catalogue = index.current()
    with index.held(catalogue):
        return replica.first((catalogue.version, catalogue.moved_at), make)


def mark_public(response: HttpResponseBase) -> None:
    """Mark an answer as the same for everyone, unless it is a refusal or says itself how long it may be kept."""
    if response.status_code == 200 and "Cache-Control" not in response.headers:
        for name, value in FOR_ANYONE.items():
            response.headers[name] = value


def is_public(response: HttpResponseBase) -> bool:
    """Whether an answer is marked, and really has nothing to do with who asked."""
    return (
        response.status_code == 200
        and "public" in response.headers.get("Cache-Control", "")
        and not response.cookies
        and "cookie" not in response.headers.get("Vary", "").lower()
    )


class PublicPagesMiddleware:
    """Answers from the store what it can, and keeps what is public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:  # templates may change while the site runs
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.store = PageStore(settings.PAGE_STORE_BYTES)
        code_version()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_from_anyone(request):
            return self._for_anyone(request)
        return _for_one(request, self.get_response(request))

    def _for_anyone(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # raises DisallowedHost, whether or not the page is kept
        _put_in_order(request)
        key = (*accepted(request)[:1], request.path_info, request.META["QUERY_STRING"])
        page = self.store.get(key)
        if page and page.as_of == _now() and (page.body is not None or _has_it(request, page)):
            gauges.KEPT.inc()
            answer = _again(request, page)
            if (age := index.age()) > UNSEEN_FOR_A_WHILE:  # the database is away
                answer.headers["Cache-Status"] = f"copdir; hit; ttl=-{int(age)}"
            return answer
        response, as_of = self._made(request)
        if not is_public(response):
            return _for_one(request, response)
        gauges.MADE.inc()
        if as_of:
            response.headers.setdefault("ETag", _tag(request, as_of))
        compress(request, response)
        page = _page(response, as_of)
        if as_of and _can_be_kept(request, response):
            self.store.put(key, page)
        return _again(request, page) if _has_it(request, page) else response

    def _made(self, request: HttpRequest) -> tuple[HttpResponseBase, Moment | None]:
        """The view's answer, and what it is as of. If something is published meanwhile, it is made again.

        Otherwise old counts might stand beside a new list, and stay. What is private is made without this, and so
        without the database if its view needs none.
        """
        known = index.known_version()
        before = known and _as_of(known)
        for more in reversed(range(ATTEMPTS)):
            response = self.get_response(request)
            if not is_public(response):
                break
            try:
                now = replica.version if getattr(response, READ_THERE, False) else index.committed_version
                after = _as_of(now())
                if after == before or connection.in_atomic_block:
                    return response, after
                if more:
                    response.close()
                    index.look_again()
                    before = _as_of(index.version())
            except DatabaseError:
                break
        return response, None


@cache
def code_version() -> str:
    """Changes with whatever shapes a page beside the catalogue and the day; the same on every machine of a release."""
    seen = sha256(repr((settings.SITE_URL, settings.CONTACT_EMAIL, settings.SHOWS_LETTERS)).encode())
    for path in (settings.BASE_DIR / name for name in SHAPES_PAGES):
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                seen.update(f"{file.relative_to(settings.BASE_DIR)} {file.stat().st_size}\n".encode())
                seen.update(file.read_bytes())
    return seen.hexdigest()


def _is_from_anyone(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _put_in_order(request: HttpRequest) -> None:
    """Let nobody see the order in which parameters were sent, or how they were written; values keep their order."""
    if request.META["QUERY_STRING"]:
        query = urlencode(sorted(request.GET.lists()), doseq=True)
        request.META["QUERY_STRING"] = query
        request.GET = QueryDict(query)


def _now() -> Moment | None:
    """What a page must be as of; None where nobody knows."""
    try:
        version = index.version()
    except DatabaseError:
        return None
    return _as_of(version) if index.age() < UNSEEN_FOR_TOO_LONG else None


def _as_of(version: index.Version) -> Moment:
    # A call opens and closes, and has a day less, at a moment of its own; a session ends at its own.
    return version, datetime.now(UTC).date(), index.standing()


def _tag(request: HttpRequest, as_of: Moment) -> str:
    """The entity tag of a page. It is weak, for it is the same in every compression."""
    seen = (request.path_info, request.META["QUERY_STRING"], as_of, code_version())
    return f'W/"{sha256(repr(seen).encode()).hexdigest()[:32]}"'


def _page(response: HttpResponseBase, as_of: Moment | None) -> Page:
    return Page(
        as_of=as_of,
        headers=dict(response.headers),
        body=response.content if isinstance(response, HttpResponse) else None,
        marks={name: getattr(response, name) for name in MARKS if hasattr(response, name)},
    )


def _can_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method == "GET"
        and not connection.in_atomic_block  # which may yet be rolled back
        and len(request.path_info) + len(request.META["QUERY_STRING"]) <= LONGEST_ADDRESS
        and response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    )


def _has_it(request: HttpRequest, page: Page) -> bool:
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    tag = page.headers.get("ETag", "").removeprefix("W/")
    return bool(asked and tag and {"*", tag} & {one.removeprefix("W/") for one in parse_etags(asked)})


def _again(request: HttpRequest, page: Page) -> HttpResponse:
    """A page for another reader; 304 for those who have it."""
    if _has_it(request, page):
        headers = {name: value for name, value in page.headers.items() if not name.startswith("Content-")}
        answer: HttpResponse = HttpResponseNotModified(headers=headers)
    else:
        answer = HttpResponse(page.body, headers=page.headers)
    for name, value in page.marks.items():
        setattr(answer, name, value)
    return answer


def _for_one(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What is for the one who asks, or for nobody to keep."""
    if "public" in response.headers.get("Cache-Control", "public"):
        response.headers["Cache-Control"] = FOR_ONE
        response.headers.pop("CDN-Cache-Control", None)
    compress_private(request, response)
    return response
