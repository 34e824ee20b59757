"""Which entry has what was merged: what belongs to the old one leads on to it, and back when that is undone."""

from . import entry as entries
from . import uniting
from .entry import Entry
from .models import Action, Community, Revision

Merged = dict[int, int | None]  # what was merged, by its id: the id of what has it now


def read() -> Merged:
    """All mergers. One query."""
    return dict(Community.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))


def now(pk: int, merged: Merged) -> int:
    """The id of the community that a merged one leads on to; its own where it was not merged."""
    while into := merged.get(pk):
        pk = into
    return pk


def all_of(pk: int, merged: Merged) -> list[int]:
    """The ids of a community and of all that were merged into it."""
    return [pk, *(other for other in merged if now(other, merged) == pk)]


def joined_by(community: Community, into: Community) -> Revision | None:
    """The revision of `into` by which a community was merged into it; both have one of the same moment."""
    moments = community.revisions.filter(action=Action.MERGED).order_by("-number").values("at")[:1]
    return into.revisions.filter(action=Action.JOINED, at__in=moments).first()


def before(live: Entry, joined: Revision) -> Entry:
    """An entry without what the merger of that revision changed, but for what was changed again since."""
    earlier = Revision.objects.get(community_id=joined.community_id, number=joined.number - 1)
    return uniting.put_back(live, entries.upgrade(joined.entry), entries.upgrade(earlier.entry), joined.changed)
