"""What stands beside an entry in its row and in the tables of terms, all of it read off the entry."""

from typing import Any

from . import vocabularies
from .entry import Entry
from .folding import fold, folded_names
from .models import Term, Terms

AS_THEY_ARE = ("name", "acronym", "host", "countries", "languages", "region")


def of(entry: Entry, terms: Terms) -> dict[str, Any]:
    """The columns that filters, sorting and constraints need, by name."""
    return {
        **{column: entry[column] for column in AS_THEY_ARE},
        "name_sort": fold(entry["name"])[:240],
        "search_names": folded_names(entry),
        **{name: terms[name][entry[name]] if entry[name] else None for name in vocabularies.choose_one()},
    }


def many(entry: Entry, terms: Terms) -> list[Term]:
    """The terms of vocabularies of which an entry may have several."""
    return [terms[name][slug] for name in vocabularies.choose_many() for slug in entry[name]]
