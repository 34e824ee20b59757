"""Where a question stands, as its asker reads it: how many were asked, how many answered, until when. Never who."""

from typing import Any

from ..models import Inquiry, State, Submission


def of(question: Submission) -> dict[str, Any]:
    """What the status page says of it."""
    inquiry = Inquiry.objects.select_related("reply").filter(submission=question).first()
    if inquiry is None:
        return {"inquiry": None}
    relays = list(inquiry.relays.values_list("answered_at", flat=True))
    return {
        "inquiry": inquiry,
        "asked": str(len(relays)),
        "answered": str(sum(1 for at in relays if at)),
        "reply": inquiry.reply if question.state == State.APPROVED else None,
    }
