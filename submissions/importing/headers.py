"""Headers known in four languages: which field each means, which row of a file is the header, the fields' names."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from django.utils.translation import gettext as _

from communities import entry as entries
from communities import labels

from . import words
from .table import quoted

# Columns that are no keys of an entry: what they hold is read into one or more keys, or is for OPSI alone.
COUNTRY, PLACE, MEMBERSHIP, STATUS, CONVENER_TYPE, CONTACT = (
    "country", "place", "membership", "status", "convener_type", "contact",
)  # fmt: skip
READ_INTO_KEYS = (COUNTRY, PLACE, MEMBERSHIP, STATUS, CONVENER_TYPE, CONTACT)
# Keys that a row of a table cannot state: they point to other entries, or are decided by the convener or the site.
NOT_FROM_TABLES = (*entries.STAMPS, "schema", "links", "withheld")
# Keys that are read with more care than as they stand.
READ_AS = {"host": COUNTRY, "mailbox": CONTACT}
FIELDS = (
    *(key for key in entries.CONTENT_FIELDS if key not in NOT_FROM_TABLES and key not in READ_AS),
    *READ_INTO_KEYS,
)
BY_COMMAND = "--map 'HEADER=name'"
# Several columns may fill these together.
LISTS = frozenset(key for key, value in entries.blank().items() if isinstance(value, list)) - {"countries"}


def find_row(rows: Sequence[Sequence[str]], named: Collection[str] = ()) -> int | None:
    """The place of the header among the first rows of a file: the row with most known headers, a name among them."""
    counted = [(count_known(row, named), -place) for place, row in enumerate(rows)]
    most, place = max(counted, default=(0, 0))
    return -place if most > 1 or (most and _names_something(rows[-place], named)) else None


def count_known(row: Sequence[str], named: Collection[str] = ()) -> int:
    """How many different fields the headers in a row are known to mean."""
    return len({meaning_of(cell)[0] or words.key(cell) * (words.key(cell) in named) for cell in row} - {""})


def nothing_found(rows: Sequence[Sequence[str]]) -> str:
    """A sentence for a table without a known header, saying what stands where it should be."""
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    return _(
        "No header was found: no row among the first ones holds known headers such as “name” and “summary”. "
        "The first row reads: %(row)s. Add a header, or say which column holds the name."
    ) % {"row": ", ".join(quoted(cell, 40) for cell in first[:8])}


def _names_something(row: Iterable[str], named: Collection[str]) -> bool:
    return any(meaning_of(cell)[0] == "name" or words.key(cell) in named for cell in row)


def entry_key(name: str) -> str:
    """The entry's key that a field of a table is mainly about."""
    return {
        COUNTRY: "host", PLACE: "host", MEMBERSHIP: "eligibility", STATUS: "maturity", CONVENER_TYPE: "convener",
        CONTACT: "mailbox",
    }.get(name, name)  # fmt: skip


def shown_field(name: str) -> str:
    """What a field is called in a sentence."""
    special = {MEMBERSHIP: _("Membership"), STATUS: _("Status"), CONTACT: _("Contact"), PLACE: _("Place")}
    return str(special.get(name) or labels.LABELS[entry_key(name)])


@cache
def _known() -> Mapping[str, tuple[str, str]]:
    """Every known header as compared: its field, and the language that it gives away ("" where several share it)."""
    known: dict[str, tuple[str, str]] = {}
    for key in (*entries.FIELDS, *READ_INTO_KEYS):
        known[words.key(key)] = (key, "")
    for key in entries.FIELDS:
        known.setdefault(words.key(str(labels.LABELS.get(key, key))), (key, ""))
    listed: dict[str, tuple[str, str]] = {}
    for language, fields in words.read()["headers"].items():
        for name, headers in fields.items():
            for header in map(words.key, headers):
                shared = header in listed or header in known or language == "en"
                listed[header] = (listed.get(header, (name,))[0], "" if shared else language)
    return known | listed


def meaning_of(header: str) -> tuple[str, str]:
    """The field that a header means, and its language; ("", "") where it is not known."""
    plain = re.sub(r"[(\[].*?[)\]]", " ", header)
    for text in (header, plain, re.sub(r"\d+\s*$", "", plain)):
        found = _known().get(words.key(text)) if text.strip() else None
        if found and (text is header or text is plain or found[0] in LISTS):
            return found
    return "", ""
