"""The FilterSet behind list, map, feed, exports and API alike: which parameters there are, and what they select.

What cannot be read is left out and told in `problems`: a page shows them, everything else refuses with them.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyroaring import BitMap

from . import finding, index, labels, lexicon, silence, vocabularies
from .asked import LONGEST_QUERY
from .models import Community, CommunityQuerySet, CommunityTerm
from .orders import CONFIRMED, NAME, NEWEST
from .search import MOST_RANKED, Search

RELEVANCE = "relevance"
SORTS = {
    RELEVANCE: gettext_lazy("Best match"),
    NAME: gettext_lazy("Name"),
    NEWEST: gettext_lazy("Newest"),
    CONFIRMED: gettext_lazy("Recently confirmed"),
}
TITLES = {
    "sort": gettext_lazy("Sort by"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "confirmed": gettext_lazy("Confirmed"),
    "dormant": gettext_lazy("Dormant"),
    "collection": gettext_lazy("Collection"),
    "call": gettext_lazy("Came in by the call"),
    "view": gettext_lazy("Part of the world"),
    "embed": gettext_lazy("On other sites"),
}
_ORDERS: dict[str, tuple[Any, ...]] = {
    NAME: ("name_sort", "id"),
    NEWEST: ("-listed_at", "name_sort", "id"),
    CONFIRMED: (F("confirmed_on").desc(nulls_last=True), "name_sort", "id"),
}
MOST_SHOWN = 40  # characters of a value that is shown back to whoever sent it
MOST_PROBLEMS = 5


class KnownValues(forms.Field):
    """The values of a parameter that are known; the others are kept in `unknown`."""

    widget = forms.MultipleHiddenInput

    knows: Callable[[str], bool] = bool
    now: Callable[[str], str] = str  # what stands for a value today
    unknown: Collection[str] = ()

    def clean(self, value: list[str] | None) -> list[str]:
        given = list(dict.fromkeys(text for text in value or () if text))
        self.unknown = [text for text in given if not self.knows(text)]
        return list(dict.fromkeys(self.now(text) for text in given if self.knows(text)))


class AnyOf(django_filters.Filter):
    """Communities with any of the values given."""

    field_class = KnownValues

    def filter(self, communities: QuerySet[Community], values: list[str]) -> QuerySet[Community]:
        return communities.filter(self.condition(values)) if values else communities

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.field_name}__{self.lookup_expr}": values})


class InOrder(AnyOf):
    """Not a filter: the order of the selection."""

    def filter(self, communities: QuerySet[Community], values: list[str]) -> QuerySet[Community]:
        return self.parent.in_order(communities)


class AnyTerm(AnyOf):
    """Of a vocabulary of which a community may have several terms."""

    def condition(self, values: list[str]) -> Q:
        chosen = CommunityTerm.objects.filter(term__vocabulary=self.field_name, term__slug__in=values)
        return Q(pk__in=chosen.values("community"))


class Confirmed(AnyOf):
    """Whether its convener has confirmed the entry."""

    def condition(self, values: list[str]) -> Q:
        return Q(*(Q(confirmed_on__isnull=value == index.NO) for value in values), _connector=Q.OR)


class Dormant(AnyOf):
    """Whether it is dormant today."""

    def condition(self, values: list[str]) -> Q:
        dormant = Q(pk__in=Community.objects.filter(silence.is_dormant(self.parent.catalogue.day)).values("pk"))
        return Q(*(dormant if value == index.YES else ~dormant for value in values), _connector=Q.OR)


class InIndex(AnyOf):
    """In a collection, or come in by a call. They are short, and the index has followed those who were merged."""

    def condition(self, values: list[str]) -> Q:
        catalogue = self.parent.catalogue
        return Q(pk__in=[pk for value in values for pk in catalogue.having((self.field_name, value))])


@dataclass(frozen=True)
class Problem:
    """Something in a query string that cannot be taken as asked."""

    parameter: str
    value: str

    @property
    def notice(self) -> str:
        """What a page says, having left it out."""
        if self.parameter == "q":
            return _("Only the first %(most)d characters of your search were used.") % {"most": LONGEST_QUERY}
        return left_out(self.value, title(self.parameter))

    @property
    def refusal(self) -> str:
        """What the API and the files say."""
        if self.parameter == "q":
            return _("q: at most %(most)d characters.") % {"most": LONGEST_QUERY}
        if not self.value:
            return _("%(parameter)s: there is no such parameter.") % {"parameter": shortened(self.parameter)}
        return _("%(parameter)s: “%(value)s” is not one of its values.") % {
            "parameter": self.parameter,
            "value": shortened(self.value),
        }


class CommunityFilter(django_filters.FilterSet):
    """A selection of the published catalogue, in an order, as a query string asks for it. `qs` has it in SQL."""

    q = django_filters.CharFilter(method="with_words")
    sort = InOrder()
    country = AnyOf(field_name="countries", lookup_expr="overlap")
    language = AnyOf(field_name="languages", lookup_expr="overlap")
    confirmed = Confirmed()
    dormant = Dormant(field_name="dormant")
    region = AnyOf(field_name="region", lookup_expr="in")
    collection = InIndex(field_name="collection")
    call = InIndex(field_name="call")

    def __init__(self, data: QueryDict, catalogue: index.Index) -> None:
        super().__init__(data, queryset=Community.objects.published())
        self.catalogue = catalogue
        self.form.is_valid()

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        one = {name: AnyOf(field_name=f"{name}__slug", lookup_expr="in") for name in vocabularies.choose_one()}
        many = {name: AnyTerm(field_name=name) for name in vocabularies.choose_many()}
        return {**super().get_filters(), **one, **many}

    def get_form_class(self) -> type[forms.Form]:
        """The same for every request: to make one anew takes longer than what is asked of it."""
        return _form_class()

    @property
    def form(self) -> forms.Form:
        if not hasattr(self, "_form"):
            form = super().form
            form.fields["sort"].knows = SORTS.__contains__
            for name in index.PARAMETERS:
                form.fields[name].knows = partial(self.catalogue.knows, name)
                form.fields[name].now = partial(self.catalogue.now, name)
        return self._form

    @cached_property
    def words(self) -> str:
        """The words searched for."""
        return self._typed[:LONGEST_QUERY].strip()

    @property
    def _typed(self) -> str:
        return str(self.form.cleaned_data.get("q", ""))

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The known values asked for, by parameter; parameters without any are left out."""
        return {name: values for name in index.PARAMETERS if (values := self.form.cleaned_data[name])}

    @cached_property
    def order(self) -> str:
        """One of SORTS: as asked for, else the usual one."""
        asked = (self.form.cleaned_data["sort"] or [self.usual_order])[-1]
        return NAME if asked == RELEVANCE and not self.words else asked

    @property
    def usual_order(self) -> str:
        """Where none is asked for: by relevance where there are words, else by name."""
        return RELEVANCE if self.words else NAME

    @cached_property
    def search(self) -> Search:
        """The words as a question to the catalogue."""
        catalogue = self.catalogue
        return Search(self.words, catalogue.written_in, lexicon.of(catalogue), silence.is_quiet(catalogue.day))

    @cached_property
    def hits(self) -> finding.Hits | None:
        """What the words find in the whole catalogue, whatever else is chosen; None without words."""
        return finding.kept(self.words, self.search, self.catalogue) if self.words else None

    @property
    def near(self) -> bool:
        """Whether the selection is of names that are near the words, for no text has them."""
        return bool(self.hits and self.hits.near and self.ids)

    @cached_property
    def ids(self) -> BitMap:
        """The ids of the communities selected, by the index."""
        return self.catalogue.select(self.chosen, self.hits.ids if self.hits else None)

    def part(self, place: slice) -> QuerySet[Community]:
        """A part of the selection, in its order: what a page needs, found by the index rather than by `qs`."""
        if self.order != RELEVANCE or self.hits is None:
            return Community.objects.published().in_this_order(self.catalogue.part(self.ids, self.order, place))
        if self.hits.near:
            return Community.objects.published().in_this_order(
                [pk for pk in self.hits.nearest if pk in self.ids][place]
            )
        if len(self.hits.ids) > MOST_RANKED:
            return Community.objects.published().in_this_order(self._by_names(place))
        return self.search.by_relevance(Community.objects.published().filter(pk__in=self.ids))[place]

    def _by_names(self, place: slice) -> list[int]:
        """A part of the selection ordered by what of the words is in names, and then by name; the quiet ones later."""
        found: list[int] = []
        quiet = self.catalogue.quiet
        for tier in (part for each in self.search.tiers(self.ids) for part in (each - quiet, each & quiet)):
            if len(found) < place.stop:
                found += self.catalogue.part(tier, NAME, slice(place.stop - len(found)))
        return found[place]

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many there would be with each value alone for its parameter; see `Index.counts`."""
        return self.catalogue.counts(self.chosen, self.hits.ids if self.hits else None)

    @property
    def problems(self) -> list[Problem]:
        """Values that are not known, and words that are too many."""
        fields: dict[str, Any] = {name: self.form.fields[name] for name in ("sort", *index.PARAMETERS)}
        problems = [Problem(name, value) for name, field in fields.items() for value in field.unknown]
        if len(self._typed) > LONGEST_QUERY:
            problems.append(Problem("q", ""))
        return problems[:MOST_PROBLEMS]

    def refusals(self, also: Iterable[str] = ()) -> list[str]:
        """Why this cannot be answered by a rendering that leaves nothing out; `also` are parameters it knows."""
        strange = [Problem(name, "") for name in self.data if name not in (*self.filters, *also)]
        return [problem.refusal for problem in (*self.problems, *strange[:MOST_PROBLEMS])]

    def query(self, **changes: Any) -> str:
        """The query string of this selection, in one normal form: `None` takes a parameter away, else sets it."""
        parameters: dict[str, Any] = {"q": self.words, **self.chosen}
        if self.form.cleaned_data["sort"]:
            parameters["sort"] = self.order
        parameters |= changes
        return urlencode({name: value for name, value in parameters.items() if value}, doseq=True)

    def with_words(self, communities: QuerySet[Community], _name: str, _words: str) -> QuerySet[Community]:
        if self.hits is None:
            return communities
        # Asked once more rather than by id: a word may be in very many.
        return communities.filter(pk__in=self.hits.nearest) if self.hits.near else self.search.matching(communities)

    def in_order(self, communities: CommunityQuerySet) -> QuerySet[Community]:
        if self.order != RELEVANCE or self.hits is None:
            return communities.order_by(*_ORDERS[self.order])
        if self.hits.near:
            return communities.in_this_order(self.hits.nearest)
        return self.search.by_relevance(communities, ranked=len(self.hits.ids) <= MOST_RANKED)


@cache
def _form_class() -> type[forms.Form]:
    fields = {name: made.field for name, made in CommunityFilter.base_filters.items()}
    return type("SelectionForm", (forms.Form,), fields)


def title(parameter: str) -> str:
    """What a parameter is called on a page."""
    return str(TITLES.get(parameter) or labels.LABELS[parameter])


def left_out(value: str, label: str) -> str:
    """What a page says of a value that it does not know; `label` is what was asked."""
    return _("“%(value)s” is not a choice for “%(label)s”, so it was left out.") % {
        "value": shortened(value),
        "label": label,
    }


def near_notice(words: str) -> str:
    """What every rendering says of a selection of near names."""
    return _("Nothing matches “%(words)s”. These have names that are close to it.") % {"words": words}


def shortened(text: str) -> str:
    """What was sent, short enough to be shown back."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
