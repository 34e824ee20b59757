"""Entries side by side: where they differ, what not all state, what they share. Rows of words, no HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import countries, labels, readable, vocabularies
from .entry import Entry
from .models import Terms
from .templatetags.catalogue import partial_date, place

MOST = 4

# What is compared, in the order in which readers ask: what it is for, who may join, how it works, how far along it is.
FIELDS = (
    "summary", "kind", "scale", "host", "region", "countries", "languages",
    "purpose", "topic", "function", "focus", "benefit",
    "eligibility", "route", "level", "composition",
    "method", "rhythm", "mode", "formality", "workload", "facilitation",
    "convener", "organisation", "involvement", "funder", "paid_role", "effort_hours",
    "members", "participants", "size", "maturity", "practice", "origin", "founded", "ended", "last_active", "confirmed",
)  # fmt: skip
# Nobody misses these where nobody states them.
NOT_MISSED = ("region", "countries", "ended", "size")
IN_ITS_OWN_WORDS = ("summary", "organisation", "funder")

DIFFERS, PARTLY, SAME = "differs", "partly", "same"


@dataclass(frozen=True)
class Cell:
    """What one entry says: a line for each value, none where it is not stated. `lang` where the words are its own."""

    parts: tuple[str, ...]
    of: str
    lang: str = ""
    withheld: bool = False


@dataclass(frozen=True)
class Row:
    """One question and its answers, in the order of the entries. `status` is DIFFERS, PARTLY or SAME."""

    field: str
    label: str
    status: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """Rows of one status under a title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """Entries side by side; `unstated` names what none of them states."""

    groups: tuple[Group, ...]
    unstated: tuple[str, ...]


def compare(entries: Sequence[Entry], terms: Terms) -> Comparison:
    """The entries side by side, differences first."""
    rows = [_row(field, entries, terms) for field in FIELDS]
    titles = {
        DIFFERS: _("Where they differ"),
        PARTLY: _("What not all of them state"),
        SAME: _("What they have in common"),
    }
    told = [row for row in rows if any(cell.parts or cell.withheld for cell in row.cells)]
    groups = (Group(title, tuple(row for row in told if row.status == status)) for status, title in titles.items())
    return Comparison(
        tuple(group for group in groups if group.rows),
        tuple(row.label for row in rows if row not in told and row.field not in NOT_MISSED),
    )


def short_name(entry: Mapping[str, Any]) -> str:
    """What an entry is called where there is little room."""
    return str(entry["acronym"] or entry["name"])


def _row(field: str, entries: Sequence[Entry], terms: Terms) -> Row:
    cells = tuple(_cell(field, entry, terms) for entry in entries)
    answers = {frozenset(cell.parts) for cell in cells if cell.parts}
    agreed = SAME if all(cell.parts for cell in cells) else PARTLY
    status = DIFFERS if len(answers) > 1 else agreed
    return Row(field, _label(field), status, cells)


def _label(field: str) -> str:
    return _("Confirmed") if field == "confirmed" else str(labels.LABELS[field])


def _cell(field: str, entry: Entry, terms: Terms) -> Cell:
    parts = tuple(_parts(field, entry, terms))
    lang = entry["written_in"] if field in IN_ITS_OWN_WORDS and parts else ""
    if field == "summary" and parts[0] == entry["summary_english"]:
        lang = "en"
    return Cell(parts, short_name(entry), lang, withheld=not parts and field in entry["withheld"])


def _parts(field: str, entry: Entry, terms: Terms) -> list[str]:
    if field in _WORDS:
        return _WORDS[field](entry)
    return readable.parts(field, entry[field], terms)


def _summary(entry: Entry) -> list[str]:
    """The summary that the reader sees in the list."""
    is_translated = entry["summary_english"] and entry["written_in"] != "en" and get_language() == "en"
    return [entry["summary_english"] if is_translated else entry["summary"]]


def _where(entry: Entry) -> list[str]:
    if entry["host"]:
        return [", ".join(filter(None, [countries.name(entry["host"]), entry["city"]]))]
    is_across = entry["scale"] == vocabularies.INTERNATIONAL or entry["region"]
    return [place(entry)] if is_across else []


def _countries(entry: Entry) -> list[str]:
    """Those of its members, where there are several: a single one stands in a row of its own."""
    return [countries.name(iso2) for iso2 in entry["countries"]] if len(entry["countries"]) > 1 else []


def _figure(field: str, entry: Entry) -> list[str]:
    """A number with what it counts and as of when."""
    if entry[field] is None:
        return []
    beside = [entry[f"{field}_counted"]]
    if entry[f"{field}_as_of"]:
        beside.append(_("as of %(date)s") % {"date": partial_date(entry[f"{field}_as_of"])})
    figure = number_format(entry[field], force_grouping=True)
    return [" ".join(filter(None, [figure, ", ".join(filter(None, beside))]))]


def _confirmed(entry: Entry) -> list[str]:
    if not entry["confirmed"]:
        return [_("Listed from public sources")]
    return [_("Confirmed by its convener, %(month)s") % {"month": partial_date(entry["confirmed"][:7])}]


# What is said in other words than in a list of fields.
_WORDS: dict[str, Callable[[Entry], list[str]]] = {
    "summary": _summary,
    "host": _where,
    "countries": _countries,
    "members": partial(_figure, "members"),
    "participants": partial(_figure, "participants"),
    "last_active": lambda entry: [partial_date(entry["last_active"])] if entry["last_active"] else [],
    "confirmed": _confirmed,
}
