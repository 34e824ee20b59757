"""Time zones: what a clock there shows, which moment is meant by it, and what a zone is called."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNIVERSAL = "UTC"
# What a zone is named after lies in one of these; the other names are older ones for the same zones.
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class NoSuchTime(ValueError):
    """No clock of the zone ever shows this: it is put forward over it."""


def check(name: str) -> None:
    """Refuse what is no time zone. Raises ValidationError."""
    if name not in _known():
        raise ValidationError(_("Choose a time zone from the list."))


@cache
def _known() -> frozenset[str]:
    """All time zones, which Python gathers from folders each time it is asked."""
    return frozenset(available_timezones())


def there(moment: datetime, zone: str) -> datetime:
    """A moment as a clock of a zone shows it; without a zone, so that templates show it as it is."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def moment(day: date, clock: time, zone: str) -> datetime:
    """The moment at which a clock of a zone shows this; the first of two, where it is put back. Raises NoSuchTime."""
    meant = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    if there(meant, zone) != datetime.combine(day, clock):
        raise NoSuchTime
    return meant


def place(zone: str) -> str:
    """The place that a zone is named after: Paris, New York."""
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def offered() -> tuple[tuple[str, str], ...]:
    """Every zone that is named after a place, with that and its part of the world, by place; UTC first."""
    named = [
        (zone, f"{place(zone)} ({zone.partition('/')[0]})")
        for zone in _known()
        if zone.startswith(tuple(f"{area}/" for area in AREAS))
    ]
    return ((UNIVERSAL, UNIVERSAL), *sorted(named, key=lambda pair: (pair[1], pair[0])))
