"""What a page shows of a selection: page numbers with gaps, and numbers that cannot be read."""

import pytest

from communities.facets import Page, whole_number


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
