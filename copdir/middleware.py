"""What every request passes: whom it comes from, its language, whether it can be read, and staff's second factor."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address, ip_network
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from copdir import read_only, views

ROW = re.compile(r"[0-9]{1,18}")  # within what PostgreSQL's bigint holds

GetResponse = Callable[[HttpRequest], HttpResponse]
GetAnyResponse = Callable[[HttpRequest], HttpResponseBase]


class ForwardedMiddleware:
    """Puts the visitor's own address in REMOTE_ADDR, and drops headers of proxies that no trusted proxy wrote."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        said = settings.TRUSTED_PROXIES
        self.hops = int(said[0]) if len(said) == 1 and said[0].isdigit() else None
        self.networks = [] if self.hops is not None else [ip_network(one, strict=False) for one in said]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        request.was_forwarded = "HTTP_X_FORWARDED_FOR" in meta  # type: ignore[attr-defined]
        path = [hop.strip() for hop in meta.pop("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        path.append(meta.get("REMOTE_ADDR", ""))
        visitor = self._visitor(path)
        if visitor == len(path) - 1:  # nobody in between
            meta.pop("HTTP_X_FORWARDED_PROTO", None)
            meta.pop("HTTP_X_REQUEST_ID", None)
        meta["REMOTE_ADDR"] = path[visitor]
        return self.get_response(request)

    def _visitor(self, path: list[str]) -> int:
        """The place in PATH (from far to near) of the nearest machine that is not a trusted proxy."""
        last = len(path) - 1
        if self.hops is not None:
            return max(last - self.hops, 0)
        while last and self._is_trusted(path[last]):
            last -= 1
        return last

    def _is_trusted(self, hop: str) -> bool:
        try:
            address = ip_address(hop)
        except ValueError:
            return False
        return any(address in network for network in self.networks)


class NoBodyForHeadMiddleware:
    """Answers HEAD with the headers of GET alone: gunicorn warns of every body that it must throw away."""

    def __init__(self, get_response: GetAnyResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse) and response.content:
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response


# Told to browsers with every answer: other sites get nothing of it into their pages, but for pictures made for them,
# which say otherwise; and no page here uses a device or asks where it is.
ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}


class PolicyMiddleware(CSPMiddleware):
    """Says what a page may load, and who may load it. The policy is written once; django-csp writes any other."""

    def __init__(self, get_response: GetAnyResponse) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class LanguageFromAddressMiddleware:
    """The page's language is its address's, never the browser's or a cookie's: one address, one page for everyone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ReadableRequestMiddleware:
    """Refuses what PostgreSQL or Django cannot read: encodings other than UTF-8 (415); NUL characters (400).

    Of the desk's lists also marked rows that bear no row's number (400).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        request.encoding = "utf-8"  # Django refuses a form in "UTF8" or "us-ascii"
        if not _is_utf8(charset):
            return views.unsupported_encoding(request)
        if any("\0" in text for text in _texts(request)):
            raise BadRequest("NUL character")
        if not all(ROW.fullmatch(row) for row in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("No row's number")
        return self.get_response(request)


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset.strip("\"' ")).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every piece of text that a visitor can put into a request."""
    yield request.path_info
    yield from request.COOKIES.values()
    yield from _keys_and_values(request.GET.lists())
    try:
        yield from _keys_and_values(request.POST.lists())
        yield from (file.name or "" for name, files in request.FILES.lists() for file in files)
    except UnreadablePostError as error:  # the visitor went away half-way
        raise BadRequest("The body broke off") from error


def _keys_and_values(lists: Iterable[tuple[str, list]]) -> Iterator[str]:
    for key, values in lists:
        yield key
        yield from values


class ReadOnlyMiddleware:
    """While the database is read only, forms, staff's pages and whatever is sent get a page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if read_only.may_write(request) and read_only.is_on():
            return views.takes_nothing_in(request)
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """A password alone does not open /admin/: staff without a second factor are sent to set one up, or to show it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and request.path_info.startswith(self.admin) and request.user.is_authenticated:
            shown = {record.get("method") for record in get_authentication_records(request, request.user)}
            if "mfa" in shown or (settings.OIDC_BRINGS_SECOND_FACTOR and "socialaccount" in shown):
                return self.get_response(request)
            if not is_mfa_enabled(request.user):
                return redirect("mfa_activate_totp")
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)
