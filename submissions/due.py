"""The letters that nobody's act causes, but the day: alerts, reminders, the desk's weekly letter, asking again."""

from . import alerts, digest, waiting
from .inquiries import awaiting
from .living import asking


def write_often() -> None:
    """Write those that are due by the hour, and end what is over."""
    alerts.write_due()
    waiting.write_due()
    digest.write_due()
    awaiting.look()


def write_all() -> None:
    """Write everything that is due at this moment, however much."""
    write_often()
    while any(count for name, count in asking.look().items() if name in ("letters", "reminders")):
        pass
