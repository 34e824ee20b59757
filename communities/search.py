"""Finding communities by words: the query, what it finds, and in which order.

What somebody typed is read by `asked.py`; words are folded by `folding.py` and stored by `vectors.py`; the
catalogue's own words are `lexicon.py`'s, names that are nearly what was typed `near.py`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BigIntegerField, Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Replace
from pyroaring import BitMap

from . import asked as asking
from .lexicon import Lexicon, Parts
from .models import CatalogueVersion, Community
from .vectors import AS_TYPED, configs

# What a name adds to the text's rank, which is below 1: the name itself, any whole name, a name's beginning, its words.
_NAME, _ANY_NAME, _BEGINS, _WORDS_OF_NAME, _NOTHING = 8.0, 4.0, 2.0, 1.0, 0.0
# What it takes away that nobody has confirmed an entry for long.
_QUIET = 0.5
# Ranking reads every hit's text: beyond so many hits, names and the alphabet order them.
MOST_RANKED = 1000
NAMES = "A"  # the weight of names in the stored vector


@dataclass(frozen=True)
class Form:
    """A word looked for: as typed, joined with its neighbours in words of names, or parted into several words."""

    word: str
    joined: tuple[str, ...]
    parts: Parts | None
    unfinished: bool

    def written(self, weight: str = "") -> str:
        """The raw query for any of these, at one weight if it is given."""
        mark = ":*" if self.unfinished else ":"
        forms = [_lexeme(self.word, mark, weight), *(_lexeme(other, ":", weight) for other in self.joined)]
        if self.parts:
            forms.append(_beside(self.parts, mark, weight))
        return f"({' | '.join(forms)})"


class Search:
    """One question to the catalogue.

    `written_in` are the languages of its entries, as each of which words are stemmed; `known` are its own words, and
    `quiet` says which entries nobody has confirmed for long: they come after others that match as well.
    """

    def __init__(
        self, text: str, written_in: Iterable[str] = (), known: Lexicon | None = None, quiet: Q | None = None
    ) -> None:
        self.asked = asking.read(text)
        self.quiet = quiet
        self.known = known or Lexicon()
        self.configs = configs(written_in)

    def ids(self, public: BitMap) -> BitMap:
        """Of the ids of some communities, those of the ones that match. One query, by the index of words alone."""
        if not self.asked:
            return BitMap()
        if self._query is None:
            return public - ids_with(reduce(or_, self._left_out))
        return public & ids_with(reduce(and_, [self._query, *(~query for query in self._left_out)]))

    def but_left_out(self, ids: BitMap) -> BitMap:
        """Of some ids, those of communities in which nothing occurs that is to be left out. At most one query."""
        return ids - ids_with(reduce(or_, self._left_out)) if ids and self._left_out else ids

    def matching(self, communities: QuerySet[Community]) -> QuerySet[Community]:
        """The communities that have all that is asked for and nothing that is to be left out."""
        if not self.asked:
            return communities.none()
        if self._query is None:
            having = Community.objects.filter(search=reduce(or_, self._left_out))
            return communities.exclude(pk__in=having.values("pk"))
        return communities.filter(search=reduce(and_, [self._query, *(~query for query in self._left_out)]))

    def by_relevance(self, communities: QuerySet[Community], *, ranked: bool = True) -> QuerySet[Community]:
        """The communities ordered by how well they match: whole name, a name's beginning, a name's words, the text.

        With `ranked` false the text does not count: for more hits than can be ranked quickly; see `tiers`.
        """
        if self._query is None:
            return communities.order_by("name_sort", "id")
        if not ranked:
            score = self._score("search_names", self.asked.folded, self._begin_words_of_names) - self._quietness
            return communities.annotate(relevance=score).order_by("-relevance", "name_sort", "id")
        # Written as one or apart makes no difference to a name.
        closed_up = Replace("search_names", Value(" "), Value(""), output_field=TextField())
        in_name = Q(search=self._looked_for(NAMES))
        score = self._score("closed_up", self.asked.folded.replace(" ", ""), in_name) + SearchRank(
            F("search"), self._query
        )
        score = score - self._quietness
        scored = communities.alias(closed_up=closed_up).annotate(relevance=score)
        return scored.order_by("-relevance", "name_sort", "id")

    def _score(self, names: str, words: str, of_name: Q) -> Any:
        """What a column of names, each on a line, adds to the rank."""
        return Case(
            When(**{f"{names}__startswith": f"\n{words}\n"}, then=Value(_NAME)),
            When(**{f"{names}__contains": f"\n{words}\n"}, then=Value(_ANY_NAME)),
            When(**{f"{names}__contains": f"\n{words}"}, then=Value(_BEGINS)),
            When(of_name, then=Value(_WORDS_OF_NAME)),
            default=Value(_NOTHING),
            output_field=FloatField(),
        )

    @property
    def _quietness(self) -> Any:
        """What silence takes from the rank: less than any part of a name gives."""
        quiet = [When(self.quiet, then=Value(_QUIET))] if self.quiet else []
        return Case(*quiet, default=Value(_NOTHING), output_field=FloatField())

    def tiers(self, ids: BitMap) -> list[BitMap]:
        """Some ids that match, parted by what a name adds to their rank, the most first; see `by_relevance`. No query.

        Names alone are looked at, and all at once, so that it costs little however many texts have the words.
        """
        begun = f"\n{self.asked.folded}"
        begins = self.known.having(begun) & ids
        whole = self.known.having(f"{begun}\n") & begins
        own = BitMap(pk for pk in whole if self.known.names[pk].startswith(f"{begun}\n"))
        each = (reduce(or_, (self.known.having(form) for form in forms)) for forms in self._begun)
        in_name = reduce(and_, each, ids) - begins
        return [own, whole - own, begins - whole, in_name, ids - begins - in_name]

    @cached_property
    def words(self) -> list[str]:
        """Every word looked for, once, in the order typed."""
        return list(dict.fromkeys(self.asked.folded.split()))[: asking.MOST_WORDS]

    @cached_property
    def forms(self) -> list[Form]:
        """The words outside quotation marks, in every form in which they are looked for."""
        words, last = self.asked.words, len(self.asked.words) - 1
        ends = [self.asked.unfinished and place == last for place in range(len(words))]
        return [
            Form(word, tuple(sorted(joined)), self.known.parted(word, unfinished=unfinished), unfinished)
            for word, joined, unfinished in zip(words, self.known.joined(words), ends, strict=True)
        ]

    @property
    def also(self) -> list[str]:
        """What is looked for beside the words as typed: written as one, or apart."""
        joined = [word for form in self.forms for word in form.joined]
        return list(dict.fromkeys([*joined, *(" ".join(form.parts) for form in self.forms if form.parts)]))

    @cached_property
    def _query(self) -> SearchQuery | None:
        return self._looked_for("")

    def _looked_for(self, weight: str) -> SearchQuery | None:
        """The query for all that must occur, at one weight if it is given; None where nothing must."""
        raw = " & ".join(form.written(weight) for form in self.forms)
        queries = [any_config(raw, self.configs)] if raw else []
        # As quoted: neither stemmed nor unfinished.
        queries += [as_typed(_beside(phrase.split(), ":", weight)) for phrase in self.asked.phrases]
        return reduce(and_, queries) if queries else None

    @cached_property
    def _left_out(self) -> list[SearchQuery]:
        """Queries for what must not occur: words in any of their forms, phrases exactly."""
        words = [each for each in self.asked.without if " " not in each]
        phrases = [each for each in self.asked.without if " " in each]
        return [
            *(SearchQuery(_lexeme(word, ":"), config=config, search_type="raw")
              for word in words for config in self.configs),
            *(as_typed(_beside(phrase.split(), ":")) for phrase in phrases),
        ]  # fmt: skip

    @cached_property
    def _begun(self) -> list[list[str]]:
        """What can be looked for in names without reading texts: each word in all forms, beginning a word of a name."""
        each = [[form.word, *form.joined, *([" ".join(form.parts)] if form.parts else [])] for form in self.forms]
        each += [[phrase] for phrase in self.asked.phrases]
        return [[f"{before}{words}" for words in forms for before in (" ", "\n")] for forms in each]

    @property
    def _begin_words_of_names(self) -> Q:
        each = (reduce(or_, (Q(search_names__contains=form) for form in forms)) for forms in self._begun)
        return reduce(and_, each)


class _IdsWith(Func):
    """A function of the database: it never reads all entries for a word that is in many, as PostgreSQL would."""

    function = "communities_with"
    output_field = ArrayField(BigIntegerField())


def ids_with(query: SearchQuery) -> BitMap:
    """The ids of all communities, published or not, whose text a query matches. One query."""
    # Asked of a table with one row, for there is nothing to select from.
    return BitMap(CatalogueVersion.objects.values_list(_IdsWith(query), flat=True).get())


def any_config(raw: str, names: Sequence[str]) -> SearchQuery:
    """A raw query in any of some configurations."""
    return reduce(or_, [SearchQuery(raw, config=name, search_type="raw") for name in names])


def as_typed(raw: str) -> SearchQuery:
    """A raw query for words as they stand there, folded and unstemmed."""
    return SearchQuery(raw, config=AS_TYPED, search_type="raw")


def _beside(words: Sequence[str], mark: str, weight: str = "") -> str:
    *whole, last = words
    return f"({' <-> '.join([*(_lexeme(word, ':', weight) for word in whole), _lexeme(last, mark, weight)])})"


def _lexeme(word: str, mark: str, weight: str = "") -> str:
    # Folded words hold letters and digits only, so quoting them is enough for a raw query.
    return f"'{word}'{mark}{weight}".removesuffix(":")
