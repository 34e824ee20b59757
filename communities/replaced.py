"""Terms that others stand for now: what an entry says, or an address asks for, in the terms of today. No queries."""

from collections.abc import Mapping

from . import vocabularies
from .entry import Entry
from .models import Term, Terms

Replaced = Mapping[
    str, Mapping[str, str]
]  # by vocabulary, by the slug of what was replaced: that of what stands for it


def of(terms: Terms) -> Replaced:
    """What stands for each term that was replaced, also where that was replaced in turn."""
    found: dict[str, dict[str, str]] = {}
    for name, known in terms.items():
        replaced = [term for term in known.values() if term.replaced_by_id]
        by_id = {term.pk: term for term in known.values()} if replaced else {}
        for term in replaced:
            found.setdefault(name, {})[term.slug] = _last(term, by_id).slug
    return found


def in_todays_terms(entry: Entry, terms: Terms) -> Entry:
    """The entry with what stands for its replaced terms; a list has each once."""
    changed = dict(entry)
    for name, now in of(terms).items():
        value = entry[name] if name in vocabularies.of_communities() else None
        if isinstance(value, list) and any(slug in now for slug in value):
            changed[name] = sorted({now.get(slug, slug) for slug in value})
        elif isinstance(value, str):
            changed[name] = now.get(value, value)
    return changed


def _last(term: Term, by_id: Mapping[int, Term]) -> Term:
    while term.replaced_by_id:
        term = by_id[term.replaced_by_id]
    return term
