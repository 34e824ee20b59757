"""What readers ask for, as addresses: each time another one, so that nothing is asked for twice."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from communities import synthetic
from communities.entry import Entry

# In every fourth text of a made-up catalogue.
BROAD = ("share", "compare", "write", "collect", "explore", "review", "teach", "scan")
SCALES = ("national", "international", "organisation", "subnational")
TOPICS = ("foresight", "horizon-scanning", "emerging-technology", "civic-technology")


@dataclass(frozen=True)
class Scenario:
    """One kind of question; `limit` is the most it may take, as a multiple of the reference's processor time."""

    name: str
    address: Callable[[int, int], str]  # by a number, and the number of communities in the catalogue
    limit: float | None = None
    growth: float | None = 1.3  # the most it may grow from 1,000 to 100,000 communities

    def addresses(self, size: int, many: int) -> list[str]:
        """So many addresses, different from all that were given before."""
        return [self.address(next(_numbers), size) for _turn in range(many)]


def _page_of(number: int, size: int) -> str:
    return f"page={number % max(size // 25 // 4, 1) + 1}"


ALL = (
    Scenario("reference", lambda n, size: f"/bench/page/?n={n}", growth=None),
    Scenario("list", lambda n, size: f"/communities/?{_page_of(n, 1000)}&n={n}", 1.6),
    Scenario(
        "two filters", lambda n, size: f"/communities/?scale={SCALES[n % 4]}&topic={TOPICS[n // 4 % 4]}&n={n}", 1.6
    ),
    Scenario("entry", lambda n, size: f"/communities/{_slug(n % size)}/?n={n}", 1.6),
    Scenario("rare word", lambda n, size: f"/communities/?q={_rare(n, size)}&n={n}", 1.8),
    Scenario("broad word", lambda n, size: f"/communities/?q={BROAD[n % len(BROAD)]}&n={n}", 4, growth=6),
    Scenario("deep page", lambda n, size: f"/communities/?page={size // 25 - n % 10}&n={n}"),
    Scenario("home", lambda n, size: f"/?n={n}", growth=None),
    Scenario("map", lambda n, size: f"/communities/map/?scale={SCALES[n % 4]}&n={n}", growth=None),
    Scenario("API page", lambda n, size: f"/api/communities/?{_page_of(n, size)}", growth=None),
)
PAST = Scenario("history", lambda n, size: f"/communities/{_slug(n % size)}/history/?n={n}")
_numbers = count(1)


def _slug(number: int) -> str:
    return _entry(number)["name"].lower().replace(" ", "-")


def _rare(number: int, size: int) -> str:
    """A word that one entry has, whatever the size; no other has one that begins so."""
    return _entry(size // 10 + number % (size * 9 // 10))["acronym"]


def _entry(number: int) -> Entry:
    return next(synthetic.entries(1, number))
