"""Which entry has what was merged: what belongs to the old one leads on to it, and back when that is undone."""

from .models import Community

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
