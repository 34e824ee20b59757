"""What the guide makes of the answers: a charter with advice beside each, and words of caution. Reads no request."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import index, planned
from communities.index import Index

from .. import questionnaire
from ..answers import field_in_words
from ..forms import field_for
from . import asked, sources
from .asked import Planned, Said
from .carried import Carried

# More than so many of a vocabulary's terms are many, says the source; and what it warns of.
FEW_FUNCTIONS, FEW_FOCUS_AREAS = 3, 2


@dataclass(frozen=True)
class Row:
    """A line of the charter: what was decided, what is advised, and what others do."""

    label: Any
    values: list[str]
    advice: Said | None
    others: str


def rows(carried: Carried, catalogue: Index) -> list[Row]:
    """Every question but the name, with its answer if there is one; then what members have to agree."""
    answered = [_row(one, carried, catalogue) for one in asked.EVERY if one.question.key != "name"]
    return [*answered, *(Row(label, [], advice, "") for label, advice in asked.TO_AGREE)]


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


def _row(one: Planned, carried: Carried, catalogue: Index) -> Row:
    key = one.question.key
    value = carried.values.get(key)
    words = field_in_words(key, {key: value}, carried.choices) if value else []
    advice = asked.SIZES.get(value, one.advice) if key == "size" and value else one.advice
    return Row(questionnaire.label_of(key), words, advice, _others(carried, key, catalogue))


def _others(carried: Carried, key: str, catalogue: Index) -> str:
    """What others in the catalogue do: how many have each value chosen, of those that state any."""
    values = carried.plan.get(key, ())
    if key not in index.PARAMETERS or not values or not (stating := catalogue.stating(key)):
        return ""
    counted = planned.counted(catalogue, [(key, value) for value in values])
    if len(counted) == 1:
        return _("%(count)d of %(stating)d others say the same.") % {"count": counted[0][1], "stating": stating}
    listed = ", ".join(f"{label} {count}" for label, count in counted)
    return _("Of %(stating)d others: %(listed)s.") % {"stating": stating, "listed": listed}


def cautions(carried: Carried, catalogue: Index) -> list[str]:
    """What to think about again, where many functions or more than two focus areas are ticked."""
    said = []
    if (functions := len(carried.values.get("function", ()))) > FEW_FUNCTIONS:
        said.append(
            _("You ticked %(number)d functions. A community that is made for one may not do well at another.")
            % {"number": functions}
            + f" ({sources.ODI}) "
            + _do_few(catalogue, "function", FEW_FUNCTIONS)
        )
    if (areas := len(carried.values.get("focus", ()))) > FEW_FOCUS_AREAS:
        said.append(
            _("You ticked %(number)d focus areas. Communities that choose one or two stand out and deliver more.")
            % {"number": areas}
            + f" ({sources.WORLD_BANK}) "
            + _do_few(catalogue, "focus", FEW_FOCUS_AREAS)
        )
    return [one.strip() for one in said]


def _do_few(catalogue: Index, name: str, few: int) -> str:
    stating = catalogue.stating(name)
    if not stating:
        return ""
    count = stating - planned.naming_more_than(catalogue, name, few)
    return ngettext(
        "Of the %(stating)d listed community that says so, %(count)d names %(few)d at most.",
        "Of the %(stating)d listed communities that say so, %(count)d name %(few)d at most.",
        stating,
    ) % {"stating": stating, "count": count, "few": few}
