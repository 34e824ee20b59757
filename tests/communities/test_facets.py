"""What a page shows of a selection: page numbers with gaps, and numbers that cannot be read."""

import pytest
from django.http import QueryDict

from communities import index
from communities.facets import Page, facets, whole_number
from communities.filters import CommunityFilter
from tests import factories


@pytest.mark.parametrize(
    ("total", "number", "shown"),
    [
        (25, 1, []),
        (26, 1, [1, 2]),
        (100, 2, [1, 2, 3, 4]),
        (250, 1, [1, 2, 3, None, 10]),
        (250, 5, [1, 2, 3, 4, 5, 6, 7, None, 10]),
        (250, 6, [1, None, 4, 5, 6, 7, 8, 9, 10]),
        (2500, 50, [1, None, 48, 49, 50, 51, 52, None, 100]),
    ],
)
def test_first_last_and_nearby_pages_are_named(total, number, shown):
    assert list(Page(total, number).numbers()) == shown


@pytest.mark.parametrize(
    ("total", "number", "bounds"), [(0, 1, (0, 0)), (1, 1, (1, 1)), (26, 2, (26, 26)), (60, 2, (26, 50))]
)
def test_bounds_count_from_one(total, number, bounds):
    page = Page(total, number)

    assert (page.start, page.end) == bounds


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "٣", "²", " 1", "1" * 13, "0x1"])
def test_text_that_is_no_whole_number_is_none(text):
    assert whole_number(text) is None


def test_digits_are_a_whole_number():
    assert whole_number("0042") == 42


@pytest.mark.django_db
def test_values_with_results_come_before_more_frequent_ones_without():
    for code in ("AT", "BE", "CH", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "PT"):
        factories.published(host=code)
        factories.published(host=code)
    factories.published(host="FI", purpose=["advising"])

    (country,) = [
        facet
        for facet in facets(CommunityFilter(QueryDict("purpose=advising&country=PT"), index.current()))
        if facet.name == "country"
    ]

    assert [(value.value, value.count, value.checked) for value in country.first[:2]] == [
        ("PT", 0, True),
        ("FI", 1, False),
    ]
    assert len(country.first) + len(country.rest) == 12
