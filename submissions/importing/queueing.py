"""From a file to the review queue: what becomes of each row is decided first, then stored: all of it or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from communities.entry import digest
from submissions import lookalikes, moderation, searching
from submissions.models import Kind, Origin, State, Submission

from . import reading, words
from .columns import Columns, Named, refuse_unknown, understand
from .rows import Proposal, proposals
from .table import CannotRead, Level, Note, Source, Table
from .terms import Vocabularies

# A submission nobody has touched since it was made.
UNTOUCHED = 1
# Submissions that a row could repeat: what waits, and what earlier imports hold.
WAITING = (State.PENDING, State.CHANGES_REQUESTED)


class Verdict(StrEnum):
    """What becomes of a row, in the words of the report's last line."""

    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass
class Outcome:
    """A row's proposal, what becomes of it, what it looks like, and the held draft that it answers, if any."""

    proposal: Proposal
    verdict: Verdict
    fingerprint: str = ""
    lookalikes: list[dict[str, Any]] = field(default_factory=list)
    draft: Submission | None = None
    submission: Submission | None = None


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
    return Plan(source, understood, _outcomes(made))


def store(decided: Plan) -> None:
    """Write what was decided, in one transaction: all of it or nothing. Raises CannotRead where somebody else did."""
    try:
        with transaction.atomic():
            for outcome in decided.outcomes:
                if outcome.verdict in (Verdict.ACCEPTED, Verdict.HELD):
                    outcome.submission = _stored(outcome, decided)
    except IntegrityError as error:
        raise CannotRead(
            _("Another import wrote some of these rows at this very moment. Nothing was kept; import the file again.")
        ) from error


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


def _outcomes(made: list[Proposal]) -> list[Outcome]:
    numbered = _numbered([proposal.fingerprint for proposal in made])
    unsaid = _numbered([proposal.unsaid_fingerprint for proposal in made])
    earlier = Submission.objects.filter(fingerprint__in={*numbered, *unsaid} - {""}).defer("search", "answers")
    by_fingerprint = {submission.fingerprint: submission for submission in earlier}
    published, waiting = lookalikes.published(), _waiting()
    outcomes: list[Outcome] = []
    for proposal, fingerprint, without in zip(made, numbered, unsaid, strict=True):
        found = by_fingerprint.get(fingerprint) or _draft(by_fingerprint.get(without))
        outcome = _outcome(proposal, fingerprint, found)
        if outcome.verdict in (Verdict.ACCEPTED, Verdict.HELD):
            own = waiting.like(proposal.entry, limit=10)
            own = [one for one in own if outcome.draft is None or one.get("submission") != outcome.draft.pk]
            outcome.lookalikes = [*published.like(proposal.entry), *own][:5]
            waiting.add(proposal.entry, {"slug": "", "row": len(outcomes)})
        elif outcome.verdict == Verdict.REFUSED and proposal.entry["website"]:
            outcome.lookalikes = published.like(proposal.entry)
        outcomes.append(outcome)
    return outcomes


def _outcome(proposal: Proposal, fingerprint: str, found: Submission | None) -> Outcome:
    if proposal.blank:
        return Outcome(proposal, Verdict.SKIPPED)
    if proposal.level == Level.REFUSED:
        return Outcome(proposal, Verdict.REFUSED)
    verdict = Verdict.HELD if proposal.level == Level.ASKED else Verdict.ACCEPTED
    if found is None:
        return Outcome(proposal, verdict, fingerprint)
    if verdict == Verdict.ACCEPTED and _draft(found):
        text = _("the question about this row is answered; the draft that was held goes into the queue")
        proposal.notes.append(Note("", text))
        return Outcome(proposal, verdict, fingerprint, draft=found)
    text = _("the same content was imported before, from %(file)s (submission %(number)d: %(state)s)") % {
        "file": found.imported_from,
        "number": found.pk,
        "state": found.get_state_display(),
    }
    proposal.notes = [Note("", text)]
    return Outcome(proposal, Verdict.SKIPPED)


def _numbered(fingerprints: Sequence[str]) -> list[str]:
    """Fingerprints that tell the second of two equal rows from the first: both are shown to people, once each."""
    seen: Counter[str] = Counter()
    numbered = []
    for fingerprint in fingerprints:
        seen[fingerprint] += 1
        again = seen[fingerprint] > 1 and fingerprint
        numbered.append(digest([fingerprint, seen[fingerprint]]) if again else fingerprint)
    return numbered


def _draft(found: Submission | None) -> Submission | None:
    """The submission, where it is one that an import holds and nobody has touched since."""
    if found is None or found.origin != Origin.IMPORT or found.state != State.DRAFT or found.version != UNTOUCHED:
        return None
    return found


def _waiting() -> lookalikes.Pool:
    """What waits for OPSI, and what earlier imports hold. Drafts of the questionnaire are their senders' own."""
    pool = lookalikes.Pool()
    held = Submission.objects.filter(origin=Origin.IMPORT, state=State.DRAFT)
    waiting = Submission.objects.filter(kind=Kind.NEW, state__in=WAITING)
    for number, entry in (held | waiting).exclude(name="").order_by("pk").values_list("pk", "entry"):
        pool.add(entry, {"slug": "", "submission": number})
    return pool


def _stored(outcome: Outcome, decided: Plan) -> Submission:
    proposal = outcome.proposal
    submission = outcome.draft or Submission(origin=Origin.IMPORT)
    submission.entry = proposal.entry
    submission.name = proposal.entry["name"][: Submission._meta.get_field("name").max_length]
    submission.host = proposal.entry["host"] or ""
    submission.answers = proposal.answers
    submission.private_answers = proposal.private
    submission.lookalikes = [_with_submission(one, decided.outcomes) for one in outcome.lookalikes]
    submission.fingerprint = outcome.fingerprint
    submission.imported_from = _origin(decided.source.name, proposal.where)
    submission.import_notes = [
        {"level": note.level.name.lower(), "field": note.field, "message": note.text} for note in proposal.notes
    ]
    submission.save()
    if outcome.verdict == Verdict.ACCEPTED:
        moderation.queue(submission)
    else:
        searching.index(submission)
    return submission


def _with_submission(one: dict[str, Any], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """A likeness to an earlier row of the same file, told by the submission that was made of that row."""
    if "row" not in one:
        return one
    earlier = outcomes[one["row"]].submission
    return {**{key: value for key, value in one.items() if key != "row"}, "submission": earlier.pk if earlier else None}


def _origin(name: str, where: str) -> str:
    most = Submission._meta.get_field("imported_from").max_length or 300
    return f"{words.shortened(name, most - len(where) - 2)}, {where}"
