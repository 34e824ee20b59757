"""The self-check as an address carries it: how much of a priority each ingredient is, and how much is in place."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from communities import vocabularies
from communities.models import Term
from communities.priority_models import Measure

from .fields import DO_NOT_KNOW, AnswerField, OneField, RatingField, with_blank, worded
from .questionnaire import UNKNOWN, ratings

INGREDIENT = vocabularies.read()["ingredient"]
RATED = {
    Measure.PRIORITY: {
        1: gettext_lazy("not a priority"),
        2: gettext_lazy("low priority"),
        3: gettext_lazy("some priority"),
        4: gettext_lazy("high priority"),
        5: gettext_lazy("top priority"),
    },
    Measure.IN_PLACE: {
        1: gettext_lazy("nothing in place"),
        2: gettext_lazy("little in place"),
        3: gettext_lazy("some in place"),
        4: gettext_lazy("much in place"),
        5: gettext_lazy("all in place"),
    },
}
ASKED = {
    Measure.PRIORITY: gettext_lazy("How much of a priority is it?"),
    Measure.IN_PLACE: gettext_lazy("How much of it is in place?"),
}
# Twelve questions are on one page: what is wrong names its question, so that no two say the same.
NO_NUMBER = {
    Measure.PRIORITY: ratings.NO_NUMBER,
    Measure.IN_PLACE: gettext_lazy(
        "Choose a number from 1 to 5, or “I don’t know”, for how much of “{ingredient}” is in place"
    ),
}
STAGE, SHOWN = "stage", "show"


def name_of(measure: str, slug: str) -> str:
    """The name of a field, and of its parameter."""
    return f"{measure}_{slug}"


class CheckForm(forms.Form):
    """Two ratings for each ingredient, and the stage; all of it is read from the address."""

    use_required_attribute = False
    bound_field_class = AnswerField

    def __init__(self, data: QueryDict | None, stages: Mapping[str, Term]) -> None:
        super().__init__(data)
        for slug in INGREDIENT.slugs:
            for measure, words in RATED.items():
                rated = [(str(number), f"{number} – {said}") for number, said in words.items()]
                field = RatingField(
                    required=False,
                    label=ASKED[measure],
                    choices=with_blank([*rated, (UNKNOWN, DO_NOT_KNOW)], gettext_lazy("Choose")),
                    widget=forms.Select,
                )
                wrong = format_lazy(NO_NUMBER[measure], ingredient=INGREDIENT.words(slug)[0])
                self.fields[name_of(measure, slug)] = worded(field, wrong)
        self.fields[STAGE] = worded(
            OneField(
                required=False,
                label=gettext_lazy("At which stage is your community?"),
                help_text=gettext_lazy("Only to show you communities that are one step ahead."),
                choices=with_blank(
                    [(slug, stages[slug].shown) for slug in vocabularies.STAGES if slug in stages],
                    gettext_lazy("Not stated"),
                ),
                widget=forms.Select,
            ),
            gettext_lazy("Choose one of the stages, or leave it"),
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if SHOWN in self.data and not self.errors and not self.both:
            first = name_of(Measure.PRIORITY, INGREDIENT.slugs[0])
            self.add_error(first, gettext_lazy("Choose both numbers for one of the six at least"))
        return given

    @property
    def answers(self) -> dict[tuple[Measure, str], int]:
        """What was answered, by measure and ingredient; “I don’t know” is no answer."""
        found = {
            (measure, slug): self.cleaned_data.get(name_of(measure, slug))
            for slug in INGREDIENT.slugs
            for measure in RATED
        }
        return {key: value for key, value in found.items() if value}

    @property
    def both(self) -> list[tuple[str, int, int]]:
        """The ingredients of which both are known: slug, priority, and how much is in place."""
        known = self.answers
        pairs = [
            (slug, known.get((Measure.PRIORITY, slug)), known.get((Measure.IN_PLACE, slug)))
            for slug in INGREDIENT.slugs
        ]
        return [(slug, priority, in_place) for slug, priority, in_place in pairs if priority and in_place]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Each ingredient with its two questions."""
        return [
            {
                "slug": slug,
                "title": INGREDIENT.words(slug)[0],
                "words": INGREDIENT.words(slug)[1],
                "fields": [self[name_of(measure, slug)] for measure in RATED],
            }
            for slug in INGREDIENT.slugs
        ]
