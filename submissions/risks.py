"""What to look at twice in what was sent: new links and hosts, formulas, code, letters that deceive, languages.

Marks stop nobody; they say where to look. Plain data: templates make the HTML.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from communities import entry as entries
from communities import languages
from communities.hosts import host_of

from .difference import PROSE
from .importing import tongues
from .searching import texts_in

# Where readers are sent, whom they trust, and what the community is: always looked at with care.
HIGH = {
    "name", "acronym", "aliases", "website", "mailbox", "organisation", "host", "countries", "kind", "convener",
    "involvement", "maturity", "ended", "how_to_join", "links", "sources", "assets", "withheld",
}  # fmt: skip
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'”“)\]]+", re.IGNORECASE)
_FORMULA = re.compile(r"^\s*[=+@\-＝＋＠－][\w(@]")
_CODE = re.compile(
    r"<\s*[a-z!/?]|&#|(?:javascript|vbscript|data)\s*:|\bon[a-z]{3,}\s*=|\{\{|\{%|\$\{|"
    r"\bunion\s+select\b|;\s*drop\s+table",
    re.IGNORECASE,
)
_LATIN, _LOOKALIKE = re.compile(r"[A-Za-z]"), re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
SHORTEST_TEXT = 25  # in fewer letters no language can be told


def of_fields(
    fields: tuple[str, ...], proposed: Mapping[str, Any], live: Mapping[str, Any], language: str
) -> list[str]:
    """What to look at in these fields. `live` is the published entry, or empty; `language` the one stated."""
    texts = [text for field in fields for text in texts_in(proposed.get(field))]
    said = [*_of_links(fields[0], texts, live)]
    if any(_FORMULA.match(text) for text in texts):
        said.append(_("Begins like a formula of a spreadsheet. Files that people take away keep it as text."))
    if any(_CODE.search(text) for text in texts):
        said.append(_("Looks like code. It is shown as text and does nothing."))
    if any(_is_mixed(word) for text in texts for word in _WORD.findall(text)):
        said.append(_("Letters of two scripts in one word: it may pretend to be another."))
    if _is_prose(fields[0]) and (other := _other_language(texts[0] if texts else "", language)):
        words = {"other": languages.name(other), "stated": languages.name(language)}
        said.append(_("Looks like %(other)s, where %(stated)s is stated.") % words)
    return said


def is_high(fields: tuple[str, ...]) -> bool:
    """Whether one of these fields is always looked at with care."""
    return bool(HIGH.intersection(fields))


def _of_links(field: str, texts: list[str], live: Mapping[str, Any]) -> Iterator[str]:
    links = {link.rstrip(".,;") for text in texts for link in _LINK.findall(text)}
    if not live:  # of a new community every link is new; one inside a sentence is unusual
        if links and _is_prose(field):
            yield _("A link within the text: %(hosts)s.") % {"hosts": ", ".join(sorted(map(_host, links)))}
        return
    known = {link.rstrip(".,;") for value in live.values() for text in texts_in(value) for link in _LINK.findall(text)}
    new = {_host(link) for link in links - known}
    strange = new - {_host(link) for link in known}
    if strange:
        yield _("New host: %(hosts)s.") % {"hosts": ", ".join(sorted(strange))}
    elif new:
        yield _("New link, at a host that the entry names already: %(hosts)s.") % {"hosts": ", ".join(sorted(new))}


def _is_prose(field: str) -> bool:
    return field in PROSE or field.startswith("lesson_")


def _host(link: str) -> str:
    return host_of(link if "//" in link else f"//{link}") or link


def _is_mixed(word: str) -> bool:
    return bool(_LATIN.search(word) and _LOOKALIKE.search(word))


def _other_language(text: str, stated: str) -> str:
    """The language that a text seems to be in, where that is clearly another than the one stated."""
    if sum(letter.isalpha() for letter in text) < SHORTEST_TEXT:
        return ""
    found = tongues.written_in(text)
    return "" if found in (stated, tongues.DEFAULT) else found


def language_of(entry: entries.Entry, otherwise: str) -> str:
    """The language in which an entry says that it is written, or that of the questionnaire."""
    return entry["written_in"] or otherwise
