"""The map: a selection of communities in, drawings and their index out. No HTTP, no queries, no addresses.

Which country, city or row of the tray a community belongs to is `placement.py`'s; what a drawing shows `drawings.py`'s.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import bands, countries, drawings, labels, vocabularies
from .bands import Band
from .drawings import Drawing, klass
from .placement import City, Placed, Tally, placed, tally

__all__ = ["Placed", "WorldMap", "draw", "klass", "placed"]

# What each class of shading says, from the palest to the darkest.
CLASSES = (_("1"), _("2–4"), _("5–9"), _("10–19"), _("20 or more"))


@dataclass(frozen=True)
class IndexRow:
    """One line of the country index: what is drawn there, and what is based there but works across borders."""

    iso2: str
    name: str
    count: int
    across: int
    klass: int


@dataclass(frozen=True)
class CityRow:
    """One line of the index of cities."""

    name: str
    iso2: str
    country: str
    count: int


@dataclass(frozen=True)
class TrayRow:
    """One line of the tray: communities that no country holds. `parameters` select them in the list, if any do."""

    name: Any
    count: int
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class WorldMap:
    """Everything that a page needs to draw a selection and to say it in words. `view` is a region; "" for the world."""

    view: str
    drawing: Drawing
    enlarged: Drawing | None  # Europe, beside the world
    bands: tuple[Band, ...]
    index: tuple[IndexRow, ...]
    cities: tuple[CityRow, ...]
    tray: tuple[TrayRow, ...]
    total: int

    @property
    def countries(self) -> int:
        """How many countries have communities of their own."""
        return sum(1 for row in self.index if row.count)

    @property
    def legend(self) -> tuple[tuple[int, Any], ...]:
        """Each class of shading with its words."""
        return tuple(enumerate(CLASSES, start=1))

    @property
    def bands_height(self) -> int:
        """How many pixels the bands take below the map."""
        return bands.LINE * max((band.row + 1 for band in self.bands), default=0)


def draw(communities: Iterable[Placed] | Mapping[Placed, int], view: str = "") -> WorldMap:
    """The map of a selection in the reader's language: of the world, or of the region in view."""
    counted = tally(communities)
    return WorldMap(
        view=view,
        drawing=drawings.of_region(counted, view) if view else drawings.of_the_world(counted),
        enlarged=None if view else drawings.of_europe_enlarged(counted),
        bands=bands.of_region(view, counted.regions) if view else bands.of_the_world(counted.regions),
        index=_index(counted),
        cities=_cities(counted),
        tray=tuple(_tray(counted)),
        total=counted.total,
    )


def _index(counted: Tally) -> tuple[IndexRow, ...]:
    rows = (
        IndexRow(
            iso2,
            countries.name(iso2),
            counted.countries[iso2],
            counted.across[iso2],
            klass(counted.countries[iso2]),
        )
        for iso2 in counted.countries.keys() | counted.across.keys()
    )
    return tuple(sorted(rows, key=lambda row: (-row.count, countries.sort_key(row.name))))


def _cities(counted: Tally) -> tuple[CityRow, ...]:
    """Most first, and equals by name."""
    ordered = sorted(counted.cities.items(), key=lambda one: (-one[1], countries.sort_key(one[0].name), one[0]))
    return tuple(_city(city, count) for city, count in ordered)


def _city(city: City, count: int) -> CityRow:
    country = countries.name(city.country)
    return CityRow(city.name or country, city.country, country, count)


def _tray(counted: Tally) -> Iterable[TrayRow]:
    if counted.international:
        scale = {"scale": vocabularies.INTERNATIONAL}
        yield TrayRow(_("International"), counted.international, scale)
    stated = {region: count for region, count in counted.regions.items() if region}
    for region, count in sorted(stated.items(), key=lambda pair: (-pair[1], pair[0])):
        yield TrayRow(labels.REGIONS.get(region, region), count, {"scale": vocabularies.REGIONAL, "region": region})
    if counted.regions[""]:
        yield TrayRow(_("World region not stated"), counted.regions[""], {})
    if counted.unplaced:
        yield TrayRow(_("Country not stated"), counted.unplaced, {})
