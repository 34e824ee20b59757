"""The forms of a lesson: the one that anybody sends from a community's page, and the one by which staff correct it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.forms.boundfield import BoundField

from . import questionnaire
from .forms import Choices, SectionForm
from .questionnaire import Who
from .questionnaire.learned import KEYS, LEARNED, NEEDED

SENDER = ("sender_role", "sender_email")
ALONE = replace(LEARNED, questions=(*LEARNED.questions, *map(questionnaire.question, SENDER)))


class LessonForm(SectionForm):
    """The lesson, in which part its sender takes part, and where the letter goes that confirms the address."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(ALONE, {}, Choices(), data)
        for key in NEEDED:
            self.fields[key].required = True

    @property
    def answers(self) -> dict[str, Any]:
        """What was said of the lesson, as it was typed."""
        return {key: value for key, value in self.given().items() if key in KEYS}

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions as the page draws them."""
        return [
            {
                "field": self[question.key],
                "who": str(Who.OPSI if question.key == "sender_email" else question.who),
                "example": question.example,
                "is_optional": not self.fields[question.key].required,
            }
            for question in self.questions
        ]


class LessonWords(SectionForm):
    """The lesson alone, on the desk."""

    bound_field_class = BoundField

    def __init__(self, answers: Mapping[str, Any], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(LEARNED, {}, Choices(), data)
        self.initial = dict(answers)
        for key in NEEDED:
            self.fields[key].required = True

    @property
    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """Its one fieldset."""
        return [(LEARNED.title, list(self))]
