"""What a query string selects among the sessions to come: any value of a parameter, of every parameter. No queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import countries, languages, session_shelf, vocabularies
from .few_filters import FewFilter
from .folding import fold
from .index import Facet, Index
from .labels import LABELS
from .session_shelf import Announced

INTERNATIONAL = "international"  # beside the codes of countries: of communities of no one country
MONTH = "%Y-%m"
MONTHS, SLUG = re.compile(r"20\d\d-(0[1-9]|1[0-2])"), re.compile(r"[a-z0-9-]{1,200}")
# Every parameter, in the page's order, and what it is called.
TITLES = {
    "community": gettext_lazy("Community"),
    "month": gettext_lazy("Month"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language of the session"),
    "topic": LABELS["topic"],
}


@dataclass(frozen=True)
class Listed:
    """A session, and what its community is found by."""

    announced: Announced
    of_community: frozenset[Facet]

    @property
    def month(self) -> str:
        """The month in which it starts, by UTC, as the calendar goes."""
        return self.announced.session.starts_in_utc.strftime(MONTH)

    @cached_property
    def facets(self) -> frozenset[Facet]:
        """Every parameter and value by which it is found."""
        session = self.announced.session
        own = {("community", self.announced.community.slug), ("month", self.month), ("language", session.language)}
        shared = {one for one in self.of_community if one[0] in ("country", "topic")}
        across = any(("scale", scale) in self.of_community for scale in vocabularies.ACROSS)
        return frozenset(own | shared | ({("country", INTERNATIONAL)} if across else set()))

    @cached_property
    def folded(self) -> str:
        """All its words as they are compared, a space before each."""
        session, community = self.announced.session, self.announced.community
        return f" {fold(f'{session.about} {session.place} {community.name} {community.acronym}')}"


class SessionFilter(FewFilter[Listed]):
    """A selection of the sessions to come that the public can read."""

    titles, open = TITLES, ("month", "country", "language")

    def __init__(self, asked: QueryDict, catalogue: Index) -> None:
        self.catalogue = catalogue
        to_come = session_shelf.to_come(catalogue.sessions)
        super().__init__(asked, [Listed(one, catalogue.rows[one.community.pk].facets) for one in to_come])

    def now(self, name: str, value: str) -> str:
        return self.catalogue.now(name, value)

    def named(self, name: str) -> dict[str, str]:
        """What each value is called that a session has, or that is asked for: a calendar may be empty for a while."""
        used = {value for one in self.told for other, value in one.facets if other == name}
        used |= {value for value in self.asked.getlist(name) if self._knows(name, value)}
        if name == self.from_its_page:
            names = {one.announced.community.slug: one.announced.community.name for one in self.told}
            return {slug: names.get(slug, slug) for slug in sorted(used)}
        if name == "month":
            return {month: _month(month) for month in sorted(used)}
        if name == "country":
            across = {INTERNATIONAL: _("International or regional")} if INTERNATIONAL in used else {}
            return across | _by_name((code, countries.name(code)) for code in used - {INTERNATIONAL})
        if name == "language":
            return _by_name((code, languages.name(code)) for code in used)
        return {slug: term.shown for slug, term in self.catalogue.terms[name].items() if slug in used}

    def _knows(self, name: str, value: str) -> bool:
        """Whether a session could have this value some day."""
        if name == self.from_its_page:
            return bool(SLUG.fullmatch(value))
        if name == "month":
            return bool(MONTHS.fullmatch(value))
        return self.catalogue.knows(name, value) or (name, value) == ("country", INTERNATIONAL)


def _month(month: str) -> str:
    return formats.date_format(datetime.strptime(month, MONTH), "F Y")


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted(pairs, key=lambda pair: countries.sort_key(pair[1])))
