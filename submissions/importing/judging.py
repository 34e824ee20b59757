"""What becomes of the rows of a file: each is accepted, held, refused or skipped, and told what it looks like."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from communities.entry import digest
from submissions import lookalikes
from submissions.models import Kind, Origin, State, Submission

from .rows import Proposal
from .table import Level, Note

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


class Judge:
    """Decides about the rows of one file in their order, lot by lot, and remembers those it has seen."""

    def __init__(self) -> None:
        self._published, self._waiting = lookalikes.published(), _waiting()
        self._numbered, self._unsaid = _Numbered(), _Numbered()
        self._row = 0

    def remember(self, entry: dict[str, Any], fingerprint: str, unsaid: str, *, compared: bool) -> None:
        """A row that was decided about before, in an earlier lot: later ones can be equal or look like it."""
        self._numbered.of(fingerprint)
        self._unsaid.of(unsaid)
        if compared:
            self._waiting.add(entry, {"slug": "", "row": self._row})
        self._row += 1

    def outcomes(self, made: Sequence[Proposal]) -> list[Outcome]:
        """What becomes of the next rows."""
        numbered = [self._numbered.of(proposal.fingerprint) for proposal in made]
        unsaid = [self._unsaid.of(proposal.unsaid_fingerprint) for proposal in made]
        earlier = imported({*numbered, *unsaid})
        outcomes = []
        for proposal, fingerprint, without in zip(made, numbered, unsaid, strict=True):
            outcome = _outcome(proposal, fingerprint, earlier.get(fingerprint) or _draft(earlier.get(without)))
            self._compare(outcome)
            outcomes.append(outcome)
        return outcomes

    def _compare(self, outcome: Outcome) -> None:
        entry = outcome.proposal.entry
        if outcome.verdict in (Verdict.ACCEPTED, Verdict.HELD):
            own = self._waiting.like(entry, limit=10)
            own = [one for one in own if outcome.draft is None or one.get("submission") != outcome.draft.pk]
            outcome.lookalikes = [*self._published.like(entry), *own][:5]
            self._waiting.add(entry, {"slug": "", "row": self._row})
        elif outcome.verdict == Verdict.REFUSED and entry["website"]:
            outcome.lookalikes = self._published.like(entry)
        self._row += 1


class _Numbered:
    """Fingerprints that tell the second of two equal rows from the first: both are shown to people, once each."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, fingerprint: str) -> str:
        self._seen[fingerprint] += 1
        again = self._seen[fingerprint] > 1 and fingerprint
        return digest([fingerprint, self._seen[fingerprint]]) if again else fingerprint


def imported(fingerprints: Collection[str]) -> dict[str, Submission]:
    """What was imported before with these fingerprints."""
    # Of a draft that is answered all else is written anew; and ten thousand entries would fill the memory.
    read = ("fingerprint", "imported_from", "origin", "kind", "state", "version")
    earlier = Submission.objects.filter(fingerprint__in=set(fingerprints) - {""}).only(*read)
    return {submission.fingerprint: submission for submission in earlier}


def _outcome(proposal: Proposal, fingerprint: str, found: Submission | None) -> Outcome:
    if proposal.blank:
        return Outcome(proposal, Verdict.SKIPPED)
    if proposal.level == Level.REFUSED:
        return Outcome(proposal, Verdict.REFUSED)
    verdict = Verdict.HELD if proposal.level == Level.ASKED else Verdict.ACCEPTED
    if found is None:
        return Outcome(proposal, verdict, fingerprint)
    if verdict == Verdict.ACCEPTED and _draft(found):
        note = Note("", _("the question about this row is answered; the draft that was held goes into the queue"))
        proposal.notes += [] if note in proposal.notes else [note]
        return Outcome(proposal, verdict, fingerprint, draft=found)
    text = _("the same content was imported before, from %(file)s (submission %(number)d: %(state)s)") % {
        "file": found.imported_from,
        "number": found.pk,
        "state": found.get_state_display(),
    }
    proposal.notes = [Note("", text)]
    return Outcome(proposal, Verdict.SKIPPED)


def again(outcome: Outcome, unsaid: str, earlier: Mapping[str, Submission]) -> Outcome:
    """What becomes of a row that was decided about some time ago, now that it is about to be written."""
    found = earlier.get(outcome.fingerprint) or _draft(earlier.get(unsaid))
    now = _outcome(outcome.proposal, outcome.fingerprint, found)
    now.lookalikes = outcome.lookalikes
    return now


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
    named = (held | waiting).exclude(name="").order_by("pk").values_list("pk", "entry")
    for number, entry in named.iterator(chunk_size=200):
        pool.add(entry, {"slug": "", "submission": number})
    return pool
