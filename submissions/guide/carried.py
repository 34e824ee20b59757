"""The answers of the guide, as an address carries them from page to page: read from a query, and written back to it."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from communities.filters import MOST_PROBLEMS, left_out
from communities.planned import Plan

from .. import questionnaire
from ..answers import is_unknown
from ..fields import ManyField, TextField
from ..forms import Choices, SectionForm, field_for, storable
from ..questionnaire import UNKNOWN, Answers, Section
from . import asked

# An address is read by servers and proxies up to 8,000 characters or so, in which a letter may take up nine.
LONGEST = 7_000
LONGEST_LINE, LONGEST_TEXT = 100, 300
# What is true of every plan.
STAGE = {"maturity": "setting-up"}


class GuideForm(SectionForm):
    """A part of the guide. Its texts are short, for they travel in the address; of focus areas any number is heard."""

    says_who_sees = False

    def __init__(self, section: Section, answers: Answers, choices: Choices) -> None:
        super().__init__(section, answers, choices, answers)
        for key, field in self.fields.items():
            if isinstance(field, TextField):
                field.limit = min(field.limit, LONGEST_LINE if field.one_line else LONGEST_TEXT)
                field.widget.attrs["maxlength"] = field.limit
            elif isinstance(field, ManyField) and key == "focus":
                field.most = None


class Carried:
    """What a query says to the guide. Values that nobody could choose are left out, and told in `notices`."""

    def __init__(self, query: QueryDict) -> None:
        self.choices = Choices()
        self.notices: list[str] = []
        self.answers: dict[str, Any] = {}
        for planned in asked.EVERY:
            key = planned.question.key
            if value := self._value(query.getlist(key), field_for(planned.question, self.choices), key):
                self.answers[key] = value
        del self.notices[MOST_PROBLEMS:]

    def _value(self, given: list[str], field: forms.Field, key: str) -> Any:
        values = [storable(text) for text in dict.fromkeys(given) if text]
        if isinstance(field, forms.ChoiceField):
            label = str(questionnaire.label_of(key))
            self.notices += [left_out(value, label) for value in values if not field.valid_value(value)]
            values = [value for value in values if field.valid_value(value)]
        if isinstance(field, ManyField):
            return values
        return values[-1] if values else ""

    @cached_property
    def forms(self) -> dict[str, GuideForm]:
        """Each part's form over the answers."""
        return {slug: GuideForm(one, self.answers, self.choices) for slug, one in asked.SECTIONS.items()}

    @cached_property
    def values(self) -> dict[str, Any]:
        """The sound answers, by question; “I don’t know” states nothing."""
        return {key: value for form in self.forms.values() for key, value in form.sound.items() if value}

    @property
    def plan(self) -> Plan:
        """What is planned, by the parameters that select communities."""
        return {
            "country" if key == "host" else key: value if isinstance(value, list) else [value]
            for key, value in self.values.items()
        }

    def pairs(self, but_for: Section | None = None) -> list[tuple[str, str]]:
        """The answers as a form sends them, without those to one part's own questions."""
        own = {question.key for question in but_for.questions} if but_for else set()
        return [
            (key, value)
            for key, values in self.answers.items()
            if key not in own
            for value in (values if isinstance(values, list) else [values])
        ]

    @property
    def query(self) -> str:
        """The answers as a query string, in the order of the guide."""
        return urlencode(self.pairs())

    @property
    def for_draft(self) -> dict[str, Any]:
        """The answers as the questionnaire keeps them, as typed; “I don’t know” is left to be asked again."""
        known = {key: value for key, value in self.answers.items() if not is_unknown(value)}
        return {**known, **STAGE}


def has_answers(carried: Carried) -> bool:
    """Whether anything but “I don’t know” was answered."""
    return any(value not in (UNKNOWN, [UNKNOWN]) for value in carried.answers.values())
