"""What a query string selects among the lessons: any value of a parameter, of every parameter. No queries."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import facets
from .asked import LONGEST_QUERY, MOST_WORDS
from .facets import Facet, Value
from .filters import MOST_PROBLEMS, Problem, left_out
from .folding import fold
from .index import Index
from .labels import LABELS
from .lesson_models import Again, Effort
from .lesson_shelf import Told

# Every parameter, in the page's order, and what it is called.
TITLES = {
    "community": gettext_lazy("Community"),
    "maturity": gettext_lazy("Stage at the time"),
    "ingredient": gettext_lazy("What it is about"),
    "purpose": LABELS["purpose"],
    "again": gettext_lazy("Would they do it again?"),
    "effort": gettext_lazy("What it took"),
}
LISTED = {"again": Again, "effort": Effort}
OPEN = ("maturity", "ingredient")
FROM_ITS_PAGE = "community"  # chosen on an entry's page: there are too many to tick


class LessonFilter:
    """A selection of the lessons that the public can read."""

    def __init__(self, asked: QueryDict, told: list[Told], catalogue: Index) -> None:
        self.told, self.catalogue = told, catalogue
        self.asked = asked
        typed = asked.get("q", "")
        self.words = " ".join(typed[:LONGEST_QUERY].split())
        self.problems = [Problem("q", typed)] if len(typed) > LONGEST_QUERY else []
        self.chosen: dict[str, list[str]] = {}
        for name in TITLES:
            given = list(dict.fromkeys(value for value in asked.getlist(name) if value))
            known = (self.catalogue.now(name, value) for value in given if value in self._named(name))
            self.chosen[name] = list(dict.fromkeys(known))
            self.problems += [Problem(name, value) for value in given if value not in self._named(name)]

    @cached_property
    def found(self) -> list[Told]:
        """What is selected, in order."""
        return [one for one in self._with_words if self._has(one, self.chosen)]

    @property
    def notices(self) -> list[str]:
        """What a page says, having left out what could not be taken as asked."""
        return [
            problem.notice if problem.parameter == "q" else left_out(problem.value, str(TITLES[problem.parameter]))
            for problem in self.problems[:MOST_PROBLEMS]
        ]

    def refusals(self, also: Iterable[str]) -> list[str]:
        """Why this cannot be answered by what leaves nothing out; `also` are parameters it knows."""
        strange = [Problem(name, "") for name in self.asked if name not in ("q", *TITLES, *also)]
        return [problem.refusal for problem in (*self.problems[:MOST_PROBLEMS], *strange[:MOST_PROBLEMS])]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(self.chosen.values()))

    def query(self, **changes: Any) -> str:
        """The query string of this selection: `None` takes a parameter away, else sets it."""
        parameters = {"q": self.words, **self.chosen, **changes}
        return urlencode({name: value for name, value in parameters.items() if value}, doseq=True)

    def facets(self) -> list[Facet]:
        """Every parameter with its values, each with how many lessons there would be with it alone."""
        return [self._facet(name) for name in TITLES if name != FROM_ITS_PAGE]

    def chips(self, path: str) -> list[dict[str, str]]:
        """What is chosen, the words included, each with the address of the page without it."""
        made: list[tuple[str, str, str, list[str]]] = [("q", _("Search"), self.words, [])] if self.words else []
        for name, values in self.chosen.items():
            for value in values:
                others = [other for other in values if other != value]
                made.append((name, str(TITLES[name]), self._named(name)[value], others))
        return [
            {"name": title, "value": label, "url": facets.address(path, self.query(**{name: others}))}
            for name, title, label, others in made
        ]

    def _facet(self, name: str) -> Facet:
        checked = self.chosen[name]
        others = {other: values for other, values in self.chosen.items() if other != name}
        among = [one.facets for one in self._with_words if self._has(one, others)]
        counts = {value: sum((name, value) in has for has in among) for value in self._named(name)}
        terms = self.catalogue.terms.get(name, {})
        values = [
            Value(value, label, counts[value], value in checked)
            for value, label in self._named(name).items()
            if counts[value] or value in checked or name in LISTED or terms[value].active
        ]
        return Facet(name, str(TITLES[name]), len(checked), name in OPEN or bool(checked), values, [])

    @cached_property
    def _with_words(self) -> list[Told]:
        words = fold(self.words).split()[:MOST_WORDS]
        return [one for one in self.told if all(f" {word}" in one.folded for word in words)]

    def _has(self, one: Told, chosen: Mapping[str, Iterable[str]]) -> bool:
        return all(any((name, value) in one.facets for value in values) for name, values in chosen.items() if values)

    def _named(self, name: str) -> dict[str, str]:
        """What each value of a parameter is called in the reader's language, in the page's order."""
        if name == FROM_ITS_PAGE:
            return {one.community.slug: one.community.name for one in self.told}
        if name in LISTED:
            return {value: str(label) for value, label in LISTED[name].choices}
        return {slug: term.shown for slug, term in self.catalogue.terms[name].items()}
