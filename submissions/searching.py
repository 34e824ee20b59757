"""Finding submissions by any word of their entry: the stored vector, and the query against it."""

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Expression, Q, QuerySet, Value

from communities import entry as entries
from communities import index as catalogue
from communities import vocabularies
from communities.asked import LONGEST_QUERY, MOST_WORDS
from communities.folding import fold
from communities.models import Terms
from communities.vectors import vector as vector_of

from .models import BESIDE_ENTRY, Submission

CONFIGS = ("simple", "english")


def index(submission: Submission) -> None:
    """Bring the stored vector of a submission up to date with its entry."""
    vector = vector_for(submission, catalogue.terms())
    Submission.objects.filter(pk=submission.pk).update(search=vector)


def vector_for(submission: Submission, terms: Terms) -> Expression:
    """The vector of a submission as the database makes it, in an update or as a new row is written."""
    entry = entries.normalise(submission.entry)
    said = submission.answers if submission.kind in BESIDE_ENTRY else entries.content(entry)
    every_word = fold(" ".join([submission.name, *texts_in(said)]))
    known = SearchVector(Value(every_word), config="simple", weight="D")
    return vector_of(_with_known_terms(entry, terms), terms) + known


def matching(submissions: QuerySet[Submission], words: str) -> QuerySet[Submission]:
    """The submissions in whose entry all of `words` occur, the last one perhaps unfinished."""
    *whole, last = fold(words[:LONGEST_QUERY]).split()[:MOST_WORDS] or [""]
    if not last:
        return submissions
    # Folded words hold letters, digits and "_" only, so quoting them is enough for a raw query.
    raw = " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
    queries = (Q(search=SearchQuery(raw, config=config, search_type="raw")) for config in CONFIGS)
    return submissions.filter(reduce(or_, queries))


def _with_known_terms(entry: entries.Entry, terms: Mapping[str, Collection[str]]) -> entries.Entry:
    """A proposal may name what is no term (any more): a moderator will see it, and the index passes over it."""
    known = dict(entry)
    for name in vocabularies.choose_many():
        known[name] = [slug for slug in entry[name] if slug in terms[name]]
    for name in vocabularies.choose_one():
        known[name] = entry[name] if entry[name] in terms[name] else None
    return known


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, however deep in lists and objects."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
