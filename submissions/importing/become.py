"""What became, or is to become, of the rows of an import: for its page, and as a report to take away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from communities import countries, labels
from communities.tables import inert
from submissions.models import Import, ImportRow, Step

from .judging import Verdict
from .table import Level, Note

# What the page of rows shows of a proposal, beside its name.
FACTS = ("summary", "host", "website", "scale", "topic", "purpose", "languages", "members")


@dataclass
class Like:
    """A possible duplicate: its name, how alike and why, and where it is (an address, or a row of the file)."""

    name: str
    score: int
    reasons: str
    address: str
    where: str


@dataclass
class Shown:
    """A row for people."""

    row: ImportRow
    becomes: str
    facts: list[tuple[str, str]]
    notes: list[Note]
    lookalikes: list[Like]

    @property
    def can_be_left_out(self) -> bool:
        return self.row.verdict in (Verdict.ACCEPTED, Verdict.HELD)


def shown(source: Import, rows: Iterable[ImportRow]) -> list[Shown]:
    """Rows with what they become, in the order given."""
    rows = list(rows)
    numbers = {like["row"] for row in rows for like in row.lookalikes if "row" in like}
    others = {one.number: one for one in source.rows.filter(number__in=numbers)}
    return [
        Shown(
            row,
            becomes(source, row),
            _facts(row.proposed.get("entry") or {}),
            sorted(map(Note.of, row.notes), key=lambda note: -note.level),
            [_like(one, others) for one in row.lookalikes],
        )
        for row in rows
    ]


def becomes(source: Import, row: ImportRow) -> str:
    """What becomes of a row, in words."""
    is_over = source.step == Step.DONE
    if row.left_out:
        return _("left out by you")
    return {
        Verdict.ACCEPTED: _("put into the queue") if is_over else _("goes into the queue"),
        Verdict.HELD: _("held, with a question") if is_over else _("is held, with a question"),
        Verdict.REFUSED: _("refused"),
        Verdict.SKIPPED: _("skipped"),
    }[Verdict(row.verdict)]


def rows(source: Import) -> Iterator[list[str]]:
    """The report: a line for each row, in cells that no spreadsheet takes for a formula."""
    yield [
        _("Row"),
        _("Name"),
        _("What became of it"),
        _("Submission"),
        _("Questions"),
        _("Notes"),
        _("Possible duplicates"),
    ]
    every = list(source.rows.order_by("number"))
    for one in shown(source, every):
        asked = [note.shown for note in one.notes if note.level == Level.ASKED]
        told = [note.shown for note in one.notes if note.level != Level.ASKED]
        alike = [f"{like.name} ({like.score}, {like.where}): {like.reasons}" for like in one.lookalikes]
        address = settings.SITE_URL + _address(one.row.submission_id) if one.row.submission_id else ""
        cells = [one.row.where, one.row.name, one.becomes, address, *map(" ".join, (asked, told, alike))]
        yield [inert(cell) for cell in cells]


def _facts(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(labels.LABELS[key]), _fact(key, entry[key])) for key in FACTS if entry.get(key)]


def _fact(key: str, value: Any) -> str:
    if key == "host":
        return countries.name(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _like(one: Mapping[str, Any], others: Mapping[int, ImportRow]) -> Like:
    if "row" in one:
        other = others[one["row"]]
        address, where = _address(other.submission_id) if other.submission_id else "", other.where
    elif one.get("submission"):
        where = _("submission %(number)d") % {"number": one["submission"]}
        address = _address(one["submission"])
    else:
        address = reverse("communities:detail", args=[one["slug"]])
        where = _("in the catalogue")
    return Like(one["name"], one["score"], " ".join(one["reasons"]), address, where)


def _address(number: int) -> str:
    return reverse("admin:submissions_submission_change", args=[number])
