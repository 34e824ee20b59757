"""What Mozilla's HTTP Observatory gives for an answer's headers: our own small reading of its rules of version 2.

The rules and their points are those of `src/analyzer/tests/` and `src/grader/` in github.com/mdn/mdn-http-observatory,
read in November 2026; nothing is taken as preloaded. Whoever has 100 points or more is graded A+. Without a cookie, and
without scripts named by their digests, an answer has 130 at most. Who may frame a page is judged in `soundness.py`.
"""

import re
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

BASE, EXTRA_FROM = 100, 90  # points for what goes beyond are given from so many on
HALF_A_YEAR = 15_768_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "https://*", "http://*.*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)


def score(headers: Mapping[str, str], cookies: Iterable[str] = (), text: str = "") -> int:
    """The points of an answer that came over TLS: its headers, its Set-Cookie lines, and its text where it is HTML."""
    points = list(rules(headers, cookies, text).values())
    base = BASE + sum(one for one in points if one < 0)
    return base + sum(one for one in points if one > 0) if base >= EXTRA_FROM else max(base, 0)


def rules(headers: Mapping[str, str], cookies: Iterable[str], text: str) -> dict[str, int]:
    """The points by rule."""
    parts = filter(None, map(str.split, headers.get("Content-Security-Policy", "").split(";")))
    policy = {name: set(rest) for name, *rest in parts}
    is_html = headers.get("Content-Type", "").startswith("text/html")
    return {
        "content-security-policy": _policy(policy),
        "cookies": _cookies(cookies),
        "cross-origin-resource-sharing": _sharing(headers),
        "referrer-policy": _referrer(headers.get("Referrer-Policy", "")),
        "strict-transport-security": _transport(headers.get("Strict-Transport-Security", "")),
        "subresource-integrity": _scripts(text) if is_html else 0,
        "x-content-type-options": 0 if headers.get("X-Content-Type-Options", "").lower() == "nosniff" else -5,
        "x-frame-options": _framing(policy, headers.get("X-Frame-Options", "")),
        "cross-origin-resource-policy": _resource(headers.get("Cross-Origin-Resource-Policy", "")),
    }


def redirection(asked: str, leads_to: str) -> int:
    """The points of a site that sends who comes without TLS on to this address."""
    here, there = urlsplit(asked), urlsplit(leads_to)
    if there.scheme != "https":
        return -20
    return 0 if there.hostname == here.hostname else -5


def _policy(policy: Mapping[str, set[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    script, style, others = (policy.get(name, default) for name in ("script-src", "style-src", "object-src"))
    if script & (BROAD | INLINE) or others & BROAD:
        return -20
    if any(one.startswith(("http:", "ftp:")) for sources in policy.values() for one in sources):
        return -20
    if "'unsafe-eval'" in script | style:
        return -10
    if style & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(lines: Iterable[str]) -> int:
    morsels = [morsel for line in lines for morsel in SimpleCookie(line).values()]
    if not morsels:
        return 0
    if not all(one["secure"] for one in morsels):
        return -40
    if not all(one["httponly"] for one in morsels):
        return -30
    return 5 if all(one["samesite"].lower() in ("lax", "strict") for one in morsels) else -20


def _sharing(headers: Mapping[str, str]) -> int:
    return -50 if headers.get("Access-Control-Allow-Credentials", "").lower() == "true" else 0


def _referrer(said: str) -> int:
    last = said.lower().split(",")[-1].strip()
    if not last:
        return 0
    return 5 if last in PRIVATE_REFERRER else -5


def _transport(said: str) -> int:
    age = re.search(r"max-age=(\d+)", said)
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def _scripts(text: str) -> int:
    tags = SCRIPT.findall(text)
    sources = [found[1] for tag in tags if (found := re.search(r"""\ssrc=["']?([^"'\s>]+)""", tag))]
    if any(urlsplit(one).netloc for one in sources):
        return -50
    return 5 if sources and all(" integrity=" in tag for tag in tags if " src=" in tag) else 0


def _framing(policy: Mapping[str, set[str]], said: str) -> int:
    if "frame-ancestors" in policy:
        return 5
    return 0 if said.lower() in ("deny", "sameorigin") else -20


def _resource(said: str) -> int:
    if not said or said == "cross-origin":
        return 0
    return 10 if said in ("same-origin", "same-site") else -5
