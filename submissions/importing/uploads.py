"""An import that staff carry through on the desk: received, read, checked lot by lot, queued lot by lot.

A lot is one transaction under the import's lock: whoever is killed in it leaves it undone, and two at once take turns.
So it does not matter who carries on, the page of whoever looks at it or the mail loop.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.entry import CONTROL, tidy_text
from submissions.models import Import, ImportRow, Step, Submission

from . import judging, queueing, reading, words
from .columns import Named, understand
from .judging import Judge, Outcome, Verdict
from .rows import Proposal, proposals
from .table import MOST_BYTES, CannotRead, Cell, Note, Record, Table
from .terms import Vocabularies

LOT = 100
OFTEN = 5  # overtaken so often by other imports, this one waits a while
logger = logging.getLogger(__name__)


class TooLarge(CannotRead):
    """More than is read of one file."""

    def __init__(self) -> None:
        most = {"most": MOST_BYTES // 1_000_000}
        super().__init__(_("The file is larger than %(most)d MB, which is the most that is read. Split it.") % most)


def receive(upload: UploadedFile, user: User, *, header: str = "", sheet: str = "") -> Import:
    """Read a file and keep its tables. Raises CannotRead with a sentence for people; then nothing is kept.

    `header` is what the column of names is called, where that is a word not known here.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise TooLarge
    named = [Named(header, 1, "name")] if header.strip() else []
    tables, remarks = reading.tables_of(upload.read(), sheet=sheet, named=frozenset(one.key for one in named))
    return Import.objects.create(
        name=words.shortened(tidy_text(upload.name or "", one_line=True) or _("Table"), 200),
        uploaded_by=user,
        tables=[_packed(table) for table in tables],
        remarks=[_storable(remark) for remark in remarks],
        named=[[one.header, one.occurrence, one.field] for one in named],
        total=sum(len(table.records) for table in tables),
    )


def named_in(source: Import) -> list[Named]:
    """What somebody said of the columns."""
    return [Named(*said) for said in source.named]


def tables_of(source: Import) -> list[Table]:
    """The tables as they were read."""
    return [_unpacked(table) for table in source.tables]


def start_over(source: Import) -> bool:
    """Back to the columns, as long as nothing was queued. Gives back whether it is so."""
    with transaction.atomic():
        row = Import.objects.select_for_update().filter(pk=source.pk, step__in=(Step.CHECKING, Step.CHECKED)).first()
        if row is not None:
            row.rows.all().delete()
            _stand(row, Step.MAPPING)
    return row is not None


def carry_on(source: Import, seconds: float) -> None:
    """Do lots of it until it wants a person, or for about so long."""
    until = time.monotonic() + seconds
    work: Callable[[], bool] | None = None
    while time.monotonic() < until:
        now = Import.objects.filter(pk=source.pk).values_list("step", "done").first()
        if now is None:  # somebody took it away
            return
        source.step, source.done = now
        if source.step == Step.CHECKING:
            work = work if isinstance(work, _Checking) else _Checking(source.pk)
        elif source.step == Step.QUEUEING:
            work = work if isinstance(work, _Queueing) else _Queueing(source.pk)
        else:
            return
        if not work():  # somebody else is at it
            return


def carry_all_on(seconds: float) -> None:
    """What waits for nobody, by the mail loop."""
    for source in Import.objects.filter(step__in=(Step.CHECKING, Step.QUEUEING)).defer("tables").order_by("pk"):
        try:
            carry_on(source, seconds)
        except CannotRead:  # its columns were understood when they were saved, and are no more: somebody looks again
            start_over(source)
        except DatabaseError:
            raise
        except Exception as error:  # what it says could quote the file, and logs hold nobody's address
            logger.error("Import %s: %s", source.pk, type(error).__name__)


def over(now: datetime) -> QuerySet[Import]:
    """Imports whose time is over, wherever they stand."""
    return Import.objects.filter(uploaded_at__lte=now - settings.IMPORT_LIFE)


def forget_due(now: datetime | None = None) -> int:
    """Delete imports whose time is over. What they put into the queue stays."""
    return over(now or timezone.now()).delete()[1].get("submissions.Import", 0)


