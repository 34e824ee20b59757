"""Three vocabularies side by side: OPSI's purposes, ODI's functions, the World Bank's focus areas. No queries.

Each term has the word of the document that it was taken from. Which words of two documents correspond is noted by
staff; a note on one term is read from the other term's side as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from . import vocabularies
from .filters import title
from .index import Index
from .kept_models import Scheme, TermMatch
from .models import Term

# The vocabulary that holds each one's terms.
OF = {Scheme.OPSI: "purpose", Scheme.ODI: "function", Scheme.WORLD_BANK: "focus"}


@dataclass(frozen=True)
class Word:
    """A word of one of the three; `url` lists the communities that have its term, where it is the word of one."""

    scheme: str
    word: str
    url: str
    note: str


@dataclass(frozen=True)
class Row:
    """A term: how many communities have it, what its document calls it, and what corresponds to it."""

    term: Term
    url: str
    count: int
    own: tuple[str, ...]
    others: tuple[Word, ...]


@dataclass(frozen=True)
class Table:
    """One of the three vocabularies."""

    scheme: str
    title: str
    source: str
    rows: tuple[Row, ...]


def tables(catalogue: Index, matches: Iterable[TermMatch]) -> list[Table]:
    """The three vocabularies with what staff have noted."""
    noted = list(matches)
    terms = {term.pk: term for name in OF.values() for term in catalogue.terms[name].values()}
    own, others = _words(terms, noted)
    return [
        Table(
            scheme=str(scheme.label),
            title=title(name),
            source=vocabularies.read()[name].source,
            rows=tuple(
                Row(
                    term,
                    _address(term),
                    len(catalogue.having((name, slug))),
                    tuple(own[term.pk]),
                    tuple(sorted(others[term.pk], key=lambda word: (word.scheme, word.word))),
                )
                for slug, term in catalogue.terms[name].items()
                if term.active
            ),
        )
        for scheme, name in OF.items()
    ]


def _words(terms: dict[int, Term], noted: list[TermMatch]) -> tuple[dict[int, list[str]], dict[int, set[Word]]]:
    """By term: the words of its own document, and those that correspond to it, from either side."""
    own: dict[int, list[str]] = defaultdict(list)
    others: dict[int, set[Word]] = defaultdict(set)
    holders: dict[tuple[str, str], Term] = {}
    for match in noted:
        term = terms.get(match.term_id)
        if term and OF[Scheme(match.scheme)] == term.vocabulary:
            own[term.pk].append(match.word)
            holders[match.scheme, match.word.casefold()] = term
    for match in noted:
        term = terms.get(match.term_id)
        if term is None or OF[Scheme(match.scheme)] == term.vocabulary:
            continue
        other = holders.get((match.scheme, match.word.casefold()))
        scheme = str(Scheme(match.scheme).label)
        others[term.pk].add(Word(scheme, match.word, _address(other) if other else "", match.note))
        if other:
            back = next(scheme for scheme, name in OF.items() if name == term.vocabulary)
            for word in own[term.pk] or [term.shown]:
                others[other.pk].add(Word(str(back.label), word, _address(term), match.note))
    return own, others


def _address(term: Term) -> str:
    return f"{reverse('communities:list')}?{term.vocabulary}={term.slug}"
