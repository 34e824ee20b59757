"""Where a city lies: a look-up by name within one country, in the list of cities shipped in `data/`."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .countries import is_country
from .folding import fold

SOURCE = Path(__file__).parent / "data" / "cities.tsv"

# Where several places of a country share a name, the largest is meant only if it is far larger than the next.
FAR_LARGER = 5


@dataclass(frozen=True)
class City:
    """A city: its usual name, its country's code, its position in degrees and its number of people."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


def find(name: str, country: str | None) -> City | None:
    """The city of that name in that country (ISO code), or None: unknown, no country given, or more than one is likely.

    Accents, case and punctuation do not matter; names in other languages are known for large cities. What follows a
    comma ("Washington, DC") is left out where the whole is not a name.
    """
    if not country or not is_country(country):
        return None
    named = _cities_of(country)
    found = named.get(fold(name)) or named.get(fold(name.partition(",")[0])) or []
    if len(found) > 1 and found[0].population < FAR_LARGER * found[1].population:
        return None
    return found[0] if found else None


def largest(country: str, most: int) -> list[str]:
    """The usual names of a country's largest cities, in the order of the alphabet."""
    if not is_country(country):
        return []
    cities = {city for named in _cities_of(country).values() for city in named}
    first = sorted(cities, key=lambda city: -city.population)[:most]
    return sorted({city.name for city in first}, key=fold)


def all_names() -> set[str]:
    """The usual names of all cities."""
    with SOURCE.open(encoding="utf-8") as lines:
        next(lines)
        return {line.split("\t", 2)[1] for line in lines}


@lru_cache(maxsize=64)
def _cities_of(country: str) -> dict[str, list[City]]:
    """The cities of a country by each of their folded names, largest first."""
    named: dict[str, list[City]] = defaultdict(list)
    with SOURCE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(f"{country}\t"):
                _code, name, latitude, longitude, population, others = line.rstrip("\n").split("\t")
                city = City(name, country, float(latitude), float(longitude), int(population))
                for folded in {fold(each) for each in [name, *filter(None, others.split("|"))]}:
                    named[folded].append(city)
    for cities in named.values():
        cities.sort(key=lambda city: -city.population)
    return dict(named)
