"""How to cite an entry or a lesson, as BibTeX and as RIS; the words for a page are the template's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .lesson_shelf import Told

AUTHOR = "OECD Observatory of Public Sector Innovation (OPSI)"
TITLE = "Communities of Practice Directory"

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Record:
    """What is cited: a short key, its title, the day and edition that were read, and its absolute address."""

    key: str
    title: str
    day: date
    edition: str
    abstract: str
    address: str


def as_bibtex(entry: Mapping[str, Any], address: str) -> str:
    """A BibTeX record of a published entry at its absolute `address`."""
    return _bibtex(_of_entry(entry, address))


def as_ris(entry: Mapping[str, Any], address: str) -> str:
    """An RIS record of a published entry at its absolute `address`."""
    return _ris(_of_entry(entry, address))


def lesson_as_bibtex(told: Told, address: str) -> str:
    """A BibTeX record of a lesson at its absolute `address`."""
    return _bibtex(_of_lesson(told, address))


def lesson_as_ris(told: Told, address: str) -> str:
    """An RIS record of a lesson at its absolute `address`."""
    return _ris(_of_lesson(told, address))


def _of_entry(entry: Mapping[str, Any], address: str) -> Record:
    edition = f"Version {entry['revision']}"
    day = date.fromisoformat(entry["updated"])
    return Record(entry["slug"], _name(entry), day, edition, _one_line(entry["summary"]), address)


def _of_lesson(told: Told, address: str) -> Record:
    lesson = told.lesson
    title = f"A lesson of {_one_line(told.community.name)}: {lesson.title}"
    day = lesson.published_at.date()
    return Record(f"lesson-{lesson.pk}", title, day, f"Lesson {lesson.pk}", _one_line(lesson.happened), address)


def _bibtex(record: Record) -> str:
    fields = {
        "author": f"{{{_escaped(AUTHOR)}}}",
        "title": f"{{{_escaped(record.title)}}}",
        "howpublished": _escaped(TITLE),
        "year": str(record.day.year),
        "month": str(record.day.month),
        "note": f"{record.edition} of {record.day.isoformat()}",
        "url": record.address,
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@misc{{copdir-{record.key},\n{lines}}}\n"


def _ris(record: Record) -> str:
    fields = (
        ("TY", "ELEC"),
        ("AU", AUTHOR),
        ("TI", record.title),
        ("T2", TITLE),
        ("PY", str(record.day.year)),
        ("DA", record.day.strftime("%Y/%m/%d")),
        ("ET", record.edition),
        ("AB", record.abstract),
        ("UR", record.address),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)


def _name(entry: Mapping[str, Any]) -> str:
    acronym = f" ({entry['acronym']})" if entry["acronym"] else ""
    return _one_line(f"{entry['name']}{acronym}")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _escaped(text: str) -> str:
    return text.translate(_BIBTEX)


# By extension: what writes it, and its media type.
FORMATS = {
    "bib": (as_bibtex, "application/x-bibtex"),
    "ris": (as_ris, "application/x-research-info-systems"),
}
OF_LESSONS = {
    "bib": ("BibTeX", lesson_as_bibtex, FORMATS["bib"][1]),
    "ris": ("RIS", lesson_as_ris, FORMATS["ris"][1]),
}
