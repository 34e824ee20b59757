"""Calendars as RFC 5545 writes them: nothing that is written into one breaks it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communities import icalendar
from communities.icalendar import Event, calendar, fold, text

DAY = datetime(2027, 3, 31, 12, 0, tzinfo=UTC)


def an_event(**changes) -> Event:
    said = {
        "uid": "session-1@example.org",
        "sequence": 0,
        "changed": DAY,
        "starts": DAY,
        "ends": DAY + timedelta(hours=2),
        "summary": "What we learned",
        "description": "One\nTwo",
        "location": "Room 2",
        "url": "https://example.org/sessions/1/",
        "is_called_off": False,
    }
    return Event(**{**said, **changes})


def unfolded(written: str) -> list[str]:
    """The lines as a reader takes them."""
    return written.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def read(value: str) -> str:
    """A text as a reader takes it."""
    found, signs = [], iter(value)
    for sign in signs:
        if sign == "\\":
            following = next(signs)
            found.append("\n" if following in "nN" else following)
        else:
            found.append(sign)
    return "".join(found)


def test_calendar_has_what_the_standard_wants():
    lines = unfolded(calendar([an_event()], "Sessions, open"))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{icalendar.PRODUCT}"]
    assert "X-WR-CALNAME:Sessions\\, open" in lines
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:session-1@example.org",
        "SEQUENCE:0",
        "DTSTAMP:20270331T120000Z",
        "LAST-MODIFIED:20270331T120000Z",
        "DTSTART:20270331T120000Z",
        "DTEND:20270331T140000Z",
        "SUMMARY:What we learned",
        "DESCRIPTION:One\\nTwo",
        "LOCATION:Room 2",
        "URL:https://example.org/sessions/1/",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_called_off_is_cancelled_and_none_is_an_empty_calendar():
    assert "STATUS:CANCELLED" in unfolded(calendar([an_event(is_called_off=True)], "x"))
    assert not [line for line in unfolded(calendar([], "x")) if "VEVENT" in line]


@given(st.text())
def test_line_is_folded_in_75_octets_and_unfolds_to_itself(line):
    line = line.replace("\r", "").replace("\n", "")
    folded = fold(line)
    assert all(len(part.encode("utf-8", "surrogatepass")) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


@given(st.text())
def test_text_stays_on_its_line_and_reads_as_it_was_but_for_control_characters(words):
    value = text(words)
    assert not set(value) & {"\r", "\n"}
    plain = words.replace("\r\n", "\n").replace("\r", "\n")
    assert read(value) == icalendar.CONTROL.sub("", plain)


@given(*[st.text(st.characters(exclude_categories=["Cs"])) for _number in range(3)])
def test_whatever_is_written_there_is_one_event_of_as_many_lines(summary, description, location):
    written = calendar([an_event(summary=summary, description=description, location=location)], summary)
    assert "\n" not in written.replace("\r\n", "")
    lines = unfolded(written)
    assert len(lines) == len(unfolded(calendar([an_event()], "x")))
    assert [line for line in lines if line.startswith("SUMMARY:")] == [f"SUMMARY:{text(summary)}"]
