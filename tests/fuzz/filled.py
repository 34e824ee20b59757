"""Every form of pages as they stand, filled in so that it would be taken, and sent with one thing that nobody meant."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote_plus, unquote, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from submissions.views.opening import signed
from tests.fuzz.values import NAMES, as_bytes
from tests.page import Form, Page

Fields = Mapping[str, list[str]]
LEFT_ALONE = {"csrfmiddlewaretoken"}
LOOKED_AT_FOR = timedelta(minutes=1)
# By the end of a field's name; where none fits and nothing may be chosen, a few words.
LIKELY = {
    "email": "ann@example.org",
    "login": "ann@example.org",
    "website_2": "",
    "-url": "https://example.org/page",
    "website": "https://example.org/page",
    "link": "https://example.org/page",
    "ended": "2025-05",
    "as_of": "2025-05",
    "last_active": "2025-05",
    "day": "2031-05-06",
    "date": "2031-05-06",
    "from": "10:00",
    "until": "11:00",
    "founded": "2012",
    "participants": "40",
    "members": "40",
    "hours": "3",
    "TOTAL_FORMS": "1",
    "INITIAL_FORMS": "0",
    "code": "ABCD2345",
    "slug": "another-address",
}


@dataclass(frozen=True)
class Filled:
    """One form: the page that it stands on, where it goes, and all its fields with likely values."""

    page: str
    action: str
    route: str
    fields: Fields
    has_file: bool

    def sent(self, client: Client, fields: Fields | Iterable[tuple[str, str]]) -> HttpResponse:
        pairs = list(fields if not isinstance(fields, Mapping) else _pairs(fields))
        if self.has_file:
            return client.generic("POST", self.action, _in_parts(pairs), f"multipart/form-data; boundary={BOUNDARY}")
        body = "&".join(f"{quote_plus(as_bytes(name))}={quote_plus(as_bytes(value))}" for name, value in pairs)
        return client.generic("POST", self.action, body, "application/x-www-form-urlencoded")


def forms(client: Client, pages: Iterable[str]) -> Iterator[Filled]:
    """Those that send, each once, however many pages and objects have it."""
    known = set()
    for address in pages:
        response = client.get(address)
        if response.status_code >= 500 or not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Page(response.text).forms():
            if form.method == "post":
                one = _filled(address, form, response.text)
                kind = (one.route, tuple(sorted(one.fields)))
                if kind not in known:
                    known.add(kind)
                    yield one


def _filled(address: str, form: Form, html: str) -> Filled:
    has_file = any(one["action"] == form.action and one["enctype"] for one in Page(html).all("form"))
    fields = {}
    for name in dict.fromkeys((*form.values, *form.options)):
        values = [value for value in form.values.get(name, ()) if value]
        choices = [value for value in form.options.get(name, ()) if value]
        if name:
            fields[name] = values or choices[:1] or [_likely(name)]
    if "opened" in fields:
        fields["opened"] = [signed(timezone.now() - LOOKED_AT_FOR)]
    path = urljoin(address, form.action) if form.action else address
    parts = urlsplit(path)
    action = parts.path + (f"?{parts.query}" if parts.query else "")
    route = resolve(unquote(parts.path)).route.replace("<slug:section>", path.rstrip("/").rpartition("/")[2])
    return Filled(address, action, route, fields, has_file)


def _likely(name: str) -> str:
    return next((value for end, value in LIKELY.items() if name.endswith(end)), "A few words.")


def misshapen(form: Filled, dice: random.Random) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What no browser sends, by what is wrong with it."""
    whole = list(_pairs(form.fields))
    yield "nothing", []
    yield "all twice", [*whole, *whole]
    yield "backwards", whole[::-1]
    yield "unknown names", [*whole, *((name, "x") for name in NAMES)]
    yield "too many fields", whole + [(f"more{number}", "x") for number in range(1_200)]
    for name in form.fields:
        rest = [pair for pair in whole if pair[0] != name]
        value = form.fields[name][0]
        yield f"{name} missing", rest
        yield f"{name} twice", [*whole, (name, dice.choice(("x", value, "", "0")))]
        yield f"{name} 200 times", [*rest, *((name, f"{value}{number or ''}") for number in range(200))]
        yield f"{name} as a list", [*rest, (f"{name}[]", value), (f"{name}[0]", value)]
        yield f"{name} of another form", [*rest, (name, "no-such-option"), (name, "-1")]
        yield f"{name} beside rows", [*whole, *((f"{name}-{n}-{part}", "x") for n in (0, 1, 999) for part in PARTS)]


PARTS = ("url", "title", "name", "relation", "language", "DELETE", "id")
BOUNDARY = "a-line-between"


def _pairs(fields: Fields) -> Iterator[tuple[str, str]]:
    for name, values in fields.items():
        for value in values:
            yield name, value


def _in_parts(pairs: Iterable[tuple[str, str]]) -> bytes:
    parts = (
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (BOUNDARY.encode(), as_bytes(name).replace(b'"', b"%22").replace(b"\n", b"%0A"), as_bytes(value))
        for name, value in pairs
    )
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
