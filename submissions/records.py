"""The lasting record of what was done to a submission: decisions in a chain, their words, and the erasing of words."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from communities import chain
from communities.entry import digest

from .models import Decision, Submission, Words


@dataclass(frozen=True)
class Said:
    """The free words of one act: to or from the sender, about single fields, and a note that stays among staff."""

    to_sender: str = ""
    about_fields: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.to_sender or self.about_fields or self.note)

    @property
    def digest(self) -> str:
        return digest(asdict(self)) if self else ""


def add(
    submission: Submission,
    verb: str,
    *,
    from_state: str,
    at: datetime,
    actor: str,
    user: User | None = None,
    reason: str = "",
    fields: list[str] | None = None,
    revision: int | None = None,
    said: Said | None = None,
) -> Decision:
    """Add the next decision of a submission that is locked and already stands in its new state and version."""
    said = said or Said()
    last = submission.decisions.order_by("-sequence").first()
    decision = _next(
        submission,
        last,
        verb=verb,
        from_state=from_state,
        at=at,
        actor=actor,
        user=user,
        reason=reason,
        fields=fields or [],
        revision=revision,
        words_digest=said.digest,
    )
    decision.save(force_insert=True)
    if said:
        Words.objects.create(decision=decision, **asdict(said))
    return decision


def begin(submissions: Iterable[Submission], verb: str, *, from_state: str, at: datetime, actor: str) -> None:
    """Add the first decision of each of these submissions: they are new, and nobody else can have decided yet."""
    Decision.objects.bulk_create(
        _next(one, None, verb=verb, from_state=from_state, at=at, actor=actor) for one in submissions
    )


def _next(submission: Submission, last: Decision | None, **recorded: Any) -> Decision:
    decision = Decision(
        submission=submission,
        sequence=last.sequence + 1 if last else 1,
        to_state=submission.state,
        submission_version=submission.version,
        entry_digest=digest(submission.decided_upon),
        previous_digest=last.digest if last else "",
        **recorded,
    )
    decision.digest = chain.seal(sealed_content(decision), decision.previous_digest)
    return decision


def sealed_content(decision: Decision) -> dict[str, Any]:
    """What a decision's digest covers. Its words have a digest of their own, so that erasing them breaks nothing."""
    return {
        "submission": decision.submission_id,
        "sequence": decision.sequence,
        "verb": str(decision.verb),
        "from": str(decision.from_state),
        "to": str(decision.to_state),
        "actor": str(decision.actor),
        "user": decision.user_id,
        "reason": decision.reason,
        "version": decision.submission_version,
        "entry": decision.entry_digest,
        "fields": decision.fields,
        "revision": decision.revision,
        "words": decision.words_digest,
        "at": decision.at.isoformat(),
    }


def broken_decisions(submission: Submission) -> list[Decision]:
    """Decisions that were altered behind the site's back, or whose words were; empty when all is sound."""
    return broken_among(list(submission.decisions.select_related("words").order_by("sequence")))


def broken_among(decisions: list[Decision]) -> list[Decision]:
    """The same of all decisions on one submission, in their order."""
    wrong = chain.broken(decisions, sealed_content)
    return wrong + [decision for decision in decisions if decision not in wrong and not _words_fit(decision)]


def redact(target: Decision | Submission) -> int:
    """Blank the words of a decision, or of all decisions of a submission, for good; each keeps the time as a mark.

    Gives back how many were blanked. The chain of digests stays verifiable.
    """
    words = Words.objects.filter(erased_at=None)
    words = words.filter(decision=target) if isinstance(target, Decision) else words.filter(decision__submission=target)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL copdir.redact = 'on'")
        blanked = words.update(to_sender="", about_fields={}, note="", erased_at=timezone.now())
        cursor.execute("SET LOCAL copdir.redact = 'off'")
    return blanked


def _words_fit(decision: Decision) -> bool:
    words = getattr(decision, "words", None)
    if words is None:
        return not decision.words_digest
    said = Said(words.to_sender, words.about_fields, words.note)
    return words.erased_at is not None or said.digest == decision.words_digest
