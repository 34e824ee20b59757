"""Every request seen once: an id, a line in the log, numbers. Nothing of who asked, no query, token or answer."""

import logging
import re
import secrets
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from copdir import metrics
from copdir.logs import request_id, without_tokens

logger = logging.getLogger("copdir.access")

HEADER = "X-Request-ID"
HARMLESS = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
# Asked every few seconds by the machine beside it: a line only where something is wrong.
HEALTH = ("/livez", "/readyz")
LONGEST_PATH = 300


class ObservedMiddleware:
    """Stands behind ForwardedMiddleware, which leaves an id in the headers only where a trusted proxy wrote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.inside = [ip_network(one, strict=False) for one in settings.METRICS_FROM]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/metrics" and self._is_from_inside(request):
            return HttpResponse(
                metrics.exposition(), content_type=metrics.CONTENT_TYPE, headers={"Cache-Control": "no-store"}
            )
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        number = given if HARMLESS.fullmatch(given) else secrets.token_hex(8)
        request.number = number  # type: ignore[attr-defined]
        mark = request_id.set(number)
        try:
            began = perf_counter()
            response = self.get_response(request)
            _note(request, response, perf_counter() - began)
        finally:
            request_id.reset(mark)
        response.headers[HEADER] = number
        return response

    def _is_from_inside(self, request: HttpRequest) -> bool:
        """Whether it came straight from a machine that may read numbers; through a proxy comes the whole world."""
        if getattr(request, "was_forwarded", True):
            return False
        try:
            address = ip_address(request.META.get("REMOTE_ADDR", ""))
        except ValueError:
            return False
        return any(address in network for network in self.inside)


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    path, status = request.path_info, response.status_code
    if path.startswith(settings.STATIC_URL):
        return
    if path not in HEALTH:
        metrics.count(path, status, seconds)
    elif status < 400:
        return
    if logger.isEnabledFor(logging.INFO):
        method = request.method if request.method in METHODS else "another"
        match = request.resolver_match  # a kept page was not looked up: its address is public
        where = {"route": match.view_name or match.route} if match else {"path": _shown(path)}
        seen = {
            "method": method,
            **where,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "language": response.headers.get("Content-Language", ""),
        }
        logger.info("%s %s %d", method, *where.values(), status, extra={"seen": seen})


def _shown(path: str) -> str:
    return without_tokens(path)[:LONGEST_PATH]
