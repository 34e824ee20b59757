"""The questions in Spanish, for those who prepare their answers in it: the same paper, in the words of one data file.

The site itself is in English and French. A term that staff have added since has its English label.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from . import questionnaire
from .fields import NO, YES
from .forms import VOCABULARY, Choices
from .paper import Asked, Words, choices_of, printed_options
from .questionnaire import UNKNOWN, Kind, Question, Section, Who

FILE = Path(__file__).parent / "data" / "questions.es.toml"
ASIDE = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
# Where the options of a question stand in the file, if not under its own key.
OPTIONS = {Kind.RATING: "rating"}


@cache
def read() -> dict[str, Any]:
    """All words of the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def page() -> Mapping[str, str]:
    """What the page and the document say around the questions."""
    return read()["page"]


def words() -> Words:
    """The same for the lines of the document."""
    said = page()
    return Words(
        who={who: read()["who"][who.value] for who in Who},
        must=said["must"],
        optional=said["optional"],
        example=said["example"],
        limit=said["limit"],
    )


def sections() -> list[tuple[Section, list[Asked]]]:
    """All sections with all their questions, in the order of the form."""
    choices = Choices()
    return [(_section(one), [_asked(each, choices) for each in one.questions]) for one in questionnaire.SECTIONS]


def _section(one: Section) -> Section:
    title, intro = _both(read()["sections"][one.slug])
    return replace(one, title=title, intro=intro)


def _asked(question: Question, choices: Choices) -> Asked:
    text, said, example = [*read()["questions"][question.key], "", ""][:3]
    columns = read()["columns"].get(question.key, {})
    return Asked(
        replace(question, text=text, help=said, example=example),
        [_choice(question, *one) for one in choices_of(question, choices)],
        [
            (columns[column.key], [_option(column.key, *one) for one in printed_options(column)])
            for column in question.columns
        ],
        read()["only_if"].get(question.asked_if.__name__, ""),
    )


def _choice(question: Question, value: str, label: Any, explained: Any) -> tuple[Any, Any]:
    if value in ASIDE:
        return page()[ASIDE[value]], ""
    if known := read()["terms"].get(VOCABULARY.get(question.key, question.key), {}).get(value):
        return _both(known)
    return _option(OPTIONS.get(question.kind, question.key), value, label), explained


def _option(name: str, value: str, label: Any) -> Any:
    return read()["options"].get(name, {}).get(str(value), label)


def _both(said: list[str]) -> tuple[str, str]:
    first, second = [*said, ""][:2]
    return first, second
