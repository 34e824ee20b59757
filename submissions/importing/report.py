"""What an import says: how the file was read, what became of each row and why, and the counts on the last line."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import delimited, encodings, headers
from .columns import Columns
from .judging import Outcome, Verdict
from .queueing import Plan
from .table import Level, Table, quoted

# Blank rows in a run of more than this are told in one line.
RUN = 3


def lines(plan: Plan) -> Iterator[str]:
    """The report, line by line. The last line is the contract's: `N accepted, N held, N refused, N skipped`."""
    for table, columns in plan.columns:
        yield _how_it_was_read(plan.source.name, table)
        yield "  " + _("Columns read: %(columns)s") % {"columns": ", ".join(_columns(table, columns))}
        if columns.left_out:
            yield "  " + _("Columns left out: %(columns)s") % {"columns": "; ".join(columns.left_out)}
        yield from (f"  {question.text}" for question in columns.questions)
    yield from (f"  {remark}" for remark in plan.source.remarks)
    yield ""
    for blank, group in groupby(plan.outcomes, key=_is_blank):
        outcomes = list(group)
        if blank and len(outcomes) > RUN:
            yield _("%(first)s to %(last)s: skipped: %(count)d blank rows") % {
                "first": outcomes[0].proposal.where,
                "last": outcomes[-1].proposal.where,
                "count": len(outcomes),
            }
        else:
            for outcome in outcomes:
                yield from _of_row(outcome, plan)
    yield ""
    yield last_line(plan)


def last_line(plan: Plan) -> str:
    """The counts, in words that outside checks rely on; never translated."""
    return ", ".join(f"{plan.count(verdict)} {verdict}" for verdict in Verdict)


def _how_it_was_read(name: str, table: Table) -> str:
    rows = ngettext("%(count)d row", "%(count)d rows", len(table.records)) % {"count": len(table.records)}
    if table.sheet:
        return _("%(file)s, sheet %(sheet)s: header in row %(header)d, %(rows)s below it.") % {
            "file": name, "sheet": quoted(table.sheet), "header": table.header_row, "rows": rows
        }  # fmt: skip
    return _(
        "%(file)s: read as %(encoding)s, split at the %(delimiter)s, header in row %(header)d, %(rows)s below it."
    ) % {
        "file": name,
        "encoding": encodings.shown(table.encoding),
        "delimiter": delimited.NAMES.get(table.delimiter, quoted(table.delimiter)),
        "header": table.header_row,
        "rows": rows,
    }


def _columns(table: Table, columns: Columns) -> Iterator[str]:
    for index, name in columns.fields.items():
        yield f"{quoted(table.header[index].strip())} → {headers.shown_field(name)}"


def _is_blank(outcome: Outcome) -> bool:
    return outcome.proposal.blank and not outcome.proposal.notes[0].field and outcome.verdict == Verdict.SKIPPED


def _of_row(outcome: Outcome, plan: Plan) -> Iterator[str]:
    proposal = outcome.proposal
    shown = {
        Verdict.ACCEPTED: _("accepted"),
        Verdict.HELD: _("held"),
        Verdict.REFUSED: _("refused"),
        Verdict.SKIPPED: _("skipped"),
    }[outcome.verdict]
    name = f": {quoted(proposal.entry['name'])}" if proposal.entry["name"] else ""
    if outcome.verdict == Verdict.SKIPPED:
        yield f"{proposal.where}: {shown}{name}: {proposal.notes[0].text}"
        return
    yield f"{proposal.where}: {shown}{name}"
    above = [question for _table, columns in plan.columns for question in columns.questions]
    for note in sorted(proposal.notes, key=lambda note: -note.level):
        question = _("To answer: ") if note.level == Level.ASKED else ""
        said = _("the question about the columns, above") if note in above else note.shown
        yield f"    {question}{said}"
    for one in outcome.lookalikes:
        yield "    " + _looks_like(one, plan)


def _looks_like(one: dict, plan: Plan) -> str:
    if "row" in one:
        where = plan.outcomes[one["row"]].proposal.where
    elif "submission" in one:
        where = _("submission %(number)d, not decided yet") % {"number": one["submission"]}
    else:
        where = _("in the catalogue: %(slug)s") % {"slug": one["slug"]}
    return _("Possible duplicate of %(name)s (%(where)s). %(reasons)s") % {
        "name": quoted(one["name"]),
        "where": where,
        "reasons": " ".join(one["reasons"]),
    }
