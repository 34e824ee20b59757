"""The answers that only OPSI sees, as their conveners gave them last: without names, addresses or roles.

Answers that are for figures only are not among them, not even here: their figures are published in steps that give
nobody away (`tallying.py`), and staff read the same as everybody.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from communities import countries, index, readable, tables
from communities import entry as entries
from communities.models import Terms

from .. import questionnaire
from ..models import Steward
from ..questionnaire.shape import Who


@dataclass(frozen=True)
class Given:
    """One community's answer to one question, in words."""

    slug: str
    name: str
    country: str
    stage: str
    words: str


@dataclass(frozen=True)
class Asked:
    """A question and all that was answered to it."""

    key: str
    label: str
    given: list[Given]


def asked() -> list[Asked]:
    """By question, those with most answers first. As many queries however many answers there are."""
    terms = index.terms()
    secret = {one.key for one in questionnaire.questions() if one.who == Who.AGGREGATE}
    by_key: dict[str, list[Given]] = defaultdict(list)
    for steward in _current():
        for key, value in steward.private_answers.items():
            if key not in secret and value not in (None, "", []):
                by_key[key].append(_given(steward, key, value, terms))
    found = [Asked(key, str(questionnaire.label_of(key)), given) for key, given in by_key.items()]
    return sorted(found, key=lambda one: (-len(one.given), one.label))


def rows(every: list[Asked]) -> Iterator[list[str]]:
    """The same as rows of a file, in cells that no spreadsheet runs."""
    yield [_("Question"), _("Key"), _("Community"), _("Slug"), _("Country"), _("Stage"), _("Answer")]
    for one in every:
        for given in one.given:
            cells = (one.label, one.key, given.name, given.slug, given.country, given.stage, given.words)
            yield [tables.inert(cell) for cell in cells]


def _current() -> list[Steward]:
    """Those who look after a published entry today, the longest first: of one community each answers for themselves."""
    today = Steward.objects.filter(ended_at=None, community__withdrawn_at=None).exclude(private_answers={})
    return list(today.select_related("community").defer("community__search").order_by("since", "pk"))


def _given(steward: Steward, key: str, value: Any, terms: Terms) -> Given:
    entry = entries.upgrade(steward.community.entry)
    stage = terms["maturity"].get(entry["maturity"] or "")
    words = readable.words(key, value, terms) if key in entries.CONTENT_FIELDS else str(value)
    country = countries.name(entry["host"]) if entry["host"] else _("Not stated")
    return Given(entry["slug"], entry["name"], country, stage.shown if stage else _("Not stated"), words)
