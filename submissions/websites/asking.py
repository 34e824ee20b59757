"""Asking a website whether it is there: one request, to public addresses only, looked up once and connected to as such.

Whatever a stranger typed as an address may point anywhere. So the guard stands where the connection is made: the name
is resolved, every address it has must be public, and the connection goes to one of those very addresses, whatever the
name says a moment later. Each redirection passes the same guard.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

SECONDS, SECONDS_IN_ALL = 10.0, 30.0  # for one step, and for one answer that comes drop by drop
MOST_REDIRECTIONS = 5
PORTS = {"http": 80, "https": 443}
REDIRECTIONS = (301, 302, 303, 307, 308)
# That it asks who comes, or for less haste, says that somebody is there.
THERE_ALL_THE_SAME = (401, 402, 403, 405, 406, 407, 409, 418, 423, 425, 429, 451, 503)
MISSING, FIRST_ERROR = (404, 410), 400
UNWILLING = (405, 501)  # to be asked by HEAD


class Answer(StrEnum):
    """What a website is found to be."""

    THERE = "there"
    MISSING = "missing"  # the server says that there is no such page
    BROKEN = "broken"  # the server is in trouble
    SILENT = "silent"  # nobody answers at that name
    NOT_ASKED = "not-asked"  # the guard forbids it


@dataclass(frozen=True)
class Found:
    """What was found, and why, in a few words for staff."""

    answer: Answer
    why: str


class Forbidden(Exception):
    """The address is none of a website, or leads to a network that is not public."""


TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # any IPv4 address stands behind one of these


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, local, shared, reserved or multicast."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    within = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and ip not in TRANSLATED and (within is None or within.is_global)


def ask(url: str) -> Found:
    """Whether a website is there. Raises nothing, whatever the address or the server may do."""
    try:
        for _hop in range(MOST_REDIRECTIONS + 1):
            status, onward = _status(url)
            if status not in REDIRECTIONS or not onward:
                return _read(status)
            url = urljoin(url, onward)
    except Forbidden as refusal:
        return Found(Answer.NOT_ASKED, str(refusal))
    except ssl.SSLError as error:
        return Found(Answer.BROKEN, f"Its certificate does not hold: {error}"[:200])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Found(Answer.SILENT, f"{type(error).__name__}: {error}"[:200])
    return Found(Answer.BROKEN, "It leads from one address to the next without end.")


def agent() -> str:
    """Who is asking, so that a website's keepers can find out."""
    return f"copdir (+{settings.SITE_URL}/about/)"


def _read(status: int) -> Found:
    why = f"It answers {status}."
    if status in MISSING:
        return Found(Answer.MISSING, why)
    is_there = status < FIRST_ERROR or status in THERE_ALL_THE_SAME
    return Found(Answer.THERE if is_there else Answer.BROKEN, why)


def _status(url: str) -> tuple[int, str]:
    """The status of one answer, and where it leads. By HEAD, and by GET only where a server does not know HEAD."""
    status, onward = _answer("HEAD", url)
    return _answer("GET", url) if status in UNWILLING else (status, onward)


def _answer(method: str, url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = _Guarded(_host(parts), PORTS[parts.scheme], is_secure=parts.scheme == "https")
    target = quote(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", safe="/%:=&?~+!$,;'@()*[]")
    headers = {"User-Agent": agent(), "Accept": "*/*", "Connection": "close"}
    timer = Timer(SECONDS_IN_ALL, connection.cut)
    timer.start()
    try:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        timer.cancel()
        connection.close()


def _host(parts: SplitResult) -> str:
    """The name to be asked. Raises Forbidden."""
    is_usual = parts.scheme in PORTS and parts.port in (None, PORTS[parts.scheme])
    if not is_usual or not parts.hostname or parts.username is not None:
        raise Forbidden("Its address is not one of a website.")
    return parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname


class _Guarded(http.client.HTTPConnection):
    """A connection that goes to public addresses only, and to one that was looked up once."""

    def __init__(self, host: str, port: int, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.is_secure = is_secure

    def connect(self) -> None:
        """Raises Forbidden, OSError."""
        places = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[4][0]) for place in places))
        if not addresses or not all(map(is_public, addresses)):
            raise Forbidden("Its name leads to a network that is not public.")
        self.sock = socket.create_connection((addresses[0], self.port), self.timeout)
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it now, whoever is still reading."""
        with suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)
