"""What differs between two entries, word by word, as rows that a page can show. Plain data: templates make the HTML."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import entry as entries
from communities import labels, readable
from communities.entry import Entry
from communities.hosts import host_of
from communities.models import Terms
from communities.templatetags.catalogue import partial_date

# Fields that say one thing together: they are shown, taken or left as one.
TOGETHER = (
    ("summary_english", "translated_by"),
    ("latitude", "longitude"),
    ("members", "members_counted", "members_as_of"),
    ("participants", "participants_counted", "participants_as_of"),
    ("last_active", "last_active_source"),
)
_GROUP = {key: group for group in TOGETHER for key in group}
_TITLES = {"latitude": gettext_lazy("Position")}
# Compared word by word; all other values are compared as a whole, or item by item.
PROSE = (
    "name",
    "identity",
    "summary",
    "summary_english",
    "scope",
    "how_it_works",
    "how_to_join",
    "organisation",
    "funder",
    "achieved",
    "legacy",
    "carried_on",
    "thanks",
)
INS, DEL = "ins", "del"
TOO_DIFFERENT = 0.3  # below this share of common words, two texts are shown one instead of the other


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `mark` is "ins", "del", or "" for what both have."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """One field, or fields that belong together: before and after, and what to look at twice."""

    fields: tuple[str, ...]
    title: str
    before: list[Piece]
    after: list[Piece]
    flags: list[str] = field(default_factory=list)
    moved_since: bool = False

    @property
    def key(self) -> str:
        return self.fields[0]


def changed_rows(
    before: Entry, after: Entry, fields: Collection[str], terms: Terms, moved_since: Collection[str] = ()
) -> list[Row]:
    """The rows in which `fields` differ. `moved_since`: fields that were published anew since `after` was written."""
    return [
        Row(
            fields=tuple(key for key in group if key in fields),
            title=title_of(group),
            **_sides(group, before, after, terms),
            flags=_flags(group, before, after),
            moved_since=any(key in moved_since for key in group),
        )
        for group in _groups(fields)
    ]


def stated_rows(entry: Entry, terms: Terms, leave_out: Collection[str] = ()) -> list[Row]:
    """A row for each field that says something, in the entry's order."""
    rows = []
    for group in _groups(entries.CONTENT_FIELDS):
        shown = _shown(group, entry, terms)
        if shown and not set(group) & set(leave_out):
            rows.append(Row(fields=group, title=title_of(group), before=[], after=[Piece(shown)]))
    return rows


def title_of(group: tuple[str, ...]) -> str:
    """What a field, or fields that belong together, are called."""
    return str(_TITLES.get(group[0]) or labels.LABELS[group[0]])


def compare(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts as pieces, word by word: the first with what went, the second with what came."""
    old, new = _tokens(before), _tokens(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not before or not after or matcher.ratio() < TOO_DIFFERENT:
        return _instead(before, after)
    went, came = [], []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        went.append(Piece("".join(old[i1:i2]), "" if what == "equal" else DEL))
        came.append(Piece("".join(new[j1:j2]), "" if what == "equal" else INS))
    return _joined(went), _joined(came)


def _groups(fields: Collection[str]) -> list[tuple[str, ...]]:
    """The groups that these fields belong to, each once, in the entry's order."""
    return list(dict.fromkeys(_GROUP.get(key, (key,)) for key in entries.CONTENT_FIELDS if key in fields))


def _sides(group: tuple[str, ...], before: Entry, after: Entry, terms: Terms) -> dict[str, list[Piece]]:
    if group[0] in PROSE:
        old, new = compare(_shown(group, before, terms), _shown(group, after, terms))
    elif isinstance(after[group[0]], list):
        old, new = _compare_items(_items(group[0], before, terms), _items(group[0], after, terms))
    else:
        old, new = _instead(_shown(group, before, terms), _shown(group, after, terms))
    return {"before": old, "after": new}


def _shown(group: tuple[str, ...], entry: Entry, terms: Terms) -> str:
    return ", ".join(text for key in group if (text := _words(key, entry[key], terms)))


def _words(key: str, value: Any, terms: Terms) -> str:
    if key.endswith("_as_of") and value:
        return _("as of %(date)s") % {"date": partial_date(value)}
    if key in ("members", "participants") and value is not None:
        return f"{value:,}"
    return readable.words(key, value, terms)


def _items(key: str, entry: Entry, terms: Terms) -> list[str]:
    return [readable.words(key, [item], terms) for item in entry[key]]


def _compare_items(before: list[str], after: list[str]) -> tuple[list[Piece], list[Piece]]:
    return list(_marked(before, after, DEL)), list(_marked(after, before, INS))


def _marked(items: list[str], others: list[str], mark: str) -> Iterator[Piece]:
    for number, item in enumerate(items):
        if number:
            yield Piece(", ")
        yield Piece(item, "" if item in others else mark)


def _instead(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    if before == after:
        return [Piece(before)], [Piece(after)]
    return [Piece(before, DEL)] if before else [], [Piece(after, INS)] if after else []


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]", text)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one mark as one piece; a blank between two marked ones is marked with them."""
    pieces = [piece for piece in pieces if piece.text]
    joined: list[Piece] = []
    for piece, following in zip(pieces, [*pieces[1:], Piece("")], strict=True):
        mark = following.mark if piece.text.isspace() and joined and joined[-1].mark == following.mark else piece.mark
        if joined and joined[-1].mark == mark:
            joined[-1] = Piece(joined[-1].text + piece.text, mark)
        else:
            joined.append(Piece(piece.text, mark))
    return joined


def _flags(group: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    key = group[0]
    if key == "website" and before[key] and after[key] and host_of(before[key]) != host_of(after[key]):
        return [_("The web address moves to another host.")]
    if key == "mailbox" and before[key] and after[key] and _domain(before[key]) != _domain(after[key]):
        return [_("The mailbox moves to another domain.")]
    if key == "name" and before[key]:
        return [_("The community would be called something else.")]
    return []


def _domain(mailbox: str) -> str:
    return mailbox.rpartition("@")[2].lower()
