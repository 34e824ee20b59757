"""The published catalogue's facets as bitmaps, kept by each process and brought up to date row by row.

SQL stays the truth about what is published and found (see `filters.py`); the index counts, and knows what stands where.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, cached_property, partial, reduce
from operator import or_
from threading import Lock
from time import monotonic

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.utils import timezone
from pyroaring import BitMap

from . import (
    answered,
    call,
    collection,
    countries,
    gauges,
    labels,
    languages,
    orders,
    replaced,
    replica,
    session_shelf,
    vocabularies,
    worldmap,
)
from . import entry as entries
from .entry import Entry
from .models import CatalogueVersion, Community, Term, Terms
from .schema import SCHEMA_NUMBER
from .silence import DORMANT, RESTING, Silence
from .worldmap import Placed

Facet = tuple[str, str]  # a query parameter and one of its values
Chosen = Mapping[str, Collection[str]]
Version = tuple[int, datetime | None]  # two histories may have the same number, but not moved at the same time

YES, NO = "yes", "no"
# Every parameter that filters, in the order of an entry's facets.
PARAMETERS: tuple[str, ...] = (
    "country",
    "language",
    "confirmed",
    "dormant",
    "region",
    "collection",
    "call",
    *vocabularies.of_communities(),
)

# Those that no row of a community has: they are few and read with every version, as terms are.
READ_ANEW = ("collection", "call", "dormant")

# Fields of the entry kept as they are.
KEPT = ("written_in", "founded", "listed", "confirmed")

LOOK_EVERY = 0.5  # seconds; a publication by another process is seen after that at the latest
LONGEST_WAIT = 2.0  # seconds that a thread waits for another one to look
PAUSE = 2.0  # seconds without a look after one that failed, for those who can do without


@dataclass(frozen=True)
class Row:
    """What the index keeps of one published community."""

    facets: frozenset[Facet]
    place: Placed
    name_sort: str
    listed_at: datetime
    written_in: str
    founded: int | None
    listed: str  # days, YYYY-MM-DD
    confirmed: str | None
    silence: Silence | None = None


@dataclass(frozen=True, eq=False)
class Index:
    """The published catalogue as of one version and day (UTC). Never changed once made, so that threads share it."""

    version: int = 0
    moved_at: datetime | None = None
    terms: Terms = field(default_factory=dict)
    rows: Mapping[int, Row] = field(default_factory=dict)
    everyone: BitMap = field(default_factory=BitMap)
    bitmaps: Mapping[Facet, BitMap] = field(default_factory=dict)
    standing: Mapping[Placed, BitMap] = field(default_factory=dict)  # by where the map puts them
    by_name: Sequence[int] = ()
    collections: Mapping[str, collection.Kept] = field(default_factory=dict)
    calls: Mapping[str, call.Kept] = field(default_factory=dict)
    silences: Mapping[int, Silence] = field(default_factory=dict)
    day: date = date.min
    sessions: Sequence[session_shelf.Announced] = ()  # that had not ended when it was read, the next first

    def select(self, chosen: Chosen, hits: Iterable[int] | None = None) -> BitMap:
        """The ids of the communities with any value of each parameter chosen, among `hits` if they are given."""
        return self._narrowed(chosen, hits, but_for=None)

    def counts(self, chosen: Chosen, hits: Iterable[int] | None = None) -> dict[str, dict[str, int]]:
        """For each parameter and value: how many would be selected with that value alone for this parameter.

        All other parameters stay as chosen. Values that no published community has are left out: they count 0.
        """
        hits = None if hits is None else BitMap(hits)
        selected = self._narrowed(chosen, hits, but_for=None)
        others = {name: self._narrowed(chosen, hits, but_for=name) for name, values in chosen.items() if values}
        counted: dict[str, dict[str, int]] = {name: {} for name in PARAMETERS}
        for (name, value), bitmap in self.bitmaps.items():
            counted[name][value] = others.get(name, selected).intersection_cardinality(bitmap)
        return counted

    def stating(self, name: str) -> int:
        """How many communities have any value of a parameter."""
        return len(reduce(or_, (bitmap for (other, _value), bitmap in self.bitmaps.items() if other == name), BitMap()))

    def having(self, facet: Facet) -> BitMap:
        """The ids of the communities with one value of one parameter, or with what stands for it now."""
        return self.bitmaps.get((facet[0], self.now(*facet)), BitMap())

    def now(self, name: str, value: str) -> str:
        """The value that stands for one today: another where it is a term that was replaced."""
        return self._replaced.get(name, {}).get(value, value)

    @cached_property
    def _replaced(self) -> replaced.Replaced:
        return replaced.of(self.terms)

    def places(self, ids: BitMap) -> dict[Placed, int]:
        """Where the map puts these communities, and how many stand there."""
        counted = ((place, ids.intersection_cardinality(bitmap)) for place, bitmap in self.standing.items())
        return {place: count for place, count in counted if count}

    def part(self, ids: BitMap, order: str, place: slice) -> list[int]:
        """A part of some of these ids, in one of the orders of `orders.py`."""
        return orders.part(ids, place, order, self._in_order(order), self.rows)

    def knows(self, name: str, value: str) -> bool:
        """Whether a parameter can have a value, whether or not a community has it."""
        if name == "country":
            return countries.is_country(value)
        fixed: dict[str, Container[str]] = {
            "language": languages.NAMES,
            "confirmed": (YES, NO),
            "dormant": (YES, NO),
            "region": labels.REGIONS,
            "collection": self.collections,
            "call": self.calls,
        }
        return value in fixed.get(name, self.terms.get(name, ()))

    @cached_property
    def replies(self) -> Mapping[int, answered.Answered]:
        """The answered questions, the newest first: read once, for the first page that shows any."""
        return answered.read(self.everyone)

    @cached_property
    def silent(self) -> Mapping[str, str]:
        """How those stand whose conveners have not answered, by slug; see `silence.py`."""
        standings = ((one.slug, one.standing(self.day)) for one in self.silences.values())
        return {slug: standing for slug, standing in standings if standing}

    @cached_property
    def quiet(self) -> BitMap:
        """The ids of those of which nobody answered in time."""
        return BitMap(pk for pk, one in self.silences.items() if one.standing(self.day))

    @cached_property
    def written_in(self) -> frozenset[str]:
        """The languages in which entries are written."""
        return frozenset(row.written_in for row in self.rows.values())

    @cached_property
    def hosted(self) -> BitMap:
        """The ids of the communities of which the host country is stated."""
        return reduce(or_, (bits for place, bits in self.standing.items() if place.host), BitMap())

    def _in_order(self, order: str) -> Sequence[int]:
        if order not in self._orders:
            self._orders[order] = orders.by(order, self.by_name, self.rows)
        return self._orders[order]

    @cached_property
    def _orders(self) -> dict[str, Sequence[int]]:
        return {}

    def _narrowed(self, chosen: Chosen, hits: Iterable[int] | None, but_for: str | None) -> BitMap:
        found = self.everyone if hits is None else self.everyone & BitMap(hits)
        for name, values in chosen.items():
            if values and name != but_for:
                found = found & reduce(or_, (self.having((name, value)) for value in values))
        return found


def current() -> Index:
    """The index as of now, half a second old at the most; at once after this process has published.

    Inside a transaction it is read anew and not kept, for the transaction may yet be rolled back.
    """
    if (held := _held.get()) is not None:
        return held
    if connection.in_atomic_block:
        return _brought_up_to_date(Index(), committed_version())
    return _kept.current()


def terms() -> Terms:
    """Every term as of now, active or not: those of the index, so that they need not be read.

    Inside a transaction they are read all the same where it has another version of the catalogue than the index has.
    """
    if _held.get() is not None or not connection.in_atomic_block:
        return current().terms
    known = _kept.index
    if known is None or committed_version() != (known.version, known.moved_at):
        return Term.objects.by_vocabulary()
    return known.terms


@contextmanager
def held(catalogue: Index) -> Iterator[None]:
    """Meanwhile this is the current index of this thread: what goes with one version must not meet another."""
    before = _held.set(catalogue)
    try:
        yield
    finally:
        _held.reset(before)


def look_again() -> None:
    """Forget how fresh the index is: to be called once this process has published."""
    _kept.look_again()


def look_elsewhere() -> None:
    """The database was just seen to be away: look at once what its replica has, and leave it alone for a moment."""
    _kept.look_elsewhere()


def known_version() -> Version | None:
    """The version of the index as it stands, without a look at the database; None before the first."""
    known = _kept.index
    return (known.version, known.moved_at) if known else None


def version() -> Version:
    """The version of the index as of now; the one last known where the database does not say (see `age`)."""
    if connection.in_atomic_block:
        return committed_version()
    known = known_version()
    if known and monotonic() - _kept.failed < PAUSE:
        return known
    try:
        now = _kept.current()
    except DatabaseError:
        if known is None:
            raise
        return known
    return now.version, now.moved_at


def committed_version() -> Version:
    """The version that the database has at this moment: the one in which is written, whoever asks."""
    return CatalogueVersion.objects.using(DEFAULT_DB_ALIAS).values_list("number", "changed_at").get()


def standing() -> tuple[int, ...]:
    """How calls, and sessions, of the index as it stands are at this moment, without a look at the database."""
    if _kept.index is None:
        return ()
    now = timezone.now()
    return *call.standings(_kept.index.calls, now), session_shelf.over(_kept.index.sessions, now)


def age() -> float:
    """How many seconds ago the database was last seen to have nothing newer than the index."""
    return monotonic() - _kept.looked


class _Kept:
    """This process's index, brought up to date by one thread at a time while the others go on with what there is.

    None of them goes on with what is older than this process's own last publication.
    """

    def __init__(self) -> None:
        self.index: Index | None = None
        self.looked = self.failed = float("-inf")  # when the last look that succeeded began, and one failed last
        self._asked = self._answered = object()  # another one with every publication of this process
        self._turn = Lock()

    def look_again(self) -> None:
        self._asked, self.failed = object(), float("-inf")

    def look_elsewhere(self) -> None:
        self._asked, self.failed = object(), monotonic()

    def current(self) -> Index:
        if self.index is not None and self._is_fresh():
            return self.index
        must_wait = self.index is None or self._answered is not self._asked
        if not self._turn.acquire(timeout=LONGEST_WAIT if must_wait else 0):
            return self.index or self._look()
        try:
            return self.index if self.index is not None and self._is_fresh() else self._look()
        finally:
            self._turn.release()

    def _is_fresh(self) -> bool:
        return (
            self._answered is self._asked
            and monotonic() - self.looked < LOOK_EVERY
            and self.index is not None
            and self.index.day == _today()
        )

    def _look(self) -> Index:
        asked, began = self._asked, monotonic()
        try:
            # Read before the rows: what is committed meanwhile has a later version and is read again next time.
            newest = self._newest()
            index = self.index or Index()
            if (*newest, _today()) != (index.version, index.moved_at, index.day):
                index, _where = replica.first(newest, partial(_brought_up_to_date, index, newest))
        except DatabaseError:
            self.failed = monotonic()
            raise
        self.index, self._answered, self.looked = index, asked, began
        gauges.INDEX.labels("catalogue").set(index.version)
        return index

    def _newest(self) -> Version:
        """The version of the database; while that is away, its replica's, but never one that is older than the index's.

        For a moment after it failed it is not asked again: it takes seconds to find out.
        """
        if not replica.is_used():
            return committed_version()
        if monotonic() - self.failed >= PAUSE:
            try:
                return committed_version()
            except DatabaseError:
                self.failed = monotonic()
        there = replica.version()
        if self.index is not None and there[0] <= self.index.version:
            return self.index.version, self.index.moved_at
        return there


def _brought_up_to_date(index: Index, newest: Version) -> Index:
    """The index with everything that was committed since its version."""
    day = _today()
    version, _moved_at = newest
    if newest != (index.version, index.moved_at) and version <= index.version:
        index = Index()  # another history, such as a restored backup
    changed = set(Community.objects.filter(version__gt=index.version).values_list("pk", flat=True))
    published = Community.objects.published().filter(version__gt=index.version)
    columns = published.values_list("pk", "entry", "name_sort", "listed_at", "asked_on").iterator()
    public = {pk: _row(*stored) for pk, *stored in columns}
    return _with_rows(index, newest, day, changed, public)


def _today() -> date:
    return datetime.now(UTC).date()


def _with_rows(index: Index, moved: Version, day: date, changed: set[int], public: Mapping[int, Row]) -> Index:
    """A copy of the index in which `changed` communities are what `public` says of them, if anything."""
    rows, everyone = dict(index.rows), index.everyone.copy()
    bitmaps = {facet: bitmap.copy() for facet, bitmap in index.bitmaps.items() if facet[0] not in READ_ANEW}
    standing = {place: bitmap.copy() for place, bitmap in index.standing.items()}
    for pk in changed | public.keys():
        everyone.discard(pk)
        if before := rows.pop(pk, None):
            standing[before.place].discard(pk)
            for facet in before.facets:
                bitmaps[facet].discard(pk)
    for pk, row in public.items():
        everyone.add(pk)
        rows[pk] = row
        standing.setdefault(row.place, BitMap()).add(pk)
        for facet in row.facets:
            bitmaps.setdefault(facet, BitMap()).add(pk)
    collections, calls = collection.read(everyone), call.read(everyone)
    bitmaps |= {("collection", slug): kept.ids for slug, kept in collections.items()}
    bitmaps |= {("call", slug): kept.ids for slug, kept in calls.items()}
    silences = {pk: one for pk, one in index.silences.items() if pk not in changed}
    silences |= {pk: row.silence for pk, row in public.items() if row.silence}
    dormant = BitMap(pk for pk, one in silences.items() if one.standing(day) == DORMANT)
    bitmaps |= {("dormant", YES): dormant, ("dormant", NO): everyone - dormant}
    return Index(
        *moved,
        Term.objects.by_vocabulary(),
        rows,
        everyone,
        {key: bits for key, bits in bitmaps.items() if bits},
        {place: bits for place, bits in standing.items() if bits},
        orders.by_name(index.by_name, changed | public.keys(), public, rows),
        collections,
        calls,
        silences,
        day,
        session_shelf.read(everyone),
    )


def _row(stored: Entry, name_sort: str, listed_at: datetime, asked_on: date | None) -> Row:
    # Of today's schema it is read as it is: the order of its keys is nothing to the index, and costs.
    entry = stored if stored["schema"] == SCHEMA_NUMBER else entries.upgrade(stored)
    kept = {field: entry[field] for field in KEPT}
    rests = entry["maturity"] in RESTING
    kept["silence"] = Silence(entry["slug"], asked_on, rests) if asked_on else None
    return Row(frozenset(facets_of(entry)), worldmap.placed(entry), name_sort, listed_at, **kept)


def facets_of(entry: Entry) -> Iterator[Facet]:
    """Every parameter and value by which an entry is found."""
    for code in entry["countries"]:
        yield _facet("country", code)
    for code in entry["languages"]:
        yield _facet("language", code)
    yield _facet("confirmed", YES if entry["confirmed"] else NO)
    if entry["region"]:
        yield _facet("region", entry["region"])
    for name in vocabularies.of_communities():
        value = entry[name]
        for slug in value if isinstance(value, list) else [value] if value else []:
            yield _facet(name, slug)


@cache
def _facet(name: str, value: str) -> Facet:
    """One tuple for all the rows that share it: the values are few, the rows many."""
    return name, value


_kept = _Kept()
_held: ContextVar[Index | None] = ContextVar("held", default=None)
