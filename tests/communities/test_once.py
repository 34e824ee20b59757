"""Components that are drawn once: the same words as when drawn anew, in each language, and each value's own count."""

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from communities.facets import Value
from communities.templatetags import once


def rendered(source, **context):
    return engines["django"].from_string("{% load once %}" + source).render(context)


def test_a_component_is_drawn_once_for_the_same_values():
    mark = '{% once "components/mark.html" confirmed=day %}'
    first = rendered(mark, day="2026-05-03")
    before = once._kept.cache_info()
    assert rendered(mark, day="2026-05-03") == first
    assert once._kept.cache_info().hits == before.hits + 1
    assert "May 2026" in first
    assert "May 2026" not in rendered(mark, day="2026-06-03")


def test_each_language_has_its_own():
    mark = '{% once "components/mark.html" confirmed="2026-05-03" %}'
    with translation.override("fr"):
        assert "mai 2026" in rendered(mark)
    assert "May 2026" in rendered(mark)


def test_a_component_sees_nothing_of_the_page():
    assert "May" not in rendered('{% once "components/mark.html" %}', confirmed="2026-05-03")


def test_values_are_drawn_as_their_component_draws_them():
    values = [
        Value("a", "A & B", 3, checked=True),
        Value("b", "<b>", 0, checked=False),
        Value("c", "{count}", 1234, checked=False),
        Value("d", "D", 0, checked=True),
    ]
    html = rendered('{% facet_values "topic" values %}', values=values)
    assert html == "".join(
        render_to_string(
            "components/facet_value.html",
            {
                "name": "topic",
                "value": value.value,
                "label": value.label,
                "checked": value.checked,
                "none": not value.count,
                "count": value.count,
            },
        )
        for value in values
    )
    assert html.count("checked") == 2
    assert html.count("disabled") == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_addresses_are_those_of_the_reader_s_language(language):
    with translation.override(language):
        assert rendered('{% page "communities:list" %}') == reverse("communities:list")
        # What a row puts together is the entry's address.
        assert f"{reverse('communities:list')}some-slug/" == reverse("communities:detail", args=["some-slug"])
