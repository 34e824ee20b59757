"""Charts as numbers: bars to one scale, points in the frame, and no figure under five."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities import charts

COUNTS = st.lists(st.integers(0, 60), max_size=12)
YEARS = st.dictionaries(st.integers(1950, 2030), st.integers(0, 400), max_size=30)


def drawn(counts, n=None, **options):
    n = max(counts, default=0) if n is None else n
    return charts.bars([(f"Value {count}", count, f"/?v={count}") for count in counts], n, **options)


def test_bar_is_as_long_as_its_share_of_all_who_answered():
    chart = drawn([30, 10, 5], n=40)
    assert [bar.length for bar in chart.bars] == [75, 25, 12.5]
    assert [bar.share for bar in chart.bars] == [75, 25, 12]
    assert [bar.count for bar in chart.bars] == [30, 10, 5]
    assert chart.bars[0].url == "/?v=30"
    assert not chart.hides_some


def test_figures_under_five_are_left_out_and_none_stays_none():
    chart = drawn([20, 4, 1, 0], n=40)
    assert [bar.count for bar in chart.bars] == [20, None, None, 0]
    assert [bar.share for bar in chart.bars] == [50, None, None, 0]
    assert chart.hides_some


def test_chart_of_fewer_than_five_shows_nothing():
    chart = drawn([3, 1], n=4)
    assert chart.is_too_small
    assert chart.bars == ()


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="more than there are"):
        drawn([6], n=5)
    with pytest.raises(ValueError, match="fewer than none"):
        charts.line({2020: -1})


def test_single_small_figure_takes_the_next_with_it_where_it_could_be_worked_out():
    assert [bar.count for bar in drawn([20, 3, 7], n=30, each_once=True).bars] == [20, None, None]
    assert [bar.count for bar in drawn([20, 3, 7], n=30).bars] == [20, None, 7]


def test_two_figures_of_one_take_a_third_with_them():
    assert [bar.count for bar in drawn([20, 1, 1, 8], n=30, each_once=True).bars] == [20, None, None, None]


@given(COUNTS, st.integers(0, 20), st.booleans())
def test_bars_stay_in_their_frame_and_small_figures_out_of_it(counts, more, each_once):
    n = sum(counts) + more
    chart = drawn(counts, n=n, each_once=each_once)
    assert len(chart.bars) == (0 if chart.is_too_small else len(counts))
    for bar, count in zip(chart.bars, counts, strict=False):
        assert 0 <= bar.length <= 100
        assert bar.count in (count, None)
        assert bar.count is None or bar.count == 0 or bar.count >= charts.FEWEST
        assert (bar.count is None) == (bar.share is None)
        if bar.count is None:
            assert bar.length == 0
    shown = sum(bar.count or 0 for bar in chart.bars)
    assert shown <= n
    hidden = [count for bar, count in zip(chart.bars, counts, strict=False) if bar.count is None]
    if each_once and hidden and len(hidden) < sum(count > 0 for count in counts):
        assert len(hidden) > 1
        assert sum(hidden) >= charts.FEWEST


@given(YEARS)
def test_points_stay_in_their_frame_and_small_figures_out_of_it(counts):
    chart = charts.line(counts)
    assert chart.n == sum(counts.values())
    assert [point.year for point in chart.points] == sorted(counts)
    for point in chart.points:
        assert 0 <= point.x <= 100
        assert 0 <= point.y <= 100
        assert point.count is None or point.count == 0 or point.count >= charts.FEWEST
        if point.is_named:
            assert point.count is not None
    assert [one.x for one in chart.points] == sorted(one.x for one in chart.points)
    assert all(one.count is not None and other.count is not None for one, other in chart.strokes)
    assert all(point.count <= chart.top for point in chart.shown)


def test_line_runs_from_edge_to_edge_and_breaks_where_a_figure_is_left_out():
    chart = charts.line({2018: 10, 2019: 20, 2020: 2, 2021: 3, 2022: 40, 2023: 30})
    assert [(point.x, point.y) for point in chart.points if point.count] == [
        (0, 75),
        (20, 50),
        (80, 0),
        (100, 25),
    ]
    assert chart.top == 40
    assert [(one.year, other.year) for one, other in chart.strokes] == [(2018, 2019), (2022, 2023)]
    assert [point.year for point in chart.points if point.is_named] == [2018, 2022, 2023]


def test_peak_too_near_the_end_goes_without_its_figure():
    chart = charts.line(dict(zip(range(2000, 2021), [10] * 19 + [50, 40], strict=True)))
    assert [point.year for point in chart.points if point.is_named] == [2000, 2020]


def test_single_year_stands_in_the_middle_and_no_year_makes_no_line():
    assert [(point.x, point.is_named) for point in charts.line({2024: 12}).points] == [(50, True)]
    assert charts.line({}).is_too_small
    assert charts.line({2024: 3}).is_too_small


@given(st.integers(0, 10**9))
def test_upper_edge_is_a_round_number_not_below_any_figure(number):
    edge = charts.rounded_up(number)
    assert number <= edge
    assert edge == 5 or number > edge / 1.7
    assert str(edge).rstrip("0") in ("1", "15", "2", "3", "4", "5", "6", "8")
