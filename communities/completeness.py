"""How much of what everyone is asked an entry states. Which facts those are stands here; how it is shown does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .vocabularies import BY_MEMBERS, CLOSED, INTERNATIONAL, REGIONAL

# The main facts, in the order in which they are asked, and the fields of which any one states each. Name and summary
# are left out: no entry is without them.
FACTS: dict[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "scale": ("scale",),
    "host": ("host",),
    "region": ("region",),
    "convener": ("convener",),
    "organisation": ("organisation",),
    "involvement": ("involvement",),
    "purpose": ("purpose",),
    "topic": ("topic",),
    "maturity": ("maturity",),
    "method": ("method",),
    "rhythm": ("rhythm",),
    "mode": ("mode",),
    "eligibility": ("eligibility",),
    "route": ("route",),
    "participants": ("participants", "members", "size"),
    "website": ("website",),
    "how_to_join": ("how_to_join",),
}
OF_JOINING = ("eligibility", "route", "how_to_join")


@dataclass(frozen=True)
class Completeness:
    """The main facts that an entry states, and those that it could and does not, by the field each is asked in."""

    stated: list[str]
    missing: list[str]

    @property
    def total(self) -> int:
        """How many main facts there are of such a community."""
        return len(self.stated) + len(self.missing)

    @property
    def share(self) -> float:
        """The part that is stated, from 0 to 1."""
        return len(self.stated) / self.total


def of(entry: Mapping[str, Any]) -> Completeness:
    """What an entry states of the main facts. What its convener withholds is answered.

    A fact that does not apply to the community is not missed; where it is stated all the same, it counts.
    """
    stated = [fact for fact, fields in FACTS.items() if any(_is_answered(entry, field) for field in fields)]
    missing = [fact for fact in FACTS if fact not in stated and _applies(entry, fact)]
    return Completeness(stated, missing)


def _is_answered(entry: Mapping[str, Any], field: str) -> bool:
    return entry[field] not in (None, "", []) or field in entry["withheld"]


def _applies(entry: Mapping[str, Any], fact: str) -> bool:
    if fact == "host":
        return entry["scale"] not in (INTERNATIONAL, REGIONAL)
    if fact == "region":
        return bool(entry["scale"] == REGIONAL)
    if fact == "organisation":
        return bool(entry["convener"] != BY_MEMBERS)
    return fact not in OF_JOINING or entry["maturity"] != CLOSED
