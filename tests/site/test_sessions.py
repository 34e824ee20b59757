"""How long staff stay signed in: the idle half hour, the twelve hours, and what the pages say of it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
HOUR = 3600
DESK = "/admin/"


@pytest.fixture
def clock():
    with time_machine.travel("2027-01-15T08:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client, clock, settings):
    settings.STAFF_SECOND_FACTOR = False
    User.objects.create_superuser("staff", password="a long enough one")
    client.post("/accounts/login/", {"login": "staff", "password": "a long enough one"})
    return client


def is_in(client) -> bool:
    return client.get(DESK).status_code == 200


def test_half_an_hour_without_a_page_signs_out(staff, clock):
    clock.shift(30 * 60)
    assert not is_in(staff)
    assert "_auth_user_id" not in staff.session


def test_half_an_hour_counts_from_signing_in_already(staff, clock):
    clock.shift(30 * 60 - 1)
    assert is_in(staff)


def test_each_page_moves_the_end_on(staff, clock):
    for _ in range(4):
        clock.shift(29 * 60)
        assert is_in(staff)


def test_pages_of_one_minute_write_the_session_once_and_say_when_it_ends(staff, clock):
    def writes() -> int:
        with CaptureQueriesContext(connection) as caught:
            html = staff.get(DESK).text
        assert f'data-idle="{30 * 60 - since}"' in html
        return sum("django_session" in one["sql"] for one in caught if one["sql"].startswith("UPDATE"))

    since = 0
    staff.get(DESK)
    for since in (0, 59):
        clock.move_to(f"2027-01-15T08:00:{since:02}Z")
        assert writes() == 0
    since = 0
    clock.shift(1)
    assert writes() == 1


def test_nobody_stays_longer_than_twelve_hours(staff, clock):
    for _ in range(12 * 3 - 1):
        clock.shift(20 * 60)
        assert is_in(staff)
    clock.shift(20 * 60)
    assert not is_in(staff)


def test_whoever_was_signed_out_is_told_and_comes_back_to_the_page(staff, clock):
    clock.shift(HOUR)
    response = staff.get("/admin/communities/term/", follow=True)
    assert "You were signed out" in response.text
    response = staff.post(
        response.redirect_chain[-1][0],
        {"login": "staff", "password": "a long enough one", "next": "/admin/communities/term/"},
    )
    assert response.url == "/admin/communities/term/"
    assert is_in(staff)


@pytest.mark.parametrize(("jump", "stays"), [(-30, True), (-HOUR, False), (-24 * HOUR, False)])
def test_clock_that_jumps_back_makes_no_session_longer(staff, clock, jump, stays):
    clock.shift(jump)
    assert is_in(staff) is stays


def test_signing_in_begins_a_session_of_its_own(client, staff):
    before = staff.cookies["session"].value
    staff.post("/accounts/logout/")
    planted = client.session
    planted["mine"] = "yes"
    planted.save()
    client.cookies["session"] = planted.session_key
    client.post("/accounts/login/", {"login": "staff", "password": "a long enough one"})
    assert client.cookies["session"].value not in (before, planted.session_key)
    assert is_in(client)


def second_visit() -> Client:
    """The same person, signed in elsewhere as well."""
    other = Client()
    other.post("/accounts/login/", {"login": "staff", "password": "a long enough one"})
    assert is_in(other)
    return other


def test_signing_out_ends_the_session_on_the_server(staff):
    kept = staff.cookies["session"].value
    staff.post("/accounts/logout/")
    staff.cookies["session"] = kept
    assert not is_in(staff)


def test_new_password_ends_every_other_session(staff):
    other = second_visit()
    given = {"oldpassword": "a long enough one", "password1": "quite another one", "password2": "quite another one"}
    assert staff.post("/accounts/password/change/", given).status_code == 302
    assert is_in(staff)
    assert not is_in(other)


@pytest.mark.parametrize("what", ["is_active", "is_staff"])
def test_who_is_shut_out_is_out_at_once(staff, what):
    User.objects.filter(username="staff").update(**{what: False})
    assert not is_in(staff)


def test_page_says_until_when(staff, clock, settings):
    settings.STAFF_IDLE_TIME = timedelta(minutes=45)
    html = staff.get(DESK).content.decode()
    assert "08:45 UTC</time>." in html
    assert 'data-idle="2700"' in html


def test_page_names_the_last_hour_when_it_comes_first(staff, clock):
    for _ in range(35):
        clock.shift(20 * 60)
        staff.get(DESK)
    assert "20:00 UTC</time>." in staff.get(DESK).content.decode()
