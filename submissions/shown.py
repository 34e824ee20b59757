"""A submission's answers as they are read: section by section in words, and what a change would alter. Writes nothing.

`privately` says whether answers that are not published are told to others than their sender.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import answers as answering
from . import questionnaire
from .forms import SectionForm, language_of
from .questionnaire import Kind, Question, Section, Who
from .reading import Reading

# Whatever else somebody is shown: how to reach its sender is not theirs to know.
ADDRESS = "sender_email"
IN_LETTERS = (Kind.LINE, Kind.TEXT)


@dataclass(frozen=True)
class Answer:
    """One answer: its words in lines, as the entry would have them and `typed` letter for letter; who sees it.

    `error` is what is wrong with it, `lang` its language.
    """

    question: Question
    values: list[str]
    typed: list[str]
    who: str
    error: str
    lang: str

    @property
    def key(self) -> Any:
        return questionnaire.called(self.question)


@dataclass(frozen=True)
class Part:
    """The answers of one section."""

    section: Section
    answers: list[Answer]


@dataclass(frozen=True)
class Difference:
    """A field of a change, before and after, in words."""

    field: str
    before: list[str]
    after: list[str]

    @property
    def key(self) -> Any:
        return questionnaire.label_of(self.field)


def parts(reading: Reading) -> list[Part]:
    """All that was asked, as its sender reads it, without sections that were left alone."""
    forms = [reading.forms[one.slug] for one in reading.sections if one.is_main or reading.is_visited(one)]
    return [
        Part(form.section, [_answer(reading, form, one) for one in form.questions]) for form in forms if form.questions
    ]


def parts_for_others(reading: Reading, *, privately: bool) -> list[Part]:
    """What somebody else is shown: never the sender's address."""
    found = [
        Part(part.section, [one for one in part.answers if _is_for_others(one, privately)]) for part in parts(reading)
    ]
    return [part for part in found if part.answers]


def differences(reading: Reading, *, privately: bool = True) -> Iterator[Difference]:
    """The fields of a change that differ from the published entry."""
    keys = {question.key for question in questionnaire.questions()}
    for key in reading.changed:
        if key not in keys:  # the place of a city follows the city
            continue
        after = answering.proposed_in_words(key, reading.entry, reading.values, reading.choices)
        if not privately and key in reading.kept_back:
            after = [_("Not published")]
        yield Difference(key, answering.field_in_words(key, reading.base, reading.choices), after)


def as_typed(form: SectionForm, key: str) -> list[str]:
    """An answer as it was typed, right or wrong, with the labels of what was chosen."""
    value = form[key].value()
    labels = {str(code): str(label) for code, label in getattr(form.fields[key], "choices", [])}
    items = value if isinstance(value, list) else [value] if value not in (None, "", False) else []
    return [
        ", ".join(filter(None, item.values())) if isinstance(item, dict) else labels.get(str(item), str(item))
        for item in items
    ]


def _answer(reading: Reading, form: SectionForm, question: Question) -> Answer:
    error = str(form.errors[question.key][0]) if question.key in form.errors else ""
    in_words = answering.in_words(question, reading.entry, reading.values, reading.answers, reading.choices)
    typed = as_typed(form, question.key)
    return Answer(
        question,
        in_words,
        # Beside a text there may stand that it is kept by OPSI.
        typed if error else [*typed, *in_words[1:]] if question.kind in IN_LETTERS else in_words,
        str(Who.OPSI if question.key in reading.kept_back else question.who),
        error,
        language_of(question, {"written_in": reading.entry["written_in"]}),
    )


def _is_for_others(answer: Answer, privately: bool) -> bool:
    return answer.question.key != ADDRESS and (privately or answer.who == Who.PUBLISHED)
