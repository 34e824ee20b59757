"""Words of caution: what to think about again where much was ticked, and what others do. They stop nobody."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import planned
from communities.index import Index

from .guide import sources

# More than so many of a vocabulary's terms are many, say the sources; for purposes, what OPSI asks says so.
FEW_PURPOSES, FEW_FUNCTIONS, FEW_FOCUS_AREAS = 3, 3, 2


def of(values: Mapping[str, Any], catalogue: Index) -> dict[str, str]:
    """What to think about again, by question, where many purposes or functions or more than two focus areas stand."""
    said = {}
    if (purposes := _count(values, "purpose")) > FEW_PURPOSES:
        words = _("You ticked %(number)d purposes. A community for a few things is easier to recognise and to join.")
        said["purpose"] = _cited(words % {"number": purposes}, "", catalogue, "purpose", FEW_PURPOSES)
    if (functions := _count(values, "function")) > FEW_FUNCTIONS:
        words = _("You ticked %(number)d functions. A community that is made for one may not do well at another.")
        said["function"] = _cited(words % {"number": functions}, sources.ODI, catalogue, "function", FEW_FUNCTIONS)
    if (areas := _count(values, "focus")) > FEW_FOCUS_AREAS:
        words = _("You ticked %(number)d focus areas. Communities that choose one or two stand out and deliver more.")
        said["focus"] = _cited(words % {"number": areas}, sources.WORLD_BANK, catalogue, "focus", FEW_FOCUS_AREAS)
    return said


def _count(values: Mapping[str, Any], key: str) -> int:
    ticked = values.get(key)
    return len(ticked) if isinstance(ticked, list) else 0


def _cited(words: str, source: str, catalogue: Index, name: str, few: int) -> str:
    """A caution with its source, if it has one, and how many of those who say so name few."""
    words = f"{words} ({source})" if source else words
    stating = catalogue.stating(name)
    if not stating:
        return words
    others = ngettext(
        "Of the %(stating)d listed community that says so, %(count)d names %(few)d or fewer.",
        "Of the %(stating)d listed communities that say so, %(count)d name %(few)d or fewer.",
        stating,
    )
    count = stating - planned.naming_more_than(catalogue, name, few)
    return f"{words} {others % {'stating': stating, 'count': count, 'few': few}}"
