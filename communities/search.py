"""Finding communities by words: the query, what it finds, and in which order.

What somebody typed is read by `asked.py`; words are folded by `folding.py` and stored by `vectors.py`; the
catalogue's own words are `lexicon.py`'s, names that are nearly what was typed `near.py`'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Replace

from . import asked as asking
from .lexicon import Lexicon, Parts
from .models import Community
from .vectors import AS_TYPED, configs

# What a name adds to the text's rank, which is below 1: the name itself, any whole name, a name's beginning, its words.
_NAME, _ANY_NAME, _BEGINS, _WORDS_OF_NAME = 8.0, 4.0, 2.0, 1.0
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

    `written_in` are the languages of its entries, as each of which words are stemmed; `known` are its own words.
    """

    def __init__(self, text: str, written_in: Iterable[str] = (), known: Lexicon | None = None) -> None:
        self.asked = asking.read(text)
        self.known = known or Lexicon()
        self.configs = configs(written_in)

    def matching(self, communities: QuerySet[Community]) -> QuerySet[Community]:
        """The communities that have all that is asked for and nothing that is to be left out."""
        if not self.asked:
            return communities.none()
        if self._query is None:
            return self.but_left_out(communities)
        return communities.filter(search=reduce(and_, [self._query, *(~query for query in self._left_out)]))

    def but_left_out(self, communities: QuerySet[Community]) -> QuerySet[Community]:
        """The communities in which nothing occurs that is to be left out."""
        if not self._left_out:
            return communities
        having = Community.objects.filter(search=reduce(or_, self._left_out))
        return communities.exclude(pk__in=having.values("pk"))

    def by_relevance(self, communities: QuerySet[Community], *, ranked: bool = True) -> QuerySet[Community]:
        """The communities ordered by how well they match: whole name, a name's beginning, a name's words, the text.

        With `ranked` false the text does not count: for more hits than can be ranked quickly.
        """
        if self._query is None:
            return communities.order_by("name_sort", "id")
        # Written as one or apart makes no difference to a name.
        closed_up = self.asked.folded.replace(" ", "")
        names = Replace("search_names", Value(" "), Value(""), output_field=TextField())
        name = Concat(Value("\n"), Replace("name_sort", Value(" "), Value("")), Value("\n"), output_field=TextField())
        of_name: Q = Q(search=self._looked_for(NAMES)) if ranked else self._begin_words_of_names
        score: Any = Case(
            When(closed_name=f"\n{closed_up}\n", then=Value(_NAME)),
            When(closed_names__contains=f"\n{closed_up}\n", then=Value(_ANY_NAME)),
            When(closed_names__contains=f"\n{closed_up}", then=Value(_BEGINS)),
            When(of_name, then=Value(_WORDS_OF_NAME)),
            default=Value(0.0),
            output_field=FloatField(),
        )
        if ranked:
            score += SearchRank(F("search"), self._query)
        scored = communities.alias(closed_name=name, closed_names=names).annotate(relevance=score)
        return scored.order_by("-relevance", "name_sort", "id")

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

    @property
    def _begin_words_of_names(self) -> Q:
        """What can be told of very many hits without reading their texts."""
        begun = (Q(search_names__contains=f" {word}") | Q(search_names__contains=f"\n{word}") for word in self.words)
        return reduce(and_, begun)


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
