"""The published collections as the public meets them: who is in them today. The index keeps them."""

from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from .collection_models import Collection, CollectionEntry
from .models import Community


@dataclass(frozen=True)
class Kept:
    """A collection and, in its order, the ids of the published communities in it, each with what staff noted of it."""

    collection: Collection
    members: dict[int, CollectionEntry]

    @cached_property
    def ids(self) -> BitMap:
        return BitMap(self.members)


def read(public: BitMap) -> dict[str, Kept]:
    """Every published collection by its slug, in their order. One query, or three where there are any.

    What was withdrawn is left out; what was merged leads on to the entry that has it now, which stands there once.
    """
    collections = Collection.objects.published().prefetch_related("entries")
    known = merged() if collections else {}
    return {one.slug: _kept(one, known, public) for one in collections}


def previewed(collection: Collection, public: BitMap) -> Kept:
    """One collection as it would be if it were published now."""
    return _kept(collection, merged(), public)


Merged = dict[int, int | None]  # what was merged, by its id: the id of what has it now


def merged() -> Merged:
    """Every community that was merged into another."""
    return dict(Community.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))


def _kept(collection: Collection, merged: Merged, public: BitMap) -> Kept:
    members: dict[int, CollectionEntry] = {}
    for entry in collection.entries.all():
        pk = now(entry.community_id, merged)
        if pk in public:
            members.setdefault(pk, entry)
    return Kept(collection, members)


def now(pk: int, merged: Merged) -> int:
    """The community that has it now."""
    while into := merged.get(pk):
        pk = into
    return pk
