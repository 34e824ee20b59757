"""The last main question but one: how much of a priority each of the six ingredients is. Never published singly."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities import vocabularies

from .shape import Kind, Question, Section, Who

INGREDIENT = vocabularies.read()["ingredient"]
_label = lazy(lambda slug: INGREDIENT.words(slug)[0], str)
NO_NUMBER = _("Choose a number from 1 to 5, or “I don’t know”, for the priority of “{ingredient}”")
_definition = lazy(lambda slug: INGREDIENT.words(slug)[1], str)

PRIORITIES = Section(
    "priorities",
    _("Your priorities"),
    tuple(
        Question(
            f"rating_{slug}",
            _label(slug),
            Kind.RATING,
            wrong=format_lazy(NO_NUMBER, ingredient=_label(slug)),
            help=_definition(slug),
            who=Who.AGGREGATE,
            follows=number > 0,
        )
        for number, slug in enumerate(INGREDIENT.slugs)
    ),
    intro=_(
        "How much of a priority is each of these? 1 is not a priority, 5 is a top priority. "
        "We only ever publish figures about five communities or more."
    ),
)
