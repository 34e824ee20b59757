"""Whether the catalogue is as the door left it: every chain of revisions, and what stands beside each entry."""

from collections.abc import Iterator
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from . import columns, revisions, vectors, vocabularies
from . import entry as entries
from .entry import Entry
from .models import Community, Revision, Term, Terms

AT_ONCE = 200
ONE_OF = set(vocabularies.choose_one())


def troubles() -> Iterator[str]:
    """What differs from what was published, a line each; none where all is sound."""
    terms = Term.objects.by_vocabulary()
    rows = Community.objects.order_by("pk").prefetch_related("revisions", "communityterm_set", "addresses", "links_out")
    for community in rows.iterator(chunk_size=AT_ONCE):
        for trouble in _of(community, terms):
            yield f"communities/{community.slug}: {trouble}"


def searched_by_other_words() -> Iterator[str]:
    """Entries whose search words are not those of today: a term or a country was renamed since, or they were altered.

    The next publication of each puts that right.
    """
    terms = Term.objects.by_vocabulary()
    for community in Community.objects.published().order_by("pk").defer("search").iterator(chunk_size=AT_ONCE):
        fresh = vectors.vector(entries.upgrade(community.entry), terms)
        # As text: to compare two vectors is to search by one of them.
        both = Community.objects.filter(pk=community.pk).values_list(_text("search"), _text(fresh))
        stored, wanted = both.get()
        if stored != wanted:
            yield f"communities/{community.slug}: is searched by other words than its entry has today"


def _of(community: Community, terms: Terms) -> Iterator[str]:
    chain = sorted(community.revisions.all(), key=lambda one: one.number)
    yield from (f"revision {one.number} was altered" for one in _once(revisions.broken_among(chain)))
    if [one.number for one in chain] != list(range(1, community.revision_number + 1)):
        yield f"its {len(chain)} revisions are not those from 1 to {community.revision_number}"
    if chain and (differing := _differing(community.entry, chain[-1])):
        yield f"its entry is not that of its last revision: {', '.join(differing)}"
    if community.entry.get("slug") != community.slug:
        yield "its entry names another address"
    if community.slug not in {one.slug for one in community.addresses.all()}:
        yield "its address is not on record"
    if community.is_published:  # what is withdrawn is read in today's terms once it comes back
        yield from _beside(community, entries.upgrade(community.entry), terms)


def _beside(community: Community, entry: Entry, terms: Terms) -> Iterator[str]:
    """The columns, terms and links of a published entry, held against the entry itself."""
    try:
        wanted, many = columns.of(entry, terms), columns.many(entry, terms)
    except KeyError as unknown:
        yield f"its entry has a term that there is not: {unknown}"
        return
    wrong = [name for name, value in wanted.items() if _stored(community, name) != getattr(value, "pk", value)]
    if wrong:
        yield f"these columns are not those of its entry: {', '.join(wrong)}"
    if {one.term_id for one in community.communityterm_set.all()} != {term.pk for term in many}:
        yield "its terms are not those of its entry"
    if len(community.links_out.all()) != len(entry["links"]):
        yield "its links are not those of its entry"


def _stored(community: Community, name: str) -> Any:
    return getattr(community, f"{name}_id" if name in ONE_OF else name)


def _text(vector: Any) -> Cast:
    return Cast(vector, TextField())


def _differing(entry: Entry, last: Revision) -> list[str]:
    """The fields in which an entry differs from its revision; an address may move, and what was blanked is gone."""
    left_out = {"slug", "redacted", *last.entry.get("redacted", [])}
    keys = (entry.keys() | last.entry.keys()) - left_out
    return sorted(key for key in keys if entry.get(key) != last.entry.get(key))


def _once(broken: list[Revision]) -> list[Revision]:
    return list({one.pk: one for one in broken}.values())
