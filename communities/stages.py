"""Where a community is in its life, as its practices show it. Paused and closed are its own to say."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .vocabularies import STAGES

# By stage, in their order: the practices that mark it, and how many of them there must be at least.
MARKS: dict[str, tuple[int, tuple[str, ...]]] = {
    STAGES[0]: (1, ("subject-agreed", "sponsor-found", "core-group")),
    STAGES[1]: (2, ("first-activities", "members-joined", "facilitator-named")),
    STAGES[2]: (3, ("steady-rhythm", "roles-rotate", "members-renew", "knowledge-kept", "looks-back")),
    STAGES[3]: (1, ("form-renewed", "leadership-renewed")),
}

_EVERY = tuple(practice for _least, marks in MARKS.values() for practice in marks)


@dataclass(frozen=True)
class Evidence:
    """The stage to which practices point: those in place that mark it, of how many, and all that are in place."""

    stage: str
    practices: tuple[str, ...]
    marks: int
    all: tuple[str, ...]


def evidence(practices: Iterable[Any]) -> Evidence | None:
    """The furthest stage that has enough of its practices in place; None where no stage has."""
    known = {practice for practice in practices if isinstance(practice, str)}
    for stage, (least, marks) in reversed(MARKS.items()):
        in_place = tuple(practice for practice in marks if practice in known)
        if len(in_place) >= least:
            return Evidence(stage, in_place, len(marks), tuple(practice for practice in _EVERY if practice in known))
    return None


def stage_of(entry: Mapping[str, Any]) -> Any:
    """The stage as stated, else as its practices show it, unless its convener keeps it out of the catalogue."""
    practices, withheld = entry.get("practice"), entry.get("withheld")
    if entry.get("maturity") or not isinstance(practices, list):
        return entry.get("maturity")
    if isinstance(withheld, Collection) and "maturity" in withheld:
        return None
    found = evidence(practices)
    return found.stage if found else None
