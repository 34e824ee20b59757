"""Any part of any selection in any order, as SQL has it, and without a look at more than is needed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from communities import index, orders, publishing
from communities.filters import SORTS, CommunityFilter
from tests.factories import an_entry, published

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = (orders.NAME, orders.NEWEST, orders.CONFIRMED)


class Row:
    def __init__(self, name_sort, days, confirmed):
        self.name_sort, self.listed_at = name_sort, BEGIN + timedelta(days=days)
        self.confirmed = date(2026, 1, confirmed).isoformat() if confirmed else None


def sorted_by_hand(order, rows):
    def key(pk):
        row = rows[pk]
        first = {
            orders.NAME: "",
            orders.NEWEST: -row.listed_at.timestamp(),
            orders.CONFIRMED: -date.fromisoformat(row.confirmed).toordinal() if row.confirmed else 0,
        }
        return first[order], row.name_sort, pk

    return sorted(rows, key=key)


some_rows = st.dictionaries(
    st.integers(1, 60), st.builds(Row, st.sampled_from("abc"), st.integers(0, 2), st.integers(0, 2)), max_size=40
)


@given(some_rows, st.sampled_from(ORDERS), st.data())
def test_part_is_that_of_the_whole_sorted(rows, order, data):
    by_name = orders.by_name([], [], rows, rows)
    everyone = orders.by(order, by_name, rows)
    assert list(everyone) == sorted_by_hand(order, rows)

    chosen = data.draw(st.sets(st.sampled_from(sorted(rows)))) if rows else set()
    start, length = data.draw(st.integers(0, 45)), data.draw(st.integers(0, 30))
    place = slice(start, start + length)
    in_order = [pk for pk in sorted_by_hand(order, rows) if pk in chosen]
    assert orders.part(BitMap(chosen), place, order, everyone, rows) == in_order[place]


@given(some_rows, some_rows)
def test_names_are_in_order_after_any_change(before, changed):
    rows = {**before, **changed}
    known = orders.by_name([], [], before, before)
    assert orders.by_name(known, set(changed), changed, rows) == sorted_by_hand(orders.NAME, rows)


def test_few_new_names_and_many_end_in_the_same_order():
    rows = {number: Row(f"{number * 7 % 300:03}", 0, 0) for number in range(300)}
    at_once = orders.by_name([], [], rows, rows)
    one_by_one: list[int] = []
    for number in rows:
        one_by_one = orders.by_name(one_by_one, [], [number], rows)
    assert at_once == one_by_one == sorted_by_hand(orders.NAME, rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "scale=national", "q=circle", "q=circle&scale=national", "q=cirle", "country=IE"]
)
def test_every_part_of_a_selection_is_that_of_sql_in_every_order(query):
    for number in range(12):
        scale = "national" if number % 3 else "international"
        host = "IE" if number % 3 else None
        community = published(name=f"Circle {number * 5 % 12:02}", scale=scale, host=host)
        if number % 4 == 0:
            publishing.publish(
                community.entry, community=community, role="convener", confirmed=date(2026, 1, 1 + number % 3)
            )
    published(name="Éire forum", scale="national", host="IE")
    published(name="eire forum", scale="national", host="IE")
    publishing.withdraw(published(**an_entry(name="Circle of the past")), role="staff", reason="Ended")

    catalogue = index.current()
    for order in SORTS:
        chosen = CommunityFilter(QueryDict(f"{query}&sort={order}"), catalogue)
        whole = list(chosen.qs.values_list("pk", flat=True))
        assert len(whole) == len(chosen.ids) > 0
        for start in (0, 3, 11, 50):
            part = chosen.part(slice(start, start + 4)).values_list("pk", flat=True)
            assert list(part) == whole[start : start + 4], (order, start)
