"""Numbers and dates as people write them: separators, other digits, "approx.", what is counted, a date's year."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from . import words
from .table import quoted

_ABOUT = (
    r"(?:approx(?:imately|\.)?|about|around|circa|ca?\.|some|env(?:iron|\.)?|quelque|unos|cerca de|alrededor de|حوالي"
    r"|نحو|over|more than|at least|almost|nearly|up to|plus de|más de|أكثر من|[~≈><≥≤±])"
)
_NUMBER = re.compile(
    rf"(?P<about>{_ABOUT}\s*)?(?P<number>\d(?:[\d.,\s'’٬٫]*\d)?)\s*(?P<more>\+)?\s*(?P<what>[^\d\s+%–-][^\d]*)?",
    re.IGNORECASE,
)
_PEOPLE = frozenset(map(words.key, ("member", "members", "membre", "membres", "miembro", "miembros", "عضو", "أعضاء")))
EARLIEST = 1800


@dataclass
class Quantity:
    """A whole number (None where none can be taken), what it counts, and what to tell."""

    number: int | None = None
    counted: str = ""
    told: str = ""


def count(text: str) -> Quantity:
    """The whole number that a cell gives."""
    if words.is_empty_mark(text):
        return Quantity()
    found = _NUMBER.fullmatch(plain_digits(text).strip())
    number = _whole(found["number"]) if found else None
    if found is None or number is None:
        return Quantity(told=_("%(text)s is not one whole number; left out") % {"text": quoted(text)})
    counted = (found["what"] or "").strip(" .,;")
    told = ""
    if found["about"] or found["more"] or (text.strip() != str(number) and not counted):
        told = _("%(text)s was read as %(number)d") % {"text": quoted(text), "number": number}
    return Quantity(number, "" if words.key(counted) in _PEOPLE else counted, told)


def year(text: str) -> Quantity:
    """The one year that a cell names, alone or inside a date."""
    if words.is_empty_mark(text):
        return Quantity()
    years = {int(found) for found in re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?![\ds])", plain_digits(text))}
    if len(years) != 1:
        return Quantity(told=_("%(text)s is not one year; left out") % {"text": quoted(text)})
    found = years.pop()
    if not EARLIEST <= found <= date.today().year + 1:
        return Quantity(told=_("%(year)d lies in the future; left out") % {"year": found})
    told = _("the year %(year)d was taken from %(text)s") % {"year": found, "text": quoted(text)}
    return Quantity(found, told="" if text.strip() == str(found) else told)


def partial_date(text: str) -> tuple[str, str]:
    """A date as precise as it was given ("2026", "2026-05", "2026-05-02"), and what to tell."""
    plain = plain_digits(text).strip()
    if re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", plain):
        return plain, year(plain[:4]).told
    found = year(text)
    return str(found.number or ""), found.told


def decimal(text: str, most: float) -> float | None:
    """A latitude or longitude in degrees, not beyond `most`; None where there is none."""
    try:
        number = float(plain_digits(text).strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return number if abs(number) <= most else None


def plain_digits(text: str) -> str:
    """The text with the digits of every script written 0 to 9."""
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and unicodedata.category(char) == "Nd" else char for char in text
    )


def _whole(written: str) -> int | None:
    """The number without its separators; None where they could stand for decimals, or do."""
    spaced = re.sub(r"[\s'’٬]", " ", written).replace("٫", ".")
    if " " in spaced and not re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d*)?", spaced):
        return None
    digits = spaced.replace(" ", "")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits) and len(set(re.sub(r"\d", "", digits))) == 1:
        return int(re.sub(r"[.,]", "", digits))
    if decimals := re.fullmatch(r"(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+)[.,]0{1,2}", digits):
        return int(re.sub(r"[.,]", "", decimals[1]))
    return int(digits) if digits.isdecimal() and len(digits) < 12 else None
