"""Which compression a reader takes, and an answer in it."""

import gzip
import re
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

SMALLEST = 200  # bytes; less does not gain by it
GAINS = re.compile(r"text/|application/(\S+\+)?(json|xml)\b|image/(svg|x-icon)")


def accepted(request: HttpRequest) -> tuple[str, ...]:
    """The compressions that a reader takes, the one liked best first."""
    return _accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=500)
def _accepted(header: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        given = re.search(r"q\s*=\s*([01](?:\.[0-9]*)?)?", parameters)
        weights[name.strip()] = float(given[1] or 0) if given else 1
    known = {name: weights.get(name, weights.get("*", 0)) for name in ("br", "gzip")}
    return tuple(sorted((name for name, weight in known.items() if weight), key=lambda name: -known[name]))


def compress(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress an answer that is the same for everyone, as well as its reader takes it."""
    if not GAINS.match(response.headers.get("Content-Type", "")):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if not isinstance(response, HttpResponse):
        compress_private(request, response)
    elif (coding := next(iter(accepted(request)), "")) and len(response.content) >= SMALLEST:
        body = _compressed(response.content, coding)
        if len(body) < len(response.content):
            response.content = body
            response.headers["Content-Encoding"] = coding
            response.headers["Content-Length"] = str(len(body))


def compress_private(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress an answer with a reader's own words in it, or one that is streamed.

    Django pads it by chance and never writes a form's token twice alike, so that the length gives neither away.
    """
    if "gzip" in accepted(request):
        _DJANGO.process_response(request, response)


def _compressed(body: bytes, coding: str) -> bytes:
    """Fast rather than small: the first reader waits for it."""
    if coding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=5)
    return gzip.compress(body, 6, mtime=0)


_DJANGO = GZipMiddleware(lambda request: HttpResponse())
