"""Countries: which codes there are, and the short names that the house uses for them. No territory is judged here."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries as _iso

# Names that differ from the library's: the short forms of OECD publications, for OPSI to rule on.
HOUSE_NAMES = {
    "BS": _("Bahamas"),
    "HK": _("Hong Kong (China)"),
    "KP": _("Democratic People’s Republic of Korea"),
    "KR": _("Korea"),
    "LA": _("Lao PDR"),
    "MO": _("Macau (China)"),
    "NR": _("Nauru"),
    "SK": _("Slovak Republic"),
    "TW": _("Chinese Taipei"),
    "US": _("United States"),
    "VN": _("Viet Nam"),
}

# Nobody lives there for good, so no community is based there.
UNINHABITED = frozenset({"AQ", "BV", "GS", "HM", "IO", "TF", "UM"})


def is_country(iso2: str) -> bool:
    """Whether the text is the two-letter code (upper case) of a country or territory in ISO 3166-1."""
    return iso2 in _iso.countries


def name(iso2: str | None) -> str:
    """The country's short name in the reader's language; an unknown code is given back as it is, none is empty."""
    return _name(iso2, get_language()) if iso2 else ""


@lru_cache(maxsize=1024)
def _name(iso2: str, _language: str | None) -> str:
    return str(HOUSE_NAMES.get(iso2) or _iso.name(iso2) or iso2)


def numeric(iso2: str) -> str:
    """The three-digit code of ISO 3166-1, as the outlines of the map name their countries; "" if there is none."""
    return _iso.numeric(iso2, padded=True) or ""


def all_codes() -> Iterable[str]:
    """The code of every country or territory, uninhabited ones too."""
    return _iso.countries.keys()


def all_countries() -> tuple[tuple[str, str], ...]:
    """Every inhabited country or territory as (code, name), by name in the reader's language, accents aside."""
    return _by_name(get_language())


@lru_cache(maxsize=8)
def _by_name(_language: str | None) -> tuple[tuple[str, str], ...]:
    named = [(iso2, name(iso2)) for iso2 in _iso.countries if iso2 not in UNINHABITED]
    return tuple(sorted(named, key=lambda pair: sort_key(pair[1])))


def sort_key(text: str) -> str:
    """The text as it is sorted: without accents and case."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()
