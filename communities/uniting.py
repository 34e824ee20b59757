"""Two entries of one community made one, and one of them as it was before. Nothing here touches the database."""

from collections.abc import Collection, Mapping
from typing import Any

from . import entry as entries
from .entry import Entry

FIRST, SECOND, BOTH = "first", "second", "both"


def can_be_united(field: str) -> bool:
    """Whether a field is a list, so that what stands in both entries can be kept."""
    return isinstance(entries.blank()[field], list)


def united(first: Entry, second: Entry, chosen: Mapping[str, str]) -> Entry:
    """One entry out of two, field by field: of the first, of the second, or, of lists, what is in either.

    Fields without a choice are the first's. What the two said of each other goes: a community is not linked to itself.
    """
    made = {field: _chosen(field, first, second, chosen.get(field, FIRST)) for field in entries.CONTENT_FIELDS}
    own = (first["slug"], second["slug"])
    made["links"] = [link for link in made["links"] if link["slug"] not in own]
    return entries.normalise({**first, **made})


def usual_choice(field: str, first: Entry, second: Entry, stays: str) -> str:
    """What is chosen until somebody chooses otherwise: both of lists, else what the entry that stays states.

    What the convener of either keeps private stays so.
    """
    for side, entry in ((FIRST, first), (SECOND, second)):
        if field in entries.kept_back(entry["withheld"]):
            return side
    if can_be_united(field):
        return BOTH
    other = SECOND if stays == FIRST else FIRST
    said = {FIRST: first[field], SECOND: second[field]}
    return stays if said[stays] not in (None, "") else other


def filled_in(live: Entry, stated: Entry) -> Entry:
    """`live` with whatever `stated` states instead, and of lists what is in either."""
    chosen = {
        field: BOTH if can_be_united(field) else SECOND
        for field in entries.CONTENT_FIELDS
        if stated[field] not in (None, "", [])
    }
    return united(live, stated, chosen)


def put_back(live: Entry, united_as: Entry, before: Entry, changed: Collection[str]) -> Entry:
    """`live` without what a merger changed, but for what was changed again since and what was erased."""
    erased = before.get("redacted", ())
    fields = [field for field in changed if live[field] == united_as[field] and field not in erased]
    return entries.normalise({**live, **{field: before[field] for field in fields}})


def _chosen(field: str, first: Entry, second: Entry, choice: str) -> Any:
    if choice == BOTH and can_be_united(field):
        return [*first[field], *(item for item in second[field] if item not in first[field])]
    return second[field] if choice == SECOND else first[field]
