"""The whole questionnaire as it is read on paper: every question with its choices, whoever gets to be asked it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.call_models import Call

from . import calls, questionnaire
from .forms import Choices, field_for
from .opendocument import Line, Style
from .questionnaire import Answers, Kind, Question, Section, Who
from .questionnaire.main import is_in_one_country, is_regional
from .questionnaire.more import has_website
from .questionnaire.running import has_participants, is_closed, reaches_beyond_one_place
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

    @property
    def who(self) -> str:
        return self.question.who.value

    @property
    def only_if(self) -> Any:
        return ONLY_IF[self.question.asked_if]

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


def sections(call: Call | None = None) -> list[tuple[Section, list[Asked]]]:
    """All sections with all their questions, in the order of the form; those of a call among them."""
    choices, every = Choices(), calls.with_call(questionnaire.SECTIONS, call)
    return [(one, [_asked(question, choices) for question in one.questions]) for one in every]


def lines(parts: list[tuple[Section, list[Asked]]], intro: list[str]) -> Iterator[Line]:
    """The same for a word processor, with room to write in."""
    yield from (Line(Style.TEXT, text) for text in intro)
    for section, asked in parts:
        yield Line(Style.SECTION, section.title)
        if section.intro:
            yield Line(Style.TEXT, section.intro)
        for one in asked:
            yield from _lines(one)


def _lines(one: Asked) -> Iterator[Line]:
    question = one.question
    yield Line(Style.QUESTION, f"{BOX} {question.text}" if one.is_tick else question.text)
    must = _("Must be answered") if question.is_required else _("Optional")
    yield Line(Style.SMALL, " · ".join(map(str, filter(None, (WHO_SEES[question.who], must, one.only_if)))))
    if question.help:
        yield Line(Style.TEXT, question.help)
    if question.example:
        yield Line(Style.TEXT, _("Example: %(example)s") % {"example": question.example})
    for label, explained in one.choices:
        yield Line(Style.CHOICE, f"{BOX} {label}" + (f" – {explained}" if explained else ""))
    for label, options in one.columns:
        yield Line(Style.TEXT, f"– {label}" + (f" ({', '.join(map(str, options))})" if options else ""))
    if one.limit:
        yield Line(Style.SMALL, _("Up to %(limit)s characters") % {"limit": one.limit})
    if one.room:
        yield Line(Style.ROOM, "\n" * (len(one.room) - 1))


def _asked(question: Question, choices: Choices) -> Asked:
    field = field_for(question, choices)
    labelled = getattr(field, "choices", []) if question.kind in CHOSEN else []
    explained = getattr(field, "definitions", {})
    return Asked(
        question,
        [(label, explained.get(value, "")) for value, label in labelled if value],
        [
            (column.text, [] if column.kind in WRITTEN_OUT else [label for value, label in options_of(column) if value])
            for column in question.columns
        ],
    )
