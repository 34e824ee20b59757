"""Who has page after page made is asked to wait; readers of kept pages, forms and other networks are not."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from copdir import crowding
from copdir.crowding import Buckets

SCRAPER, OTHER = "198.51.100.1", "203.0.113.7"


@pytest.fixture
def visitor(db, settings):
    """A site that makes five pages for a network."""
    settings.RATE_LIMITS, settings.PAGES_MADE_FOR_NETWORK = 1, 5
    return Client()


def ask(visitor: Client, number: int, network: str = SCRAPER):
    return visitor.get("/communities/", {"q": f"word{number}"}, REMOTE_ADDR=network)


def test_after_so_many_pages_made_a_network_has_to_wait_and_others_need_not(visitor):
    statuses = [ask(visitor, number).status_code for number in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    refused = ask(visitor, 9)
    assert 1 <= int(refused["Retry-After"]) <= crowding.WITHIN
    assert "Wait a little" in refused.text
    assert "no-cache" in refused["Cache-Control"]
    assert not refused.cookies
    assert ask(visitor, 9, OTHER).status_code == 200


def test_programs_are_told_in_json(visitor):
    for number in range(5):
        assert visitor.get("/api/communities/", {"q": f"word{number}"}, REMOTE_ADDR=SCRAPER).status_code == 200
    refused = visitor.get("/api/communities/", {"q": "more"}, REMOTE_ADDR=SCRAPER)
    assert (refused.status_code, "detail" in refused.json()) == (429, True)


@pytest.mark.django_db(transaction=True)
def test_kept_pages_are_not_counted(visitor):
    assert {ask(visitor, 1).status_code for _ in range(12)} == {200}
    assert ask(visitor, 2).status_code == 200


def test_forms_and_health_are_not_counted(visitor):
    for _ in range(8):
        assert visitor.get("/submit/", REMOTE_ADDR=SCRAPER).status_code == 200
        assert visitor.get("/livez", REMOTE_ADDR=SCRAPER).status_code == 200
    assert ask(visitor, 1).status_code == 200


def test_no_limits_no_counting(db, settings):
    settings.RATE_LIMITS, settings.PAGES_MADE_FOR_NETWORK = 0, 1
    visitor = Client()
    assert {ask(visitor, number).status_code for number in range(3)} == {200}


def test_a_bucket_fills_up_again_evenly(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(crowding, "monotonic", lambda: now[0])
    buckets = Buckets(300)
    assert not any(buckets.take("one") for _ in range(300))
    assert buckets.take("one") == pytest.approx(1)
    assert buckets.take("one") == pytest.approx(1), "who is refused does not wait longer for it"
    now[0] += 10
    assert sum(not buckets.take("one") for _ in range(20)) == 10
    now[0] += 10_000
    assert sum(not buckets.take("one") for _ in range(1000)) == 300


@given(st.floats(0, 1e9), st.integers(1, 400))
def test_whatever_the_clock_says_a_full_bucket_holds_as_many_as_it_should(now, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowding, "monotonic", lambda: now)
        buckets = Buckets(most)
        assert [buckets.take("one") for _page in range(most)] == [0] * most
        assert buckets.take("one") > 0


def test_so_many_networks_are_remembered_and_no_more():
    buckets = Buckets(1, networks=3)
    assert [buckets.take(name) for name in "abcd"] == [0, 0, 0, 0]
    assert buckets.take("d") > 0
    assert buckets.take("a") == 0, "the one that asked longest ago was forgotten"
