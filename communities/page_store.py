"""The store of rendered pages: so many bytes of them in memory, and which page makes room for which."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock

MOST_PAGES = 10_000
LARGEST_SHARE = 16  # no page takes more than this part of the store
SAMPLE = 4 * MOST_PAGES  # after so many questions, older ones count half
HEADERS_SIZE = 4_000  # bytes that a page takes beside its body, roughly


@dataclass(frozen=True)
class Page:
    """An answer as it was sent to somebody, to be sent again to anybody."""

    as_of: object  # equal for as long as the page is current
    headers: Mapping[str, str]
    body: bytes | None  # None of what is streamed: that it is unchanged can be said, but not what it is
    marks: Mapping[str, object]  # what middleware further out wants to know of the answer

    @property
    def size(self) -> int:
        """How many bytes it takes in memory, roughly."""
        return len(self.body or b"") + HEADERS_SIZE


class PageStore:
    """Pages by their keys, never more than `limit` bytes of them; for any number of threads.

    When it is full, a page is let in only if it was asked for more often of late than each that has to make room:
    whoever goes through thousands of made-up addresses pushes out nothing that others read.
    """

    def __init__(self, limit: int) -> None:
        self.bytes = 0
        self._limit = limit
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()  # the one not asked for the longest stands first
        self._asked: dict[int, int] = {}  # how often, by the key's hash: addresses may be long
        self._questions = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> Page | None:
        """The page of a key, current or not; that it was asked for counts for its staying."""
        with self._lock:
            self._count(hash(key))
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page instead of any older one of its key, if there is room or others have to make it."""
        with self._lock:
            self._drop(key)
            if page.size <= self._limit // LARGEST_SHARE and self._has_room(key, page.size):
                self._pages[key] = page
                self.bytes += page.size

    def _has_room(self, key: Hashable, size: int) -> bool:
        wanted = self._asked.get(hash(key), 0)
        while len(self._pages) >= MOST_PAGES or self.bytes + size > self._limit:
            oldest = next(iter(self._pages))
            if self._asked.get(hash(oldest), 0) >= wanted:
                self._pages.move_to_end(oldest)  # so that the next one is compared with another
                return False
            self._drop(oldest)
        return True

    def _drop(self, key: Hashable) -> None:
        if page := self._pages.pop(key, None):
            self.bytes -= page.size

    def _count(self, key: int) -> None:
        self._asked[key] = self._asked.get(key, 0) + 1
        self._questions += 1
        if self._questions >= SAMPLE:
            self._questions = 0
            self._asked = {other: times // 2 for other, times in self._asked.items() if times > 1}
