"""Sources and knowledge assets: addresses with or without a title, references to files in public repositories."""

import re

from django.utils.translation import gettext as _

from communities import starter

from . import plain, websites, words
from .table import Cell, quoted

_FILE_IN_REPOSITORY = re.compile(r"github:(?P<repository>[\w.-]+/[\w.-]+)@(?P<commit>[0-9a-f]{7,40}):(?P<path>\S+)")
# A reference of another kind, with its title behind it in brackets.
_REFERENCE = re.compile(r"[a-z]+:\S+\s+\((?P<title>[^()]+)\)")
_TITLE_THEN_ADDRESS = re.compile(r"(?P<title>[^<>()\[\]]+?)\s*[<(\[]\s*(?P<url>https?://[^\s<>]+?)\s*[>)\]]")
_BETWEEN = re.compile(r"\s+[;,|]\s+|[\n\r|]+|[;,]\s+(?=https?://)|\s+(?=https?://)")
LONGEST_TITLE = 300


def read(cell: Cell) -> tuple[list[dict[str, str]], list[str]]:
    """The titled addresses in a cell, and what to tell."""
    found: list[dict[str, str]] = []
    told: list[str] = []
    text = plain.without_markup(cell.text)[0].strip() if "href" not in cell.text else cell.text
    if cell.link:
        return _one(Cell(text, cell.link), "" if websites.read(Cell(text)).url else text, told), told
    for part in _parts(text):
        if words.is_empty_mark(part) or plain.is_formula(part):
            told += [_("%(text)s is a formula; left out") % {"text": quoted(part)}] if plain.is_formula(part) else []
        elif file := _FILE_IN_REPOSITORY.fullmatch(part):
            url = f"https://github.com/{file['repository']}/blob/{file['commit']}/{file['path']}"
            found += _one(Cell(url), "", told)
        elif reference := _REFERENCE.fullmatch(part):
            found.append({"title": reference["title"].strip(), "url": ""})
        elif titled := _TITLE_THEN_ADDRESS.fullmatch(part):
            found += _one(Cell(titled["url"]), titled["title"], told)
        elif re.match(r"(https?:|www\.|<a\s)", part, re.IGNORECASE):
            found += _one(Cell(part), "", told)
        else:
            found.append({"title": part, "url": ""})
    return found, told


def _parts(text: str) -> list[str]:
    if _TITLE_THEN_ADDRESS.fullmatch(text):
        return [text]
    return [part.strip() for part in _BETWEEN.split(text) if part and part.strip()]


def _one(cell: Cell, title: str, told: list[str]) -> list[dict[str, str]]:
    address = websites.read(cell)
    told += address.told
    if not address.url:
        return []
    known = starter.sources().get(address.url)
    return [{"title": title or (known["title"] if known else _short(address.url)), "url": address.url}]


def _short(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")[:LONGEST_TITLE]
