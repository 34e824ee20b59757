"""A field's value as words: what a difference or a table shows of an entry. No HTML, no queries."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from . import countries, labels, languages
from .entry import Entry, changed_fields
from .models import Terms


def with_colon(label: Any) -> str:
    """A label before what it is the label of: French has a space before the colon."""
    return _("%(label)s:") % {"label": label}


def words(field: str, value: Any, terms: Terms) -> str:
    """The value of a field of an entry in the reader's language; "" where nothing is stated."""
    return ", ".join(parts(field, value, terms))


def parts(field: str, value: Any, terms: Terms) -> list[str]:
    """The same, each of several values by itself."""
    if value in (None, "", []):
        return []
    if field in terms:
        return _each(value, lambda slug: terms[field][slug].shown if slug in terms[field] else slug)
    if field in _WORDS:
        return _each(value, _WORDS[field])
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    return [str(value)]


def changes(before: Entry, after: Entry, terms: Terms) -> list[dict[str, str]]:
    """The fields in which two entries differ: the field's name and key, and its words before and after."""
    return [
        {
            "key": field,
            "field": str(labels.LABELS[field]),
            "before": words(field, before.get(field), terms),
            "after": words(field, after.get(field), terms),
        }
        for field in changed_fields(before, after)
    ]


def _each(value: Any, say: Callable[[Any], str]) -> list[str]:
    return [say(item) for item in (value if isinstance(value, list) else [value])]


def _titled(item: Mapping[str, str]) -> str:
    return f"{item['title']} ({item['url']})"


def _alias(item: Mapping[str, str]) -> str:
    about = [part for part in (item["kind"], languages.name(item["language"]) if item["language"] else "") if part]
    return f"{item['name']} ({', '.join(about)})" if about else item["name"]


def _link(item: Mapping[str, str]) -> str:
    return f"{with_colon(labels.RELATIONS[item['relation']])} {item['slug']}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "aliases": _alias,
    "written_in": languages.name,
    "host": countries.name,
    "countries": countries.name,
    "region": lambda slug: str(labels.REGIONS.get(slug, slug)),
    "languages": languages.name,
    "size": lambda band: str(labels.SIZES.get(band, band)),
    "assets": _titled,
    "sources": _titled,
    "links": _link,
    "withheld": lambda field: str(labels.LABELS.get(field, field)),
}
