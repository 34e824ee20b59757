"""A lesson as rows of the desk: what it says, and what changed since it was looked at. Plain data, as `difference`."""

from collections.abc import Mapping
from typing import Any

from . import answers as answering
from . import difference
from .difference import Piece, Row
from .models import Submission
from .questionnaire.learned import LEARNED
from .reading import Reading


def stated_rows(submission: Submission) -> list[Row]:
    """A row for each question that is answered."""
    said = _words(submission)
    return [
        Row((question.key,), str(question.text), [], [Piece(said[question.key])])
        for question in LEARNED.questions
        if said[question.key]
    ]


def changed_rows(seen: Mapping[str, Any], submission: Submission) -> list[Row]:
    """The rows in which it is not what was seen."""
    before = _words(Submission(kind=submission.kind, answers=dict(seen), language=submission.language))
    now = _words(submission)
    return [
        Row((question.key,), str(question.text), *difference.compare(before[question.key], now[question.key]))
        for question in LEARNED.questions
        if before[question.key] != now[question.key]
    ]


def _words(submission: Submission) -> dict[str, str]:
    """Each answer in words."""
    reading = Reading(submission)
    return {
        question.key: ", ".join(
            answering.in_words(question, reading.entry, reading.values, reading.answers, reading.choices)
        )
        for question in LEARNED.questions
    }
