"""Calendars as RFC 5545 writes them: escaped words, lines of at most 75 octets, moments in UTC."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//OECD OPSI//Communities of Practice Directory//EN"
LONGEST_LINE = 75  # octets, without the end of the line
END = "\r\n"
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Event:
    """What stands in a calendar. `uid` never changes; `sequence` grows with every change."""

    uid: str
    sequence: int
    changed: datetime
    starts: datetime
    ends: datetime
    summary: str
    description: str
    location: str
    url: str
    is_called_off: bool


def calendar(events: Iterable[Event], name: str) -> str:
    """A whole calendar of that name."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}{END}" for line in lines)


def text(words: str) -> str:
    """Words as the value of a property: on one line, and nothing in them ends it or begins another."""
    plain = CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(ESCAPED.get(sign, sign) for sign in plain)


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def fold(line: str) -> str:
    """A line in parts that are short enough, each but the first after a space; no character is cut in two."""
    parts, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            parts.append("")
            size = 1
        parts[-1] += sign
        size += octets
    return f"{END} ".join(parts)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{moment(event.changed)}"
    yield f"LAST-MODIFIED:{moment(event.changed)}"
    yield f"DTSTART:{moment(event.starts)}"
    yield f"DTEND:{moment(event.ends)}"
    yield f"SUMMARY:{text(event.summary)}"
    yield f"DESCRIPTION:{text(event.description)}"
    yield f"LOCATION:{text(event.location)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_called_off else 'CONFIRMED'}"
    yield "END:VEVENT"
