"""Where the map puts a community, and how many stand where. Nothing here knows shapes or colours.

Scale decides. A community of one country shades that country; one with a known city is a dot there as well;
international and regional ones stand in the tray beside the map, even where a host country is known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import vocabularies


class Placed(NamedTuple):
    """What the map needs to know of one community."""

    host: str | None
    scale: str | None
    region: str | None
    city: str
    latitude: float | None
    longitude: float | None


class City(NamedTuple):
    """A city by its name and place, so that two of the same name stay apart."""

    name: str
    country: str
    latitude: float
    longitude: float


@dataclass
class Tally:
    """How many communities stand where. Every community counted is in exactly one of the first four."""

    countries: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)  # "" where the world region is not stated
    international: int = 0
    unplaced: int = 0  # national or below, country not stated
    across: Counter[str] = field(default_factory=Counter)  # by host: international and regional ones, counted above
    cities: Counter[City] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.countries.total() + self.regions.total() + self.international + self.unplaced


def placed(entry: Mapping[str, Any]) -> Placed:
    """What the map needs of an entry."""
    return Placed(entry["host"], entry["scale"], entry["region"], entry["city"], entry["latitude"], entry["longitude"])


def tally(communities: Iterable[Placed] | Mapping[Placed, int]) -> Tally:
    """Count a selection by where the map puts it: places, one by one or with how many stand there."""
    counted = Tally()
    for one, many in Counter(communities).items():
        if one.scale in (vocabularies.INTERNATIONAL, vocabularies.REGIONAL):
            _count_across(counted, one, many)
        elif one.host:
            counted.countries[one.host] += many
            if one.latitude is not None and one.longitude is not None:
                counted.cities[City(one.city, one.host, one.latitude, one.longitude)] += many
        else:
            counted.unplaced += many
    return counted


def _count_across(counted: Tally, one: Placed, many: int) -> None:
    if one.scale == vocabularies.REGIONAL:
        counted.regions[one.region or ""] += many
    else:
        counted.international += many
    if one.host:
        counted.across[one.host] += many