class _Checking:
    """Reads rows into proposals, decides about them, and keeps what the page shows."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        source = Import.objects.get(pk=pk)
        named = named_in(source)
        self.tables = [(table, understand(table, named)) for table in tables_of(source)]
        self.vocabularies = Vocabularies(source.meant)
        self.judge, self.done = Judge(), 0
        before = source.rows.order_by("number").values_list(
            "verdict", "proposed__entry", "raw_fingerprint", "unsaid_fingerprint"
        )
        for verdict, entry, raw, unsaid in before.iterator(chunk_size=200):
            self.judge.remember(entry, raw, unsaid, compared=verdict in (Verdict.ACCEPTED, Verdict.HELD))
            self.done += 1

    def __call__(self) -> bool:
        with transaction.atomic():
            source = _mine(self.pk, Step.CHECKING)
            if source is None or source.done != self.done:
                return False
            made = self._next()
            outcomes = self.judge.outcomes(made)
            pairs = zip(outcomes, made, strict=True)
            rows = [self._row(number, *pair) for number, pair in enumerate(pairs, start=self.done)]
            ImportRow.objects.bulk_create(rows)
            self.done += len(rows)
            _stand(source, Step.CHECKING if self.done < source.total else Step.CHECKED, self.done)
        return True

    def _next(self) -> list[Proposal]:
        """The next lot of proposals, from the tables in their order."""
        begins = [0, *accumulate(len(table.records) for table, _columns in self.tables)]
        made: list[Proposal] = []
        for (table, columns), begin in zip(self.tables, begins, strict=False):
            only = slice(max(self.done - begin, 0), max(self.done + LOT - begin, 0))
            made += proposals(table, columns, self.vocabularies, only=only)
        return made

    def _row(self, number: int, outcome: Outcome, proposal: Proposal) -> ImportRow:
        return ImportRow(
            source_id=self.pk,
            number=number,
            where=proposal.where,
            name=proposal.entry["name"][:200],
            verdict=outcome.verdict,
            notes=[note.stored for note in proposal.notes],
            lookalikes=outcome.lookalikes,
            proposed={"entry": proposal.entry, "private": proposal.private, "answers": proposal.answers},
            fingerprint=outcome.fingerprint,
            raw_fingerprint=proposal.fingerprint,
            unsaid_fingerprint=proposal.unsaid_fingerprint,
        )


class _Queueing:
    """Makes submissions of the rows that nobody left out, unless the same content was imported meanwhile."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.overtaken = 0

    def __call__(self) -> bool:
        try:
            with transaction.atomic():
                source = _mine(self.pk, Step.QUEUEING)
                if source is None:
                    return False
                rows = list(source.rows.filter(number__gte=source.done, number__lt=source.done + LOT))
                self._write(source, [row for row in rows if not row.left_out])
                done = min(source.done + LOT, source.total)
                if done < source.total:
                    _stand(source, Step.QUEUEING, done)
                else:
                    source.rows.update(proposed={})
                    source.tables = []
                    _stand(source, Step.DONE, done)
        except IntegrityError:  # another import wrote one of these rows this moment: they are looked at again
            self.overtaken += 1
        return self.overtaken < OFTEN

    def _write(self, source: Import, rows: Sequence[ImportRow]) -> None:
        wanted = [row for row in rows if row.verdict in (Verdict.ACCEPTED, Verdict.HELD)]
        earlier = judging.imported({key for row in wanted for key in (row.fingerprint, row.unsaid_fingerprint)})
        outcomes = {row.number: judging.again(_outcome_of(row), row.unsaid_fingerprint, earlier) for row in wanted}
        alike = {one["row"] for outcome in outcomes.values() for one in outcome.lookalikes if "row" in one}
        before = source.rows.filter(number__in=alike).exclude(submission=None).select_related("submission")
        known = {row.number: row.submission for row in before}

        def submission_of(number: int) -> Submission | None:
            return outcomes[number].submission if number in outcomes else known.get(number)

        queueing.write(list(outcomes.values()), source.name, submission_of)
        for row in wanted:
            outcome = outcomes[row.number]
            row.submission, row.verdict, row.proposed = outcome.submission, outcome.verdict, {}
            row.notes = [note.stored for note in outcome.proposal.notes]
        ImportRow.objects.bulk_update(wanted, ["submission", "verdict", "proposed", "notes"])


def _outcome_of(row: ImportRow) -> Outcome:
    proposed = row.proposed
    proposal = Proposal(
        where=row.where,
        entry=proposed["entry"],
        private=proposed["private"],
        answers=proposed["answers"],
        notes=[Note.of(note) for note in row.notes],
    )
    return Outcome(proposal, Verdict(row.verdict), row.fingerprint, row.lookalikes)


def _mine(pk: int, step: Step) -> Import | None:
    """The import under its lock, where it stands at this step and nobody else is at it."""
    locked = Import.objects.select_for_update(skip_locked=True).defer("tables", "remarks", "meant")
    return locked.filter(pk=pk, step=step).first()


def _stand(source: Import, step: Step, done: int = 0) -> None:
    source.step, source.done = step, done
    source.save(update_fields=["step", "done", *(["tables"] if step == Step.DONE else [])])


def _packed(table: Table) -> dict[str, Any]:
    records = [
        [
            record.where,
            [
                [_storable(cell.text), _storable(cell.link)] if cell.link else _storable(cell.text)
                for cell in record.cells
            ],
            [note.stored for note in record.notes],
        ]
        for record in table.records
    ]
    return {
        "header": [_storable(header) for header in table.header],
        "header_row": table.header_row,
        "records": records,
        "sheet": _storable(table.sheet),
        "hidden_columns": list(table.hidden_columns),
        "encoding": table.encoding,
        "delimiter": table.delimiter,
    }


def _unpacked(table: dict[str, Any]) -> Table:
    records = [
        Record(
            where, [Cell(cell) if isinstance(cell, str) else Cell(*cell) for cell in cells], list(map(Note.of, notes))
        )
        for where, cells, notes in table["records"]
    ]
    return Table(**{**table, "records": records})


def _storable(text: str) -> str:
    """The text without what a database cannot hold: no NUL, no half of a character."""
    return CONTROL.sub("", text).encode("utf-8", "ignore").decode()
