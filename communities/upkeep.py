"""How current the catalogue is: what its conveners have confirmed, and how long ago. From the index; no queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from django.utils.translation import ngettext

from . import countries
from .charts import FEWEST
from .index import Index, Row

LATELY = timedelta(days=365)
DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True)
class Upkeep:
    """The state of some entries.

    `age` is the median age of the confirmations in days, None without any. `waiting` are those listed longest
    without a confirmation, since one day.
    """

    listed: int
    lately: int
    age: int | None
    waiting: tuple[int, ...]
    waiting_since: date | None

    @property
    def share(self) -> int | None:
        """How many of a hundred were confirmed within 12 months; None where fewer than five are listed."""
        return round(100 * self.lately / self.listed) if self.listed >= FEWEST else None

    @property
    def age_in_words(self) -> str:
        """The median age; "" without any confirmation."""
        if self.age is None:
            return ""
        months = round(self.age / DAYS_OF_A_MONTH)
        if months < 2:
            return ngettext("%(days)d day", "%(days)d days", self.age) % {"days": self.age}
        return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


@dataclass(frozen=True)
class OfCountry:
    """The state of the entries based in one country."""

    iso2: str
    name: str
    upkeep: Upkeep


def of(rows: Mapping[int, Row] | Iterable[tuple[int, Row]], today: date) -> Upkeep:
    """The state of these rows, by their ids, as of a day."""
    given = list(rows.items() if isinstance(rows, Mapping) else rows)
    confirmed = [date.fromisoformat(row.confirmed) for _pk, row in given if row.confirmed]
    since = min((row.listed for _pk, row in given if not row.confirmed), default=None)
    return Upkeep(
        listed=len(given),
        lately=sum(today - day <= LATELY for day in confirmed),
        age=median_low((today - day).days for day in confirmed) if confirmed else None,
        waiting=tuple(pk for pk, row in given if not row.confirmed and row.listed == since),
        waiting_since=date.fromisoformat(since) if since else None,
    )


def by_country(catalogue: Index, today: date) -> list[OfCountry]:
    """The state country by country, those with most entries first."""
    rows: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for pk, row in catalogue.rows.items():
        if row.place.host:
            rows[row.place.host].append((pk, row))
    made = [OfCountry(iso2, countries.name(iso2), of(those, today)) for iso2, those in rows.items()]
    return sorted(made, key=lambda one: (-one.upkeep.listed, countries.sort_key(one.name)))
