"""The whole questionnaire as it is read on paper: every question with its choices, whoever gets to be asked it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from communities.call_models import Call

from . import calls, questionnaire
from .forms import Choices, field_for
from .opendocument import Line, Style
from .questionnaire import Answers, Column, Kind, Question, Section, Who
from .questionnaire.legacy import is_closed
from .questionnaire.main import is_in_one_country, is_regional
from .questionnaire.more import has_website
from .questionnaire.running import has_participants, reaches_beyond_one_place
from .questionnaire.shape import always
from .rows import options_of

# When a question is asked, in words, by the condition that it has.
ONLY_IF: Mapping[Callable[[Answers], bool], Any] = {
    always: "",
    is_in_one_country: gettext_lazy("Only if it reaches no further than one country"),
    is_regional: gettext_lazy("Only if it covers a region of the world"),
    reaches_beyond_one_place: gettext_lazy("Only if it reaches a whole country, or further"),
    is_closed: gettext_lazy("Only if it has come to an end"),
    has_participants: gettext_lazy("Only if you said how many people take part regularly"),
    has_website: gettext_lazy("Only if it has a website"),
}
WHO_SEES = {
    Who.PUBLISHED: gettext_lazy("Published"),
    Who.AGGREGATE: gettext_lazy("Aggregate only"),
    Who.OPSI: gettext_lazy("OPSI only"),
}
CHOSEN = (Kind.ONE, Kind.MANY, Kind.LISTED, Kind.TICKS, Kind.YES_NO, Kind.RATING)
BOX = "☐"
# Of these there are too many to be printed; their names are written out.
WRITTEN_OUT = (Kind.COUNTRY, Kind.LANGUAGE, Kind.COMMUNITY)


@dataclass(frozen=True)
class Asked:
    """One question on paper: `choices` are labels with their explanations, `columns` the parts of a list's rows."""

    question: Question
    choices: list[tuple[Any, Any]]
    columns: list[tuple[Any, list[Any]]]
    only_if: Any

    @property
    def who(self) -> str:
        return self.question.who.value

    @property
    def is_tick(self) -> bool:
        return self.question.kind == Kind.TICK

    @property
    def limit(self) -> int | None:
        """How many characters there is room for, where that is worth saying."""
        return self.question.limit if self.question.kind == Kind.TEXT else None

    @property
    def room(self) -> range:
        """The empty lines to write in; none where boxes are ticked."""
        if self.choices or self.is_tick:
            return range(0)
        return range(5 if self.question.kind in (Kind.TEXT, Kind.ROWS) else 1)


@dataclass(frozen=True)
class Words:
    """What a document says around its questions."""

    who: Mapping[Who, Any]
    must: Any
    optional: Any
    example: Any
    limit: Any

    def about(self, one: Asked) -> dict[str, Any]:
        """What is said beside a question."""
        return {
            "who": self.who[one.question.who],
            "must": self.must if one.question.is_required else self.optional,
            "example": self.example % {"example": one.question.example},
            "limit": self.limit % {"limit": one.limit},
        }


OF_READER = Words(
    WHO_SEES,
    must=gettext_lazy("Must be answered"),
    optional=gettext_lazy("Optional"),
    example=gettext_lazy("Example: %(example)s"),
    limit=gettext_lazy("Up to %(limit)s characters"),
)


def sections(call: Call | None = None) -> list[tuple[Section, list[Asked]]]:
    """All sections with all their questions, in the order of the form; those of a call among them."""
    choices, every = Choices(), calls.with_call(questionnaire.SECTIONS, call)
    return [(one, [_asked(question, choices) for question in one.questions]) for one in every]


def lines(parts: list[tuple[Section, list[Asked]]], intro: list[str], words: Words = OF_READER) -> Iterator[Line]:
    """The same for a word processor, with room to write in."""
    yield from (Line(Style.TEXT, text) for text in intro)
    for section, asked in parts:
        yield Line(Style.SECTION, section.title)
        if section.intro:
            yield Line(Style.TEXT, section.intro)
        for one in asked:
            yield from _lines(one, words)


def _lines(one: Asked, words: Words) -> Iterator[Line]:
    question, said = one.question, words.about(one)
    yield Line(Style.QUESTION, f"{BOX} {question.text}" if one.is_tick else question.text)
    yield Line(Style.SMALL, " · ".join(map(str, filter(None, (said["who"], said["must"], one.only_if)))))
    if question.help:
        yield Line(Style.TEXT, question.help)
    if question.example:
        yield Line(Style.TEXT, said["example"])
    for label, explained in one.choices:
        yield Line(Style.CHOICE, f"{BOX} {label}" + (f" – {explained}" if explained else ""))
    for label, options in one.columns:
        yield Line(Style.TEXT, f"– {label}" + (f" ({', '.join(map(str, options))})" if options else ""))
    if one.limit:
        yield Line(Style.SMALL, said["limit"])
    if one.room:
        yield Line(Style.ROOM, "\n" * (len(one.room) - 1))


def choices_of(question: Question, choices: Choices) -> list[tuple[str, Any, Any]]:
    """The boxes that may be ticked: value, label and explanation; none where the answer is written."""
    asked = field_for(question, choices)
    labelled = getattr(asked, "choices", []) if question.kind in CHOSEN else []
    explained = getattr(asked, "definitions", {})
    return [(value, label, explained.get(value, "")) for value, label in labelled if value]


def printed_options(column: Column) -> list[tuple[str, Any]]:
    """The options of a part of a row, by value; none where they are written out."""
    return [] if column.kind in WRITTEN_OUT else [one for one in options_of(column) if one[0]]


def _asked(question: Question, choices: Choices) -> Asked:
    return Asked(
        question,
        [(label, explained) for _value, label, explained in choices_of(question, choices)],
        [(column.text, [label for _value, label in printed_options(column)]) for column in question.columns],
        ONLY_IF[question.asked_if],
    )
