"""How many pages may be made for one network: who copies the site page by page leaves room for the others.

Kept pages cost next to nothing and are not counted, nor are forms, which have limits of their own
(`submissions/limits.py`). What is counted stays in the process's memory: a question to the database would cost those
who read more than it spares, and reading should need no writing.
"""

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from copdir import views

WITHIN = 300.0  # seconds
NETWORKS = 10_000  # remembered at most; the one that asked longest ago is forgotten first
OF_THE_CATALOGUE = frozenset(["communities", "open"])  # addresses that anybody reads, by their application's name


class Buckets:
    """For each network a bucket of `most` pages, which fills up again evenly in `within` seconds."""

    def __init__(self, most: int, within: float = WITHIN, networks: int = NETWORKS) -> None:
        self.most, self.each, self.networks = most, within / most, networks
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when each would be full again
        self._lock = Lock()

    def take(self, network: str) -> float:
        """Take one page out; gives back the seconds to wait for it where the bucket is empty, else nothing."""
        now = monotonic()
        with self._lock:
            full_at = max(now, self._full_at.get(network, now)) + self.each
            # In milliseconds, for what rounding makes of a large clock is no wait.
            wait = round(full_at - now - self.most * self.each, 3)
            if wait > 0:
                return wait
            self._full_at[network] = full_at
            self._full_at.move_to_end(network)
            if len(self._full_at) > self.networks:
                self._full_at.popitem(last=False)
        return 0.0


class PagesMadeMiddleware:
    """Stands behind the kept pages, so that it sees only what has to be made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.RATE_LIMITS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.network_of = import_string(settings.NETWORK_OF)
        self.buckets = Buckets(settings.PAGES_MADE_FOR_NETWORK)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.method not in ("GET", "HEAD") or match is None or match.app_name not in OF_THE_CATALOGUE:
            return None
        wait = self.buckets.take(self.network_of(request.META))
        return _too_many(request, wait) if wait else None


def _too_many(request: HttpRequest, wait: float) -> HttpResponse:
    text = _(
        "Many pages were asked for from your network within a few minutes. Wait a little and try again. Everything "
        "that is published can also be downloaded at once, as open data."
    )
    response = views.refuse(request, 429, _("Wait a little"), text)
    response.headers["Retry-After"] = str(ceil(wait))
    return response
