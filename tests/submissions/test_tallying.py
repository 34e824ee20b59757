"""Figures of priorities: counted in steps, frozen, and no single answer can be worked out from any two of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities.priority_models import Measure, PriorityFigure
from submissions import limits, tallying
from submissions.models import CheckAnswer, CheckSent, CheckTally, CountedPriority, Steward
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)
DIRECTION = (Measure.PRIORITY, "direction")


def waiting(values, key=DIRECTION) -> None:
    CheckAnswer.objects.bulk_create(CheckAnswer(measure=key[0], ingredient=key[1], value=value) for value in values)


def published(key=DIRECTION) -> list[tuple[int, int]]:
    figures = PriorityFigure.objects.filter(measure=key[0], ingredient=key[1]).order_by("number")
    return list(figures.values_list("number", "halves"))


def day(number: int) -> datetime:
    return DAY + timedelta(days=number)


def a_steward_who_said(value, *, since=None, **changes) -> Steward:
    number = Steward.objects.count()
    return Steward.objects.create(
        community=changes.pop("community", None) or factories.published(name=f"Circle {number}"),
        email=f"k{number}@example.org",
        since=since or DAY - timedelta(days=9),
        private_answers={"rating_direction": value, "rating_shared-vision": 2 + number % 2},
        **changes,
    )


# Steps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([1, 2, 3, 4], []),
        ([4, 4, 4, 4, 4], []),
        ([4, 4, 4, 4, 5], [(5, 8)]),
        ([5, 5, 5, 5, 4], [(5, 10)]),
        ([1, 2, 3, 4, 5, 5, 5, 5, 5], [(5, 8)]),
        ([4] * 9 + [1], [(10, 7)]),
    ],
)
def test_five_that_are_not_all_alike_make_a_step(values, told):
    waiting(values)
    tallying.publish_due(DAY)
    assert published() == told
    assert CheckAnswer.objects.count() == (0 if told else len(values))


def test_figure_stays_until_five_more_have_come():
    waiting([1, 2, 3, 4, 5])
    tallying.publish_due(day(0))
    waiting([5, 5, 5, 4])
    tallying.publish_due(day(1))
    assert published() == [(5, 6)]
    waiting([5])
    tallying.publish_due(day(2))
    assert published() == [(5, 6), (10, 8)]
    assert CheckTally.objects.get(measure="priority", ingredient="direction").total == 39


def test_each_figure_has_steps_of_its_own():
    waiting([1, 2, 3, 4, 5])
    waiting([1, 2, 3, 4], (Measure.IN_PLACE, "direction"))
    tallying.publish_due(day(0))
    assert published((Measure.IN_PLACE, "direction")) == []
    waiting([5], (Measure.IN_PLACE, "direction"))
    tallying.publish_due(day(1))
    assert published((Measure.IN_PLACE, "direction")) == [(5, 6)]
    assert published() == [(5, 6)]


def test_looked_at_once_a_day():
    tallying.publish_due(DAY)
    waiting([1, 2, 3, 4, 5])
    assert tallying.publish_due(DAY + timedelta(hours=11)) == 0
    assert published() == []
    assert tallying.publish_due(day(1)) == 1


def test_community_counts_once_with_what_its_convener_answered_in_the_questionnaire():
    stewards = [a_steward_who_said(value) for value in (5, 5, 4, 3)]
    a_steward_who_said("not-known")
    a_steward_who_said(9)
    a_steward_who_said(1, ended_at=DAY, ended_by="objection")
    a_steward_who_said(1, since=DAY - timedelta(minutes=9))
    tallying.publish_due(day(-1))
    assert published((Measure.STATED, "direction")) == []
    a_steward_who_said(1, community=stewards[0].community, since=DAY - timedelta(days=20))
    a_steward_who_said(4)
    tallying.publish_due(DAY)
    assert published((Measure.STATED, "direction")) == [(5, 8)]
    assert CountedPriority.objects.filter(ingredient="direction").count() == 5
    Steward.objects.update(private_answers={"rating_direction": 1})
    tallying.publish_due(day(1))
    assert published((Measure.STATED, "direction")) == [(5, 8)]


@pytest.mark.django_db(transaction=True)
def test_two_mail_loops_at_once_take_a_step_once():
    waiting([1, 2, 3, 4, 5])

    def publish(_number):
        try:
            return tallying.publish_due(DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(publish, range(6))) == 1
    assert published() == [(5, 6)]


# Nobody's answer -------------------------------------------------------------------------------------


class NoAnswerIsGivenAway(TestCase):
    """Whoever has every publication, and compares any two."""

    @patch.object(tallying, "INGREDIENTS", ("direction",))  # nobody is asked about the others here
    @hypothesis_settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(st.integers(1, 5), max_size=7), min_size=1, max_size=6))
    def test_in_every_step_any_answer_could_be_another_persons(self, days):
        """A figure knows of its answers only which there were, never whose: two of one step could change places."""
        pending: list[int] = []
        steps: list[list[int]] = []
        before: list[tuple[int, int]] = []
        for number, values in enumerate(days):
            waiting(values)
            pending += values
            tallying.publish_due(day(number))
            if published() != before:
                steps.append(pending)
                pending, before = [], published()
        assert len(steps) == len(before)
        for step in steps:
            assert len(step) >= 5
            assert all(any(other != value for other in step) for value in step)
        assert all(later[0] - earlier[0] >= 5 for earlier, later in pairwise(before))
        assert CheckAnswer.objects.count() == len(pending)


def sums(number: int, halves: int) -> set[tuple[int, int]]:
    """Every count and total that would have been told like this."""
    return {
        (count, total)
        for count in range(number, number + 5)
        for total in range(count, 5 * count + 1)
        if tallying.figure(count, total) == (number, halves)
    }


def adds_up(many: int, total: int, but_all: int) -> bool:
    """Whether so many answers can add up to this, without all being that one."""
    if many * 1 == total or many * 5 == total:  # all alike, and in no other way
        return total != many * but_all
    return many < total < many * 5


def possible(earlier: tuple[int, int], later: tuple[int, int]) -> set[int]:
    """What one answer of the step between two figures can be, for all that they tell."""
    left = set()
    for count, total in sums(*earlier) if earlier[0] else {(0, 0)}:
        for more, all_told in sums(*later):
            many, added = more - count, all_told - total
            if many >= 5:
                left |= {value for value in range(1, 6) if adds_up(many - 1, added - value, value)}
    return left


def test_any_two_figures_leave_every_answer_of_the_step_between_them_open():
    """If a step could be all alike, a mean of 1.5 of five and then of 4.0 of ten would give away five answers."""
    firsts = [(0, 0), *((number, halves) for number in (5, 10, 20) for halves in range(2, 11))]
    for earlier in firsts:
        for number in (earlier[0] + 5, earlier[0] + 10):
            for halves in range(2, 11):
                left = possible(earlier, (number, halves))
                assert len(left) != 1, (earlier, number, halves)


def test_published_figure_is_frozen():
    waiting([1, 2, 3, 4, 5])
    tallying.publish_due(DAY)
    for act in (lambda: PriorityFigure.objects.update(halves=4), lambda: PriorityFigure.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert published() == [(5, 6)]


# Keeping ---------------------------------------------------------------------------------------------

ANSWERS = {DIRECTION: 5, (Measure.IN_PLACE, "direction"): 2}


def test_what_is_kept_is_each_answer_by_itself_and_the_same_page_once():
    for _time in range(3):
        tallying.keep(ANSWERS, page="a", network="192.0.2.1")
    assert sorted(CheckAnswer.objects.values_list("measure", "ingredient", "value")) == [
        ("in-place", "direction", 2),
        ("priority", "direction", 5),
    ]
    assert "192.0.2.1" not in str(list(CheckSent.objects.values()))
    tallying.keep(ANSWERS, page="b", network="192.0.2.1")
    assert CheckAnswer.objects.count() == 4
    CheckSent.objects.update(at=timezone.now() - timedelta(days=2))
    tallying.keep(ANSWERS, page="c", network="192.0.2.1")
    assert CheckSent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_ones_at_once_are_kept_once():
    def keep(_number):
        try:
            tallying.keep(ANSWERS, page="a", network="192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(keep, range(12)))
    assert CheckAnswer.objects.count() == 2


def test_network_can_have_ten_an_hour_counted(settings):
    settings.RATE_LIMITS = 1
    for number in range(10):
        tallying.keep(ANSWERS, page=str(number), network="192.0.2.1")
    with pytest.raises(limits.TooOftenError):
        tallying.keep(ANSWERS, page="more", network="192.0.2.1")
    assert CheckAnswer.objects.count() == 20
    tallying.keep(ANSWERS, page="more", network="192.0.2.2")


def test_rules_hold_in_the_database():
    broken = [
        lambda: CheckAnswer.objects.create(measure="priority", ingredient="direction", value=6),
        lambda: CheckAnswer.objects.create(measure="stated", ingredient="direction", value=5),
        lambda: CheckTally.objects.create(measure="priority", ingredient="direction", count=2, total=11),
        lambda: PriorityFigure.objects.create(
            measure="priority", ingredient="direction", number=6, halves=4, published_on=DAY.date()
        ),
        lambda: PriorityFigure.objects.create(
            measure="priority", ingredient="direction", number=0, halves=4, published_on=DAY.date()
        ),
        lambda: PriorityFigure.objects.create(
            measure="priority", ingredient="direction", number=5, halves=11, published_on=DAY.date()
        ),
        lambda: PriorityFigure.objects.create(
            measure="whim", ingredient="direction", number=5, halves=4, published_on=DAY.date()
        ),
    ]
    for act in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


# In public -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_insights_show_what_was_published_and_change_with_a_step(language):
    def part() -> str:
        page = Page(Client().get(f"{language}/insights/").text)
        return next(one.text for one in page.all("section") if one["aria-labelledby"] == "priorities")

    assert "n ≥" not in part()
    waiting([1, 2, 3, 4, 5])
    assert "n ≥" not in part()
    tallying.publish_due(DAY)
    assert f"{'3,0' if language else '3.0'} (n ≥ 5)" in part()
