"""The questionnaire as data: sections of questions, who sees each answer, when it is asked, how long it takes.

A vocabulary's question is worded as in the vocabularies' file. Forms, pages and letters read from here; nothing here
reads the database.
"""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities import labels, vocabularies

from .. import session_words
from . import closing, main, more
from .learned import LEARNED
from .shape import UNKNOWN, Answers, Column, Kind, Question, Section, Who

__all__ = ["UNKNOWN", "Answers", "Column", "Kind", "Question", "Section", "Who"]

VERSION = "2026-11"
# The permissions, by their question, under the names that the record of consent uses.
CONSENTS = {
    "consent_publish": "publish",
    "consent_map": "map",
    "consent_case_study": "case-study",
    "consent_peers": "peers",
}

MAIN = main.SECTIONS
MORE = (*more.SECTIONS, LEARNED)
SECTIONS: tuple[Section, ...] = (*MAIN, *MORE)
YOU = main.YOU
# The kinds of submission that have questions of their own; all others have those of `SECTIONS`.
SECTIONS_OF = {"closure": closing.SECTIONS, "lesson": (LEARNED,)}
WITHHOLDABLE = more.WITHHOLDABLE

WORDS_A_MINUTE, SIGNS_A_MINUTE = 200, 200  # read, and typed: forty words a minute
# Seconds to answer, beside reading: deciding, and typing; of a question with an example, typing as much as it has.
_SECONDS = {
    Kind.LINE: 10, Kind.TEXT: 45, Kind.WEB: 10, Kind.EMAIL: 10, Kind.NUMBER: 6, Kind.YEAR: 5, Kind.HOURS: 6,
    Kind.DATE: 6, Kind.ONE: 4, Kind.MANY: 8, Kind.COUNTRY: 5, Kind.LANGUAGE: 4, Kind.LISTED: 4, Kind.YES_NO: 3,
    Kind.RATING: 4, Kind.TICK: 3, Kind.TICKS: 8, Kind.ROWS: 10,
}  # fmt: skip


def sections(kind: str) -> tuple[Section, ...]:
    """The sections of a kind of submission."""
    return SECTIONS_OF.get(kind, SECTIONS)


def section(slug: str, kind: str = "") -> Section | None:
    """The section of that address, in the form of a kind of submission."""
    return next((one for one in sections(kind) if one.slug == slug), None)


def section_of(key: str, kind: str = "") -> Section:
    """The section in which a question stands, in the form of a kind. Raises KeyError for a key that no question has."""
    for one in sections(kind):
        if any(question.key == key for question in one.questions):
            return one
    raise KeyError(key)


def questions() -> tuple[Question, ...]:
    """All questions, in the order in which they are asked."""
    return tuple(question for one in SECTIONS for question in one.questions)


def question(key: str) -> Question:
    """The question of that key. Raises KeyError for a key that no question has."""
    return next(one for one in section_of(key).questions if one.key == key)


def numbers(answers: Answers, sections: Iterable[Section] = MAIN) -> dict[str, int]:
    """The number of each main question that is asked, by key; a part of a question has none of its own."""
    leading = [question.key for one in sections for question in one.asked(answers) if not question.follows]
    return {key: number for number, key in enumerate(leading, start=1)}


def label_of(key: str) -> Any:
    """What an answer is called where answers are listed, by the key of its question."""
    asked = next((called(question) for question in questions() if question.key == key), None)
    return asked or labels.LABELS.get(key) or session_words.LABELS.get(key, key)


def called(question: Question) -> Any:
    """What an answer is called where answers are listed."""
    return labels.LABELS.get(question.key) or _PRIVATE.get(question.key) or question.text


def minutes(sections: tuple[Section, ...], answers: Answers) -> int:
    """About how long these sections take somebody who reads every word of them; at least one minute."""
    return max(1, ceil(sum(reading(one, answers) + answering(one, answers) for one in sections) / 60))


def reading(one: Section, answers: Answers) -> float:
    """Seconds to read a section: its title and introduction, and of what is asked the questions, help and choices."""
    words = f"{one.title} {one.intro} " + " ".join(_words(question) for question in one.asked(answers))
    return len(words.split()) * 60 / WORDS_A_MINUTE


def answering(one: Section, answers: Answers) -> float:
    """Seconds to decide and to type what a section asks."""
    return sum(_seconds(question) for question in one.asked(answers))


def _words(question: Question) -> str:
    known = vocabularies.read().get(question.key)
    choices = (f"{label} {definition}" for _slug, label, definition in (known.terms if known else ()))
    return " ".join(map(str, [question.text, question.help, *choices, *question.options.values()]))


def _seconds(question: Question) -> float:
    if question.example:
        return len(str(question.example)) * 60 / SIGNS_A_MINUTE
    return _SECONDS[question.kind]


_PRIVATE: Mapping[str, Any] = {
    "sender_role": _("Your role"),
    "sender_email": _("Your e-mail address"),
    "sender_name": _("Your name"),
    "consent_publish": _("May be published"),
    "consent_map": _("May be shown on the map"),
    "consent_case_study": _("May be asked about a case study"),
    "consent_peers": _("May be written to by peers, through OPSI"),
    "hardest": _("Hardest right now"),
}

# What staff read beside an answer that is not published.
PRIVATE_LABELS: Mapping[str, Any] = {
    question.key: label_of(question.key)
    for question in questions()
    if not question.is_of_entry
    and question not in LEARNED.questions
    and question.key not in (*CONSENTS, "sender_role", "sender_email", "sender_name")
}
