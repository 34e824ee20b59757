"""Whom a question may be put to: conveners ranked by what their communities share with it, and why. No queries.

Nobody is asked who shares neither a topic nor a purpose, or has been asked often enough lately; of equals, the one that
was asked longest ago comes first. A mailbox is asked once, for its closest community.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.facets import label
from communities.index import Facet, Index

# What counts, how much, and how it is said.
COUNTS = {
    "topic": (3.0, gettext_lazy("Same topic: %(value)s")),
    "purpose": (2.0, gettext_lazy("Same purpose: %(value)s")),
    "maturity": (1.5, gettext_lazy("At the same stage: %(values)s")),
    "country": (1.0, gettext_lazy("In the same country: %(value)s")),
    "language": (0.5, gettext_lazy("Works in %(value)s")),
}
WHAT = ("topic", "purpose")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """A convener who agreed to be asked, what their community has, when they were asked last, and how often lately."""

    steward: int
    community: int
    mailbox: str
    facets: Collection[Facet]
    asked: datetime | None = None
    lately: int = 0


@dataclass(frozen=True)
class Match:
    """A candidate that fits; `shared` is what it has of what was wanted."""

    candidate: Candidate
    score: float
    shared: frozenset[Facet]


def wanted(entry: Mapping[str, object]) -> frozenset[Facet]:
    """What counts of what a question is about, which is given in the fields of an entry."""
    found = {("country", str(entry["host"]))} if entry.get("host") else set()
    for name, field in (
        ("topic", "topic"),
        ("purpose", "purpose"),
        ("maturity", "maturity"),
        ("language", "languages"),
    ):
        value = entry.get(field)
        found |= {(name, str(one)) for one in (value if isinstance(value, list) else [value]) if one}
    return frozenset(found)


def rank(about: Collection[Facet], candidates: Iterable[Candidate], *, most_lately: int) -> list[Match]:
    """Those who fit, the best first; each mailbox once."""
    matches = [_match(about, one) for one in candidates if one.lately < most_lately]
    fitting = sorted(
        (one for one in matches if any(name in WHAT for name, _value in one.shared)),
        key=lambda one: (-one.score, one.candidate.asked or NEVER, one.candidate.steward),
    )
    first: dict[str, Match] = {}
    for one in fitting:
        first.setdefault(one.candidate.mailbox, one)
    return list(first.values())


def reasons(catalogue: Index, match: Match) -> list[str]:
    """Why it fits, in sentences, the weightiest first."""
    found = []
    for name, (_weight, text) in COUNTS.items():
        shared = sorted(value for other, value in match.shared if other == name)
        if shared:
            values = ", ".join(label(catalogue, name, value) for value in shared)
            found.append(text % {"value": values, "values": values})
    return [*found, _("Never asked yet") if match.candidate.asked is None else _("Asked before")]


def _match(about: Collection[Facet], candidate: Candidate) -> Match:
    shared = frozenset(about) & frozenset(candidate.facets)
    return Match(candidate, sum(COUNTS[name][0] for name, _value in shared), shared)
