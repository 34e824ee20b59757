"""What a question finds in the whole published catalogue: communities that have the words, else names near to them."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pyroaring import BitMap

from .index import Index
from .near import names_near
from .search import Search

MOST_KEPT = 200  # questions to one version of the catalogue


@dataclass(frozen=True)
class Hits:
    """The ids of the communities found; where no text has the words, of near names, which `nearest` has in order.

    `also` are the words that were found beside those typed: written as one, or apart, or nearly so.
    """

    ids: BitMap
    nearest: tuple[int, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def near(self) -> bool:
        return bool(self.nearest)


def kept(words: str, search: Search, catalogue: Index) -> Hits:
    """What a question finds in a catalogue, kept for as long as its version is in use.

    Whoever goes through pages and filters asks with the same words again and again.
    """
    known = _kept.setdefault(catalogue, {})
    hits = known.get(words)
    if hits is None:
        hits = find(search, catalogue.everyone)
        if len(known) >= MOST_KEPT:  # another thread may be reading, and has its answer already
            known.clear()
        known[words] = hits
    return hits


def find(search: Search, public: BitMap) -> Hits:
    """What a question finds among the ids of all that is public, whatever else is chosen. One query, two, or three."""
    if ids := search.ids(public):
        return Hits(ids, also=tuple(search.also))
    nearest, words = names_near(public, search)
    return Hits(BitMap(nearest), tuple(nearest), tuple(words))


_kept: WeakKeyDictionary[Index, dict[str, Hits]] = WeakKeyDictionary()
