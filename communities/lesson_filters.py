"""What a query string selects among the lessons: any value of a parameter, of every parameter. No queries."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from .few_filters import FewFilter
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
FROM_ITS_PAGE = FewFilter.from_its_page


class LessonFilter(FewFilter[Told]):
    """A selection of the lessons that the public can read."""

    titles, open = TITLES, ("maturity", "ingredient")

    def __init__(self, asked: QueryDict, told: list[Told], catalogue: Index) -> None:
        self.catalogue = catalogue
        super().__init__(asked, told)

    def now(self, name: str, value: str) -> str:
        return self.catalogue.now(name, value)

    def named(self, name: str) -> dict[str, str]:
        if name == FROM_ITS_PAGE:
            return {one.community.slug: one.community.name for one in self.told}
        if name in LISTED:
            return {value: str(label) for value, label in LISTED[name].choices}
        return {slug: term.shown for slug, term in self.catalogue.terms[name].items()}

    def is_offered(self, name: str, value: str) -> bool:
        return name in LISTED or self.catalogue.terms[name][value].active
