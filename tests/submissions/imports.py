"""Imports as tests run them: a file made of rows, the command's report, and the report's lines about one row."""

import csv
import io
import re
from pathlib import Path

from django.core.management import call_command

DATA = Path(__file__).resolve().parent.parent / "data"
MESSY = DATA / "messy"


def run(path, *options):
    """What the command prints."""
    out = io.StringIO()
    call_command("import_communities", str(path), *options, stdout=out)
    return out.getvalue()


def rows_of(path):
    """A table's rows by their headers."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_line(report):
    return report.rstrip("\n").rsplit("\n", 1)[-1]


def blocks(report):
    """The report's lines about each row, by where the row stands: "row 2", "record 2", "Sheet!2"."""
    found = {}
    where = ""
    for line in report.splitlines():
        if begins := re.match(r"(row \d+|record \d+|[^\s!]+!\d+)\b[^:]*: ", line):
            where = begins[1]
        if where:
            found.setdefault(where, []).append(line)
    return {place: "\n".join(lines) for place, lines in found.items()}


def a_file(folder, rows, header=("name", "summary", "country"), *, name="table.csv", encoding="utf-8", delimiter=","):
    """A table as a file: a header and rows of cells."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    path = folder / name
    path.write_bytes(text.getvalue().encode(encoding))
    return path
