"""Everything that a member of staff did, on one page."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessLog
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions import moderation, records, staff_record
from submissions.models import Decision
from submissions.roles import ADMINISTRATORS, SENIOR_MODERATORS
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_member_of_staff, a_moderator, pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(ADMINISTRATORS, name="chief"))
    return client


@pytest.fixture
def busy(settings):
    """Somebody who has done one thing of each kind."""
    with time_machine.travel("2027-01-15T08:00:00Z", tick=False) as clock:
        user = a_member_of_staff(SENIOR_MODERATORS, name="busy", first_name="Bea", last_name="Busy")
        AccessLog.objects.create(
            username="busy", ip_address="192.0.2.7", user_agent="x", path_info="/", http_accept="x"
        )
        clock.shift(60)
        one = pending(entry={"name": "Approved circle"})
        moderation.approve(one, version=one.version, user=user, note="Known to us.")
        clock.shift(60)
        two = pending(entry={"name": "Declined circle"})
        moderation.decline(two, version=two.version, user=user, reason="duplicate", words="We have it already.")
        clock.shift(24 * 3600)
        community = factories.published(name="Withdrawn circle")
        settings.STAFF_SECOND_FACTOR = False
        busy = Client()
        busy.force_login(user)
        busy.post(f"/admin/communities/community/{community.pk}/withdraw/", {"base": 1, "reason": "Asked for"})
    return user


def rows_of(client, user, query=""):
    page = Page(client.get(f"/admin/auth/user/{user.pk}/record/{query}").text)
    assert page.mistakes == []
    return [row.text for row in page.all("tr")[1:]]


def test_page_shows_decisions_publications_notes_changes_and_sign_ins_the_latest_first(chief, busy):
    withdrawn, declined, approved, signed_in = rows_of(chief, busy)
    assert "Withdrawn: no public page shows it any more." in withdrawn
    assert "Withdrawn circle" in withdrawn
    assert "Declined circle" in declined
    assert "We have it already." in declined
    assert "Approved circle" in approved
    assert "Published as revision 1" in approved
    assert "Known to us." in approved
    assert "192.0.2.7" in signed_in
    assert rows_of(chief, a_moderator()) == []


def test_one_day_alone(chief, busy):
    assert len(rows_of(chief, busy, "?day=2027-01-15")) == 3
    assert len(rows_of(chief, busy, "?day=2027-01-16")) == 1
    response = chief.get(f"/admin/auth/user/{busy.pk}/record/", {"day": "yesterday"})
    assert "Write the day as year, month and day" in response.text


def test_words_that_were_erased_are_gone_here_too(chief, busy):
    records.redact(Decision.objects.get(verb="approve"))
    approved = rows_of(chief, busy)[2]
    assert "Known to us." not in approved
    assert "The words were erased." in approved


def test_of_what_was_deleted_there_is_no_link(chief, busy):
    LogEntry.objects.create(user=busy, action_flag=3, object_id="1", object_repr="An old alert")
    page = chief.get(f"/admin/auth/user/{busy.pk}/record/").text
    assert "<bdi>An old alert</bdi></span>" in page


@pytest.mark.parametrize("role", [SENIOR_MODERATORS, None])
def test_page_is_for_administrators(client, settings, busy, role):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(*[one for one in (role,) if one]))
    assert client.get(f"/admin/auth/user/{busy.pk}/record/").status_code == 403


def test_pages_are_turned_and_ask_as_often_for_few_as_for_many(chief, busy, monkeypatch):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            rows = rows_of(chief, busy)
        return len(rows), len(caught)

    chief.get("/admin/")  # the first page of a minute is noted
    few, queries = asked()
    for number in range(20):
        submission = pending()
        moderation.spam(submission, version=submission.version, user=busy, note=f"Number {number}")
        LogEntry.objects.create(user=busy, action_flag=2, object_id="1", object_repr=f"Change {number}")
    AccessLog.objects.bulk_create(
        AccessLog(username="busy", ip_address="192.0.2.7", attempt_time=timezone.now() - timedelta(days=number))
        for number in range(20)
    )
    many, queries_of_many = asked()
    assert (few, many) == (4, staff_record.ON_A_PAGE)
    assert queries_of_many == queries
    assert len(rows_of(chief, busy, "?page=2")) == 4 + 60 - staff_record.ON_A_PAGE
