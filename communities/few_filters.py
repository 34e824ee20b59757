"""What a query string selects among things so few that they are held in memory: words, and any value of a parameter.

A value of every parameter that is chosen must fit. No queries.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from . import facets
from .asked import LONGEST_QUERY, MOST_WORDS
from .facets import Facet, Value
from .filters import MOST_PROBLEMS, Problem, left_out
from .folding import fold


class One(Protocol):
    """One of the things: every parameter and value by which it is found, and its words as they are compared."""

    @property
    def facets(self) -> frozenset[tuple[str, str]]: ...

    @property
    def folded(self) -> str: ...


T = TypeVar("T", bound=One)


class FewFilter(Generic[T]):
    """A selection of some things. Each sort of thing says which parameters it has, and what their values are called."""

    titles: Mapping[str, Any]  # every parameter, in the page's order, and what it is called
    open: tuple[str, ...]  # the parameters that are unfolded on the page
    from_its_page = "community"  # chosen on an entry's page: there are too many to tick

    def __init__(self, asked: QueryDict, told: list[T]) -> None:
        self.told, self.asked = told, asked
        typed = asked.get("q", "")
        self.words = " ".join(typed[:LONGEST_QUERY].split())
        self.problems = [Problem("q", typed)] if len(typed) > LONGEST_QUERY else []
        self.chosen: dict[str, list[str]] = {}
        for name in self.titles:
            named = self.named(name)
            given = list(dict.fromkeys(value for value in asked.getlist(name) if value))
            self.chosen[name] = list(dict.fromkeys(self.now(name, value) for value in given if value in named))
            self.problems += [Problem(name, value) for value in given if value not in named]

    def named(self, name: str) -> Mapping[str, str]:
        """What each value of a parameter is called in the reader's language, in the page's order."""
        raise NotImplementedError

    def now(self, name: str, value: str) -> str:
        """The value that stands for one today."""
        return value

    def is_offered(self, name: str, value: str) -> bool:
        """Whether a value that nothing has is offered all the same."""
        return False

    @cached_property
    def found(self) -> list[T]:
        """What is selected, in order."""
        return [one for one in self._with_words if self._has(one, self.chosen)]

    @property
    def notices(self) -> list[str]:
        """What a page says, having left out what could not be taken as asked."""
        return [
            problem.notice if problem.parameter == "q" else left_out(problem.value, str(self.titles[problem.parameter]))
            for problem in self.problems[:MOST_PROBLEMS]
        ]

    def refusals(self, also: Iterable[str] = ()) -> list[str]:
        """Why this cannot be answered by what leaves nothing out; `also` are parameters it knows."""
        strange = [Problem(name, "") for name in self.asked if name not in ("q", *self.titles, *also)]
        return [problem.refusal for problem in (*self.problems[:MOST_PROBLEMS], *strange[:MOST_PROBLEMS])]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(self.chosen.values()))

    def query(self, **changes: Any) -> str:
        """The query string of this selection: `None` takes a parameter away, else sets it."""
        parameters = {"q": self.words, **self.chosen, **changes}
        return urlencode({name: value for name, value in parameters.items() if value}, doseq=True)

    def facets(self) -> list[Facet]:
        """Every parameter with its values, each with how many there would be with it alone."""
        return [self._facet(name) for name in self.titles if name != self.from_its_page]

    def chips(self, path: str) -> list[dict[str, str]]:
        """What is chosen, the words included, each with the address of the page without it."""
        made: list[tuple[str, str, str, list[str]]] = [("q", _("Search"), self.words, [])] if self.words else []
        for name, values in self.chosen.items():
            for value in values:
                others = [other for other in values if other != value]
                made.append((name, str(self.titles[name]), self.named(name)[value], others))
        return [
            {"name": title, "value": label, "url": facets.address(path, self.query(**{name: others}))}
            for name, title, label, others in made
        ]

    def _facet(self, name: str) -> Facet:
        checked = self.chosen[name]
        others = {other: values for other, values in self.chosen.items() if other != name}
        among = [one.facets for one in self._with_words if self._has(one, others)]
        counts = {value: sum((name, value) in has for has in among) for value in self.named(name)}
        values = [
            Value(value, label, counts[value], value in checked)
            for value, label in self.named(name).items()
            if counts[value] or value in checked or self.is_offered(name, value)
        ]
        return Facet(name, str(self.titles[name]), len(checked), name in self.open or bool(checked), values, [])

    @cached_property
    def _with_words(self) -> list[T]:
        words = fold(self.words).split()[:MOST_WORDS]
        return [one for one in self.told if all(f" {word}" in one.folded for word in words)]

    def _has(self, one: T, chosen: Mapping[str, Iterable[str]]) -> bool:
        return all(any((name, value) in one.facets for value in values) for name, values in chosen.items() if values)
