"""Counting acts per network and mailbox: the limit, the window that slides, spellings, and the field nobody sees."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from submissions import limits
from submissions.limits import Limit, TooOftenError
from submissions.models import LimitCount

NOON = datetime(2026, 5, 4, 12, 3, tzinfo=UTC)


@pytest.fixture
def limited(settings, db):
    settings.RATE_LIMITS = 1


def taken(times, whose="a", *, now=NOON, limit=Limit.LETTERS_TO_ADDRESS):
    """How many of so many acts are let through."""
    count = 0
    for _ in range(times):
        try:
            limits.take(limit, whose, now=now)
        except TooOftenError:
            continue
        count += 1
    return count


def test_acts_beyond_the_limit_are_refused(limited):
    assert taken(15) == 5


def test_each_has_a_count_of_their_own(limited):
    assert taken(15) == 5
    assert taken(1, "b") == 1
    assert taken(1, limit=Limit.LETTERS_OF_NETWORK) == 1


def test_any_hour_holds_no_more_than_the_limit(limited):
    sent = [
        NOON + timedelta(minutes=minute) for minute in range(240) if taken(1, now=NOON + timedelta(minutes=minute)) == 1
    ]
    for start in sent:
        assert len([at for at in sent if start <= at < start + timedelta(hours=1)]) <= 5
    assert len(sent) >= 15


def test_refused_acts_do_not_prolong_the_wait(limited):
    taken(5)
    assert taken(50, now=NOON + timedelta(minutes=50)) == 0
    assert taken(1, now=NOON + timedelta(minutes=70)) == 1


def test_factor_multiplies_the_limit_and_nought_turns_it_off(limited, settings):
    settings.RATE_LIMITS = 2
    assert taken(15) == 10
    settings.RATE_LIMITS = 0
    assert taken(100) == 100


def test_keys_tell_nobody_who_it_was(limited):
    limits.take(Limit.LETTERS_TO_ADDRESS, "ann@example.org", now=NOON)
    (row,) = LimitCount.objects.all()
    assert "ann" not in row.key
    assert len(row.key) == 64


def test_counts_that_no_longer_matter_are_dropped(limited):
    taken(3)
    taken(1, "b", now=NOON + timedelta(hours=3))
    assert LimitCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_pass_no_more_than_the_limit(settings):
    settings.RATE_LIMITS = 1

    def one(_):
        try:
            return taken(1)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 5


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Ann.Other+list@Example.ORG", "annother@example.org"),
        (" annother@example.org ", "annother@example.org"),
        ("a.n.n.other+a+b@example.org", "annother@example.org"),
    ],
)
def test_spellings_of_an_address_are_one_mailbox(typed, mailbox):
    assert limits.mailbox_of(typed) == mailbox


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_network_is_the_address_or_the_site_part_of_it(address, network):
    assert limits.network_of({"REMOTE_ADDR": address}) == network


def test_a_person_never_waits_and_a_script_does(limited):
    assert limits.wait_of(NOON, NOON + timedelta(seconds=20)) == timedelta()
    assert limits.wait_of(NOON, NOON + timedelta(seconds=1)) == timedelta(seconds=4)
