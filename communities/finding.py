"""What a question finds in the whole published catalogue: communities that have the words, else names near to them."""

from dataclasses import dataclass

from pyroaring import BitMap

from .models import Community
from .near import names_near
from .search import Search


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


def find(search: Search) -> Hits:
    """What a question finds, whatever else is chosen. One query, or two."""
    published = Community.objects.published()
    ids = BitMap(search.matching(published).values_list("pk", flat=True))
    if ids:
        return Hits(ids, also=tuple(search.also))
    nearest, words = names_near(published, search)
    return Hits(BitMap(nearest), tuple(nearest), tuple(words))
