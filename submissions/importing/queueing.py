"""From a file to the review queue: what becomes of each row is decided first, then stored: all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from submissions import moderation
from submissions.models import Origin, Submission

from . import judging, reading, words
from .columns import Columns, Named, refuse_unknown, understand
from .judging import Outcome, Verdict
from .rows import proposals
from .table import CannotRead, Source, Table
from .terms import Vocabularies

# So many rows are written by one statement.
LOT = 500


@dataclass
class Plan:
    """Everything about an import that is decided, before anything is written."""

    source: Source
    columns: list[tuple[Table, Columns]]
    outcomes: list[Outcome]

    def count(self, verdict: Verdict) -> int:
        return sum(outcome.verdict == verdict for outcome in self.outcomes)


def plan(path: str | Path, *, named: Sequence[Named] = (), sheet: str = "") -> Plan:
    """What an import of this file would do. Reads the database, writes nothing. Raises CannotRead."""
    source = reading.read(path, sheet=sheet, named=frozenset(statement.key for statement in named))
    refuse_unknown(source.tables, named)
    understood = _understood(source, named)
    vocabularies = Vocabularies()
    made = [proposal for table, columns in understood for proposal in proposals(table, columns, vocabularies)]
    return Plan(source, understood, judging.Judge().outcomes(made))


def store(decided: Plan) -> None:
    """Write what was decided, in one transaction: all of it or nothing. Raises CannotRead where somebody else did."""
    outcomes = decided.outcomes
    try:
        with transaction.atomic():
            for begins in range(0, len(outcomes), LOT):
                write(outcomes[begins : begins + LOT], decided.source.name, lambda row: outcomes[row].submission)
    except IntegrityError as error:
        raise CannotRead(
            _("Another import wrote some of these rows at this very moment. Nothing was kept; import the file again.")
        ) from error


def write(outcomes: Sequence[Outcome], name: str, earlier: Callable[[int], Submission | None]) -> None:
    """Write these rows of the file `name`. `earlier` knows the submissions of the file's rows that others look like.

    Call it in a transaction: an IntegrityError means that another import has written some of them meanwhile.
    """
    wanted = [(one, _filled(one, name)) for one in outcomes if one.verdict in (Verdict.ACCEPTED, Verdict.HELD)]
    new = [pair for pair in wanted if pair[0].draft is None]
    moderation.queue_rows([row for outcome, row in new if outcome.verdict == Verdict.ACCEPTED])
    moderation.store_rows([row for outcome, row in new if outcome.verdict == Verdict.HELD])
    for outcome, row in wanted:
        outcome.submission = row
        if outcome.draft is not None:
            row.save()
            moderation.queue(row)
    alike = [(outcome, row) for outcome, row in wanted if any("row" in like for like in outcome.lookalikes)]
    for outcome, row in alike:
        row.lookalikes = [one for like in outcome.lookalikes if (one := _with_submission(like, earlier))]
    Submission.objects.bulk_update([row for _outcome, row in alike], ["lookalikes"])


def _understood(source: Source, named: Sequence[Named]) -> list[tuple[Table, Columns]]:
    """The tables in which a name was found; those of a workbook in which none was are left out with a remark."""
    found = []
    refusal: CannotRead | None = None
    for table in source.tables:
        try:
            found.append((table, understand(table, named)))
        except CannotRead as error:
            refusal = error
            source.remarks.append(f"{table.sheet}: {error}")
    if not found and refusal is not None:
        raise refusal
    return found


def _filled(outcome: Outcome, name: str) -> Submission:
    """The row as a submission that is not stored yet, or the held draft that it answers with what it says now."""
    proposal = outcome.proposal
    submission = outcome.draft or Submission(origin=Origin.IMPORT)
    submission.entry = proposal.entry
    submission.name = proposal.entry["name"][: Submission._meta.get_field("name").max_length]
    submission.host = proposal.entry["host"] or ""
    submission.answers = proposal.answers
    submission.private_answers = proposal.private
    submission.lookalikes = [one for one in outcome.lookalikes if "row" not in one]
    submission.fingerprint = outcome.fingerprint
    submission.imported_from = _origin(name, proposal.where)
    submission.import_notes = [note.stored for note in proposal.notes]
    return submission


def _with_submission(one: dict[str, Any], earlier: Callable[[int], Submission | None]) -> dict[str, Any] | None:
    """A likeness to an earlier row of the same file, told by the submission of that row, where one was made of it."""
    if "row" not in one:
        return one
    submission = earlier(one["row"])
    known = {key: value for key, value in one.items() if key != "row"}
    return {**known, "submission": submission.pk} if submission else None


def _origin(name: str, where: str) -> str:
    most = Submission._meta.get_field("imported_from").max_length or 300
    return f"{words.shortened(name, most - len(where) - 2)}, {where}"
