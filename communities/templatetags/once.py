"""Components that are the same for the same values: drawn once in each language, then kept by the process.

A list shows some of them hundreds of times, and drawing them anew would be most of what a page costs.
"""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..facets import Value

register = template.Library()

Plain = str | int | bool | tuple[str, ...] | None
Values = tuple[tuple[str, Plain], ...]

MOST_KEPT = 20_000  # drawings, most of them of 300 bytes
COUNT = "{count}"  # stands where a value's own count will be


@register.simple_tag
def once(component: str, **values: Plain) -> SafeString:
    """`{% once "components/mark.html" confirmed=entry.confirmed %}`: a component that shows these values and no others.

    It sees neither the page's other values nor the request.
    """
    return _drawn(component, tuple(values.items()))


@register.simple_tag
def facet_values(name: str, values: Iterable[Value]) -> SafeString:
    """The values of a facet, each as `components/facet_value.html` draws it, with its own count."""
    drawn: list[str] = []
    for value in values:
        before, after = _around_count(name, value.value, value.label, value.checked, value.count == 0, get_language())
        drawn += (before, str(value.count), after)
    return SafeString("".join(drawn))  # what templates have escaped, and digits  # nosec B703


@register.simple_tag
def page(name: str) -> str:
    """The address of a page by its name, as `url` gives it."""
    return address_of(name)


def address_of(name: str, *about: str) -> str:
    """The address of a page by its name and what it is about, looked up once in each language."""
    return _address(name, about, get_language())


def forget() -> None:
    """Draw everything anew: for tests that change what components depend on beside their values."""
    _kept.cache_clear()
    _around_count.cache_clear()
    _address.cache_clear()


def _drawn(component: str, values: Values) -> SafeString:
    if settings.DEBUG:  # the component's file may change while the site runs
        return _rendered(component, values)
    return _kept(component, values, get_language())


@lru_cache(maxsize=MOST_KEPT)
def _kept(component: str, values: Values, _language: str | None) -> SafeString:
    return _rendered(component, values)


def _rendered(component: str, values: Values) -> SafeString:
    return SafeString(get_template(component).render(dict(values)))  # a template escapes  # nosec B703


@lru_cache(maxsize=MOST_KEPT)
def _around_count(
    name: str, value: str, label: str, checked: bool, is_none: bool, _language: str | None
) -> tuple[str, str]:
    """What stands before a value's count, and what after it."""
    values = {"name": name, "value": value, "label": label, "checked": checked, "none": is_none, "count": COUNT}
    before, _count, after = get_template("components/facet_value.html").render(values).rpartition(COUNT)
    return before, after


@lru_cache(maxsize=1000)
def _address(name: str, about: tuple[str, ...], _language: str | None) -> str:
    return reverse(name, args=about)
