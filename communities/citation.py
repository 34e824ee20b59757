"""How to cite an entry, as BibTeX and as RIS; the words for a page are the template's."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

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


def as_bibtex(entry: Mapping[str, Any], address: str) -> str:
    """A BibTeX record of a published entry at its absolute `address`."""
    updated = date.fromisoformat(entry["updated"])
    fields = {
        "author": f"{{{_escaped(AUTHOR)}}}",
        "title": f"{{{_escaped(_name(entry))}}}",
        "howpublished": _escaped(TITLE),
        "year": str(updated.year),
        "month": str(updated.month),
        "note": f"Version {entry['revision']} of {updated.isoformat()}",
        "url": address,
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@misc{{copdir-{entry['slug']},\n{lines}}}\n"


def as_ris(entry: Mapping[str, Any], address: str) -> str:
    """An RIS record of a published entry at its absolute `address`."""
    updated = entry["updated"]
    fields = (
        ("TY", "ELEC"),
        ("AU", AUTHOR),
        ("TI", _name(entry)),
        ("T2", TITLE),
        ("PY", updated[:4]),
        ("DA", updated.replace("-", "/")),
        ("ET", f"Version {entry['revision']}"),
        ("AB", _one_line(entry["summary"])),
        ("UR", address),
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
