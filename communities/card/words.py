"""What a card says: the entry's own public words, in the reader's language. Nothing here knows sizes or places.

A name whose letters no font has gives way to another name of the community, to its acronym or to its place.
"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..entry import Entry
from ..models import Terms
from ..templatetags.catalogue import day, place
from . import fonts


@dataclass(frozen=True)
class Words:
    """The words of an entry's card. `name` is one that can be drawn, and the acronym stands beside it if it can be."""

    name: str
    acronym: str
    facts: str  # kind and scale
    place: str
    stage: str
    mark: str

    @property
    def alt(self) -> str:
        """The card for those who do not see it."""
        name = f"{self.name} ({self.acronym})" if self.acronym else self.name
        return " ".join(f"{part}." for part in (name, self.facts, self.place, self.stage, self.mark))


def of_entry(entry: Entry, terms: Terms) -> Words:
    """The words of a published entry's card."""
    where = place(entry)
    name, acronym = _names(entry, where)
    facts = (terms[vocabulary].get(entry[vocabulary]) for vocabulary in ("kind", "scale"))
    stage = terms["maturity"].get(entry["maturity"])
    return Words(
        name=name,
        acronym=acronym,
        facts=" · ".join(term.shown for term in facts if term) or _("Kind not stated"),
        place=where,
        stage=stage.shown if stage else _("Stage not stated"),
        mark=_mark(entry),
    )


def promise() -> str:
    """The large words of the site's card."""
    return _("Find the people in government who already work on your question.")


def subject() -> str:
    """The small words of the site's card."""
    return _("Communities of practice and networks for innovation and foresight in the world’s governments")


def note() -> str:
    """What stands with every map."""
    return _("Without prejudice to the status of any territory")


def site_alt() -> str:
    """The site's card for those who do not see it."""
    return f"{promise()} {subject()}."


def _names(entry: Entry, otherwise: str) -> tuple[str, str]:
    acronym = fonts.cleaned(entry["acronym"])
    for name in (entry["name"], *(alias["name"] for alias in entry["aliases"]), acronym):
        shown = fonts.cleaned(name)
        if shown and fonts.for_name(shown):
            stands_beside = acronym and acronym not in shown and fonts.for_name(f"{shown} {acronym}")
            return shown, acronym if stands_beside else ""
    return otherwise, ""


def _mark(entry: Entry) -> str:
    confirmed = day(entry["confirmed"])
    if not confirmed:
        return _("Listed from public sources")
    return _("Confirmed by its convener, %(month)s") % {"month": date_format(confirmed, "YEAR_MONTH_FORMAT")}
