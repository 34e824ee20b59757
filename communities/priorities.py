"""The priorities of communities in figures, as last published; and levels side by side, of these or others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from . import vocabularies
from .priority_models import Measure, PriorityFigure

INGREDIENT = "ingredient"
HIGHEST = 5


@dataclass(frozen=True)
class Level:
    """One bar: what it is of, its figure in words, and its length in percent; 0 where nothing is known."""

    label: str
    words: str
    length: float


@dataclass(frozen=True)
class Levels:
    """The levels of one thing, side by side."""

    title: str
    levels: tuple[Level, ...]


def level(label: Any, value: float | None, words: str) -> Level:
    """A level from 1 to 5 as a bar."""
    return Level(str(label), words, round(100 * (value or 0) / HIGHEST, 1))


def published() -> tuple[list[Levels], date | None]:
    """What was last published of each ingredient, and the day of the latest step. One query."""
    latest: dict[tuple[str, str], PriorityFigure] = {}
    for figure in PriorityFigure.objects.order_by("number"):
        latest[figure.ingredient, figure.measure] = figure
    shown = [
        Levels(vocabularies.read()[INGREDIENT].words(slug)[0], tuple(_levels(slug, latest)))
        for slug in vocabularies.read()[INGREDIENT].slugs
    ]
    return [one for one in shown if one.levels], max((one.published_on for one in latest.values()), default=None)


def _levels(slug: str, latest: dict[tuple[str, str], PriorityFigure]) -> Iterable[Level]:
    for measure in Measure:
        if figure := latest.get((slug, measure)):
            mean = figure.halves / 2
            words = _("%(mean)s (n ≥ %(n)d)") % {"mean": number_format(mean, 1), "n": figure.number}
            yield level(measure.label, mean, words)
