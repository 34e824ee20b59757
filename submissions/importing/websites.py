"""Web addresses as tables hold them: tidied, repaired where it is plain how, refused where they lead nowhere public."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from . import plain, words
from .table import Cell, quoted

_EMAIL = re.compile(
    r"(?:mailto:)?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:\?.*)?", re.IGNORECASE
)
_LINK = re.compile(r"<a\s[^<>]*?href\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}(:\d+)?([/?#]|$)")
_BETWEEN_TWO = re.compile(r"[\s,;|]+(?=https?:/|www\.)|\s+[,;|]?\s*(?=[\w-]+\.[\w.-]+)|[,;|]\s+", re.IGNORECASE)
PRIVATE_ENDINGS = (
    "localhost",
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".home.arpa",
    ".test",
    ".invalid",
)


@dataclass
class Address:
    """The web address that a cell gives ("" for none), an e-mail address in its place, and what to tell."""

    url: str = ""
    email: str = ""
    told: list[str] = field(default_factory=list)


class _Refused(ValueError):
    """Why this is no public web address, for the report."""


def read(cell: Cell) -> Address:
    """The public web address in a cell. Nothing is fetched: only the text is looked at."""
    text = "".join(c for c in cell.text.strip() if c.isprintable() or c in "\n\t")
    found = Address()
    if link := _LINK.search(text):
        text = link[1]
        found.told.append(_("the address was taken out of the HTML link"))
    elif cell.link and cell.link.strip() != text:
        if _BARE_HOST.match(re.sub(r"^https?://", "", text, flags=re.IGNORECASE)) and not _same(text, cell.link):
            found.told.append(_("the cell shows %(shown)s but leads to %(link)s, which was taken") % {
                "shown": quoted(text), "link": quoted(cell.link)
            })  # fmt: skip
        else:
            found.told.append(_("the address behind the link %(shown)s was taken") % {"shown": quoted(text)})
        text = cell.link.strip()
    if cell.text.strip() and cell.text != cell.text.strip():
        found.told.append(_("blanks around it were taken off"))
    if words.is_empty_mark(text):
        found.told += [_("%(text)s was read as empty") % {"text": quoted(text)}] if text else []
        return found
    try:
        _take(text, found)
    except _Refused as refusal:
        found.told.append(_("%(address)s was left out: %(why)s") % {"address": quoted(text), "why": refusal})
    return found


def _take(text: str, found: Address) -> None:
    if plain.is_formula(text):
        raise _Refused(_("it is a formula, not a web address"))
    first, *more = [part.strip(" ,;|") for part in _BETWEEN_TWO.split(text) if part and part.strip(" ,;|")] or [""]
    if not _looks_like_address(first):
        first, more = _only_address_in(text), []
        found.told.append(_("only the address was kept of %(text)s") % {"text": quoted(text)})
    if more:
        found.told.append(_("more than one address is given; the first was kept, %(rest)s left out") % {
            "rest": ", ".join(quoted(part) for part in more[:3])
        })  # fmt: skip
    trimmed = _without_brackets(first)
    if email := _EMAIL.fullmatch(trimmed):
        found.email = email[1]
        found.told.append(_("it is an e-mail address; it was kept as a contact, for OPSI only"))
        return
    found.url = _public(_with_scheme(trimmed, found))
    if found.url != text and not any(quoted(found.url) in told for told in found.told):
        found.told.append(_("%(given)s was read as %(url)s") % {"given": quoted(text), "url": quoted(found.url)})
    if not found.url.isascii():
        found.told.append(_("the address holds letters beyond a to z; it is kept as written"))


def _with_scheme(text: str, found: Address) -> str:
    """The address with https:// or http:// in front, added or repaired where it is plain what was meant."""
    compact = re.sub(r"\s", "", text)
    if scheme := re.match(r"(https?):(/*)(?=[^/])", compact, re.IGNORECASE):
        repaired = f"{scheme[1].lower()}://{compact[scheme.end() :]}"
        if scheme[2] != "//" or compact != text:
            found.told.append(_("the address was repaired to %(url)s") % {"url": quoted(repaired, 200)})
        return repaired
    if text.startswith("//"):
        return f"https:{compact}"
    return f"https://{text}"


def _public(url: str) -> str:
    """The address with its scheme and host in lower case. Raises _Refused where it is not a public one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _Refused(_("it is not a web address")) from None
    host = (parts.hostname or "").rstrip(".")
    if parts.username is not None or "\\" in url:
        raise _Refused(_("it is not a plain web address"))
    if host.endswith(PRIVATE_ENDINGS) or not _is_public_host(host):
        raise _Refused(_("it leads to a private network, not to a public page"))
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    rest = SplitResult("", "", parts.path, parts.query, parts.fragment).geturl()
    return f"{parts.scheme}://{netloc}{rest}"


def _is_public_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        # A name of one label, or one that ends in a number, is no public name.
        return "." in host and not re.search(r"(^|\.)(0x)?[0-9a-f]*\d$", host) and " " not in host


def _only_address_in(text: str) -> str:
    found = re.findall(r"https?://\S+", text, re.IGNORECASE)
    if len(found) == 1:
        return found[0]
    if re.match(r"localhost\b", text, re.IGNORECASE):
        raise _Refused(_("it leads to a private network, not to a public page"))
    if (scheme := _SCHEME.match(re.sub(r"\s", "", text))) and not scheme[1].lower().startswith("http"):
        raise _Refused(
            _("only addresses that begin with https:// or http:// can be published, not “%(scheme)s:”")
            % {"scheme": scheme[1].lower()}
        )
    raise _Refused(_("it is not a web address"))


def _without_brackets(text: str) -> str:
    """The address without what people put around it: brackets, quotation marks, the sentence's full stop."""
    bare = text.strip().lstrip("<([{\"'“”‘’«» ").rstrip(".,;:!>]}\"'“”‘’«» ")
    return bare if bare.count("(") == bare.count(")") else bare.rstrip(").,;")


def _looks_like_address(text: str) -> bool:
    return bool(
        re.match(r"[<(\"“]?(https?:|www\.|//|mailto:)", text, re.IGNORECASE) or _BARE_HOST.match(text) or "@" in text
    )


def _same(one: str, other: str) -> bool:
    bare = [re.sub(r"^(https?:)?/*(www\.)?", "", url.strip().casefold()).rstrip("/") for url in (one, other)]
    return bare[0] == bare[1]
