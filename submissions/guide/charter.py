"""What the guide makes of the answers: a charter with advice beside each, and words of caution. Reads no request."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities import index, planned
from communities.index import Index

from .. import cautions, questionnaire
from ..answers import field_in_words
from ..forms import field_for
from . import asked
from .asked import Planned, Said
from .carried import Carried

# Questions whose answers stand in one line of the charter, so that it is one page.
TOGETHER = {"scale": "host", "convener": "organisation"}


class Decided(NamedTuple):
    """One thing that was decided, and how many others in the catalogue do the same, where they can be counted."""

    words: str
    others: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the charter: what was decided, and what is advised, or cautioned, about it."""

    label: Any
    values: list[Decided]
    advice: list[Said]
    caution: str = ""


def rows(carried: Carried, catalogue: Index) -> list[Row]:
    """Every question but the name, with what was decided if anything was; then what members have to agree."""
    warned = cautions.of(carried.values, catalogue)
    lines = [one for one in asked.EVERY if one.question.key not in ("name", *TOGETHER.values())]
    answered = [_row(one, carried, catalogue, warned.get(one.question.key, "")) for one in lines]
    return [*answered, *(Row(label, [], [advice]) for label, advice in asked.TO_AGREE)]


def into_draft(carried: Carried) -> list[dict[str, Any]]:
    """What would go into a draft: each answer in words, or what the questionnaire will say of it."""
    rows = []
    for key, value in carried.for_draft.items():
        field = field_for(questionnaire.question(key), carried.choices)
        try:
            cleaned, error = field.clean(value), ""
        except ValidationError as refused:
            cleaned, error = None, " ".join(refused.messages)
        words = field_in_words(key, {key: cleaned}, carried.choices)
        rows.append({"key": questionnaire.label_of(key), "values": words, "error": error})
    return rows


def _row(one: Planned, carried: Carried, catalogue: Index, caution: str) -> Row:
    key = one.question.key
    both = [one, *(other for other in asked.EVERY if other.question.key == TOGETHER.get(key))]
    decided = [part for each in both for part in _decided(carried, each.question.key, catalogue)]
    size = asked.SIZES.get(carried.values.get("size", "")) if key == "size" else None
    advice = [said for said in (size, *(each.advice for each in both)) if said]
    return Row(questionnaire.label_of(key), decided, advice, caution)


def _decided(carried: Carried, key: str, catalogue: Index) -> list[Decided]:
    """An answer in words, each part of it with how many others say the same, of those that state anything."""
    if key not in carried.values:
        return []
    if key not in index.PARAMETERS or not (stating := catalogue.stating(key)):
        words = field_in_words(key, {key: carried.values[key]}, carried.choices)
        return [Decided(one) for one in words]
    counted = planned.counted(catalogue, [(key, value) for value in carried.plan[key]])
    others = _("%(count)d of %(stating)d")
    return [Decided(words, others % {"count": count, "stating": stating}) for words, count in counted]
