"""What was done to a submission, act by act and in words, and what can still be taken back of it."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from . import criteria, moderation, questionnaire, reasons
from .models import UNDOABLE, Actor, Decision, Submission


@dataclass(frozen=True)
class Line:
    """One act in a submission's history, ready to read."""

    decision: Decision
    what: str
    who: str
    reason: str
    fields: str
    words: str
    about_fields: list[tuple[str, str]]
    note: str
    checked: str
    erased: bool


def of(submission: Submission) -> list[Line]:
    """All that was done to it, the latest first."""
    decisions = submission.decisions.select_related("user", "words", "checked").order_by("-sequence")
    return [_line(decision) for decision in decisions]


def last_decision(user: User) -> Decision | None:
    """What this moderator decided last, while it can still be undone."""
    decisions = Decision.objects.filter(user=user).select_related("submission").defer("submission__search")
    last = decisions.order_by("-pk").first()  # a clock may have been put back
    if last is None or last.submission.version != last.submission_version or last.to_state not in UNDOABLE:
        return None
    return last if moderation.can_undo(last.submission, last) else None


def _line(decision: Decision) -> Line:
    words = getattr(decision, "words", None)
    about = words.about_fields.items() if words else ()
    return Line(
        decision=decision,
        what=decision.done,
        who=moderation.name_of(decision.user) if decision.user else str(Actor(decision.actor).label),
        reason=reasons.words(decision.reason) if decision.reason else "",
        fields=", ".join(str(questionnaire.label_of(field)) for field in decision.fields),
        words=words.to_sender if words else "",
        about_fields=[(str(questionnaire.label_of(field)), text) for field, text in about],
        note=words.note if words else "",
        checked=criteria.titles(decision.checked.met) if hasattr(decision, "checked") else "",
        erased=bool(words and words.erased_at),
    )
