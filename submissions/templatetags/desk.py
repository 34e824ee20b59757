"""The desk's first page: what waits for OPSI, where the rest stands, and all pages in a sensible order."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from .. import pace, whatwaits
from ..whatwaits import Waiting

register = template.Library()

# The headings of the list of pages, and the apps whose pages stand under each. All others come last.
SECTIONS = (
    (_("Catalogue"), ("communities",)),
    (_("Submissions and letters"), ("submissions", "post_office")),
)
LAST_SECTION = _("People and signing in")


@register.simple_tag
def what_waits(user: User) -> Waiting:
    """What there is to do, and for whom."""
    return whatwaits.on_the_desk(user)


@register.simple_tag
def how_long_it_takes() -> str:
    """The measured time to a decision and the aim, in the words that senders read."""
    return pace.in_words()


@register.filter
def sections(apps: Iterable[Mapping[str, Any]]) -> list[tuple[Any, list[Any]]]:
    """The admin's pages under the headings of the desk, without those that have none."""
    models = {app["app_label"]: app["models"] for app in apps}
    named = [(title, [model for label in labels for model in models.pop(label, [])]) for title, labels in SECTIONS]
    rest = [model for found in models.values() for model in found]
    return [(title, found) for title, found in [*named, (LAST_SECTION, rest)] if found]
