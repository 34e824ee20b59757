"""Query strings made at random, from what the pages themselves offer and from what nobody meant."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from urllib.parse import parse_qsl, quote, urlsplit

from django.test import Client

from tests.fuzz.values import NAMES, SHORT, as_bytes
from tests.page import Page

Pair = tuple[str, str]
# Of parameters that stand on no page as such.
BESIDE = (
    ("page", "2"),
    ("page_size", "100"),
    ("page_size", "1000000"),
    ("format", "json"),
    ("offset", "10"),
    ("limit", "1000000"),
    ("cursor", "cD0y"),
    ("bbox", "NaN,NaN,NaN,NaN"),
    ("bbox", "-1e400,0,1e400,9"),
    ("embed", "1"),
    ("view", "europe"),
    ("sort", "newest"),
    ("c", "no-such-entry"),
    ("field", "summary"),
    ("show", "1"),
    ("next", "//evil.example/"),
)
DEEP = ("0", "-1", "2", "99", "100", "101", "1000000", "9" * 40, "1e400", "NaN", "1.0", " 1", "٣")
BROKEN = ("%", "%zz", "%0", "%00", "%ff%fe", "%ED%A0%80", "%c0%af", "%u0041", "%25", "%2525zz", "%E2%80", "%%%")
MOST_BYTES = 8_000  # of what gunicorn lets through


def offered(client: Client, address: str) -> list[Pair]:
    """What the page's own forms and links would ask."""
    page = Page(client.get(address).text)
    found = {
        (name, value)
        for form in page.forms()
        if form.method == "get"
        for name, values in {**form.options, **form.values}.items()
        for value in values
    }
    for link in page.links():
        found.update(parse_qsl(urlsplit(link).query))
    return sorted(found)


def made_up(dice: Random, pairs: Sequence[Pair]) -> str:
    """A query string as it stands in a request line, in latin-1."""
    asked = [_pair(dice, pairs) for _turn in range(dice.choice((0, 1, 1, 2, 2, 3, 4, 6, 9)))]
    if asked and dice.random() < 0.08:
        asked += [dice.choice(asked)] * dice.choice((1, 3, 40, 900))
    spell = dice.choice(SPELLINGS)
    text = dice.choice(("&", "&", "&", "&", ";", "&&")).join(spell(name) + "=" + spell(value) for name, value in asked)
    if dice.random() < 0.25:
        text = _spoilt(dice, text)
    return text[:MOST_BYTES]


def _pair(dice: Random, pairs: Sequence[Pair]) -> Pair:
    name, value = dice.choice(pairs)
    if dice.random() < 0.07:
        name = dice.choice(NAMES)
    if dice.random() < 0.06:
        name, value = dice.choice(("page", "page_size")), dice.choice(DEEP)
    elif dice.random() < 0.5:
        value = dice.choice(SHORT)
    elif dice.random() < 0.03:
        value = dice.choice(("a ", "é", "%", '"', "(", "\u202e", "🦄")) * dice.choice((50, 500, 4_000))
    return name, value


def _spoilt(dice: Random, text: str) -> str:
    """Something put in, taken out or cut off, anywhere."""
    for _turn in range(dice.choice((1, 1, 2, 5))):
        at = dice.randrange(len(text) + 1)
        put_in = dice.choice(
            (dice.choice(BROKEN), "&", "=", "&=", "=&", "?", "#", "\xff", "+", chr(dice.randrange(256)))
        )
        text = dice.choice((text[:at] + put_in + text[at:], text[:at] + text[at + 1 :], text[:at]))
    return text


def _quoted(text: str) -> str:
    return quote(as_bytes(text), safe="")


SPELLINGS: tuple[Callable[[str], str], ...] = (
    _quoted,
    _quoted,
    _quoted,
    lambda text: quote(as_bytes(text), safe="/:?@!$'()*,;").replace("%20", "+"),
    lambda text: quote(_quoted(text)),  # once too often
    lambda text: quote(text.encode("latin-1", "replace")),
    lambda text: quote(text.encode("utf-16-le", "surrogatepass")[:400]),
    lambda text: as_bytes(text).decode("latin-1"),  # not at all
)


def targets(client: Client, addresses: Mapping[str, float]) -> tuple[list[str], list[float], dict[str, list[Pair]]]:
    """The paths to ask, how often each, and what is offered there; all paths that share a page share its offers."""
    pairs = {path: [*offered(client, path), *BESIDE] for path in addresses if not _is_file(client, path)}
    everything = sorted({pair for some in pairs.values() for pair in some})
    return list(addresses), list(addresses.values()), {path: pairs.get(path, everything) for path in addresses}


def _is_file(client: Client, path: str) -> bool:
    return not client.get(path).headers["Content-Type"].startswith("text/html")
