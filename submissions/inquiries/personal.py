"""What questions hold about who asked and who was asked: given to them, and taken out at their word."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from ..models import Inquiry, Relay, State, Steward, Submission


def held_of_question(question: Submission) -> dict[str, Any]:
    """What became of a question, for its asker: never who was asked."""
    inquiry = Inquiry.objects.filter(submission=question).first()
    if inquiry is None:
        return {}
    return {
        "passed_on_as": inquiry.question,
        "context": inquiry.context,
        "passed_on": inquiry.relayed_at,
        "answers_until": inquiry.answers_until,
        "conveners_asked": inquiry.relays.count(),
    }


def held_of_stewards(stewards: Collection[Steward]) -> list[dict[str, Any]]:
    """What these people were asked, and answered: never who asked."""
    relays = Relay.objects.filter(steward__in=stewards).select_related("inquiry").order_by("pk")
    return [
        {
            "question": one.inquiry.question,
            "asked": one.asked_at,
            "reminded": one.reminded_at,
            "answer": one.answer,
            "may_be_cited": one.may_cite,
            "answered": one.answered_at,
            "would_rather_not": one.declined_at,
        }
        for one in relays
    ]


def erase_question(question: Submission) -> str:
    """Take what followed on a question out, but for a published reply. Gives back the name that stays in the record."""
    inquiry = Inquiry.objects.filter(submission=question).first()
    if inquiry is None:
        return ""
    if inquiry.reply_id and question.state == State.APPROVED:
        return inquiry.question
    if inquiry.reply_id is None:
        inquiry.delete()
    return ""


def erase_stewards(stewards: Collection[Steward]) -> None:
    """Take their answers out: what is not in a published reply is gone."""
    relays = Relay.objects.filter(steward__in=stewards)
    relays.exclude(answered_at=None).update(answer="", may_cite=False, answered_at=None, declined_at=timezone.now())
