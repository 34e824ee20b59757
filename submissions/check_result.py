"""What a self-check comes to: the six side by side, the widest gaps first in words, and a next step for each gap."""

from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from communities import facets, priorities, vocabularies
from communities.index import Index
from communities.priority_models import Measure

from .check_form import INGREDIENT, RATED, STAGE, CheckForm

# How others work at it: ways of working that the catalogue knows. Where a charter says it, the guide.
WAYS = {
    "engagement": ("peer-assist", "mentoring", "social-events"),
    "initiatives": ("workshops", "training", "joint-projects"),
    "outreach": ("stakeholder-dialogue", "conferences", "site-visits"),
    "communication": ("mailing-list", "online-space", "storytelling"),
}


@dataclass(frozen=True)
class Gap:
    """An ingredient of which more is wanted than there is, and where to go from here."""

    title: str
    words: str
    ways: list[tuple[str, str]]  # text and address


def levels(form: CheckForm) -> list[priorities.Levels]:
    """All six, in their order; what is not known has no bar."""
    return [
        priorities.Levels(
            INGREDIENT.words(slug)[0],
            tuple(_level(form, measure, slug, label) for measure, label in _labels().items()),
        )
        for slug in INGREDIENT.slugs
    ]


def gaps(form: CheckForm, catalogue: Index) -> list[Gap]:
    """The widest first."""
    wider = sorted(form.both, key=lambda one: one[2] - one[1])
    stage = form.cleaned_data.get(STAGE) or ""
    return [
        Gap(
            INGREDIENT.words(slug)[0],
            _("%(priority)s, %(in_place)s")
            % {"priority": RATED[Measure.PRIORITY][priority], "in_place": RATED[Measure.IN_PLACE][in_place]},
            _ways(slug, stage, catalogue),
        )
        for slug, priority, in_place in wider
        if priority > in_place
    ]


def _labels() -> dict[Measure, Any]:
    return {Measure.PRIORITY: _("Priority"), Measure.IN_PLACE: _("In place")}


def _level(form: CheckForm, measure: Measure, slug: str, label: str) -> priorities.Level:
    value = form.answers.get((measure, slug))
    words = _("%(number)d – %(words)s") % {"number": value, "words": RATED[measure][value]} if value else _("Not known")
    return priorities.level(label, value, words)


def _ways(slug: str, stage: str, catalogue: Index) -> list[tuple[str, str]]:
    methods = [method for method in WAYS.get(slug, ()) if catalogue.having(("method", method))]
    ways = []
    if methods:
        names = ", ".join(facets.label(catalogue, "method", method) for method in methods)
        ways.append(_communities(catalogue, stage, methods, names))
    else:
        ways.append((_("Say it on one page: the charter of the guide"), reverse("submissions:guide-charter")))
    lessons = f"{reverse('communities:home')}lessons/"
    try:
        resolve(lessons)
    except Resolver404:
        return ways
    return [*ways, (_("Lessons about it"), f"{lessons}?ingredient={slug}")]


def _communities(catalogue: Index, stage: str, methods: list[str], names: str) -> tuple[str, str]:
    """Those that work so: one step ahead, where the stage is known and there are any."""
    query = "&".join(f"method={method}" for method in methods)
    page = reverse("communities:list")
    following = vocabularies.STAGES[vocabularies.STAGES.index(stage) + 1 :][:1] if stage in vocabularies.STAGES else ()
    for ahead in following:
        so = [catalogue.having(("maturity", ahead)) & catalogue.having(("method", method)) for method in methods]
        if any(so):
            text = _("Communities one step ahead that work by: %(methods)s") % {"methods": names}
            return text, f"{page}?{query}&maturity={ahead}"
    return _("Communities that work by: %(methods)s") % {"methods": names}, f"{page}?{query}"
