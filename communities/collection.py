"""The published collections as the public meets them: who is in them today. The index keeps them."""

from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from . import mergers
from .collection_models import Collection, CollectionEntry
from .mergers import Merged


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
    merged = mergers.read() if collections else {}
    return {one.slug: _kept(one, merged, public) for one in collections}


def previewed(collection: Collection, public: BitMap) -> Kept:
    """One collection as it would be if it were published now."""
    return _kept(collection, mergers.read(), public)


def _kept(collection: Collection, merged: Merged, public: BitMap) -> Kept:
    members: dict[int, CollectionEntry] = {}
    for entry in collection.entries.all():
        pk = mergers.now(entry.community_id, merged)
        if pk in public:
            members.setdefault(pk, entry)
    return Kept(collection, members)
