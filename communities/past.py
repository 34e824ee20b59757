"""An entry's history as one: its own versions and those of every entry that was merged into it, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from . import entry as entries
from . import mergers, readable
from .models import Action, Community, Revision, Terms


@dataclass(frozen=True)
class Past:
    """One version; `of` is the name of the entry that was merged where it is one of those, `joined` what joined it."""

    revision: Revision
    changes: list[dict[str, str]]
    of: str
    joined: list[str]

    @property
    def key(self) -> str:
        """The place on the page: the entry's own versions are known by their numbers alone."""
        return f"{self.revision.community_id}-v{self.revision.number}" if self.of else f"v{self.revision.number}"


def of(community: Community, terms: Terms) -> list[Past]:
    """All versions. Two queries, and one more where entries were merged."""
    ids = mergers.all_of(community.pk, mergers.read())
    names = dict(Community.objects.filter(pk__in=ids[1:]).values_list("pk", "name"))
    rows = list(Revision.objects.filter(community__in=ids).order_by("community", "number"))
    merged = {
        row.at: names[row.community_id] for row in rows if row.action == Action.MERGED and row.community_id in names
    }
    told = [
        Past(
            revision,
            readable.changes(entries.upgrade(before.entry), entries.upgrade(revision.entry), terms) if before else [],
            names.get(revision.community_id, ""),
            [merged[revision.at]] if revision.action == Action.JOINED and revision.at in merged else [],
        )
        for before, revision in _with_the_one_before(rows)
    ]
    return sorted(told, key=lambda one: (one.revision.at, not one.of, one.revision.number), reverse=True)


def _with_the_one_before(rows: Iterable[Revision]) -> Iterable[tuple[Revision | None, Revision]]:
    for before, revision in pairwise([None, *rows]):
        if revision is not None:
            same = before is not None and before.community_id == revision.community_id
            yield before if same else None, revision
