"""The weekly digest: who gets it, when, what it says and what it does not, and that no week is told of twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from post_office.models import STATUS, Email

from submissions import digest, moderation
from submissions.models import Digest
from submissions.roles import ANALYSTS
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_member_of_staff, a_moderator, pending

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 16, 7, tzinfo=UTC)
FIGURES = "/admin/submissions/decision/"


@pytest.fixture
def reader():
    return a_moderator("reader", email="reader@opsi.example")


def letters():
    return list(Email.objects.filter(to="reader@opsi.example").order_by("pk"))


def test_letter_says_what_waits_what_went_on_and_names_nobody(reader):
    with time_machine.travel(MONDAY - timedelta(days=20), tick=False):
        pending(entry={"name": "Vexoq circle"})
    with time_machine.travel(MONDAY - timedelta(days=3), tick=False):
        other = pending()
        moderation.decline(other, version=other.version, user=reader, reason="duplicate")
        asked = pending()
        moderation.ask(asked, version=asked.version, user=reader, words="Which city?")
    factories.published(confirmed=(MONDAY - timedelta(days=30)).date())
    factories.published()
    Email.objects.filter(pk=Email.objects.latest("pk").pk).update(
        status=STATUS.failed, last_updated=MONDAY - timedelta(days=2)
    )

    assert digest.write_due(MONDAY) == 1
    (letter,) = letters()
    assert letter.subject == "The desk this week: 1 waits"
    assert "New community: 1, the longest for 20 days" in letter.message
    assert "1 of them has waited for longer than the aim." in letter.message
    assert "Last week: 2 came in, 1 decided. 1 is with its sender, for an answer." in letter.message
    assert "1 letter could not be delivered." in letter.message
    assert "2 communities are listed, 1 confirmed within twelve months." in letter.message
    for form in (letter.message, letter.html_message):
        assert "Vexoq" not in form
        assert "ann.sender" not in form


def test_letter_says_when_nothing_waits(reader):
    digest.write_due(MONDAY)
    assert letters()[0].subject == "The desk this week: nothing waits"


def test_each_week_is_told_of_once_from_monday_morning_on_and_later_where_the_site_was_down(reader):
    assert digest.write_due(MONDAY.replace(hour=5)) == 0
    assert digest.write_due(MONDAY) == 1
    assert digest.write_due(MONDAY + timedelta(days=6, hours=16)) == 0
    assert digest.write_due(MONDAY + timedelta(weeks=1, days=2)) == 1
    assert len(letters()) == 2


def test_who_decides_and_has_an_address_gets_it(reader):
    a_moderator("without")
    a_moderator("gone", email="gone@opsi.example", is_active=False)
    a_member_of_staff(ANALYSTS, email="analyst@opsi.example")
    assert digest.write_due(MONDAY) == 1


@pytest.mark.django_db(transaction=True)
def test_two_loops_at_once_write_each_letter_once(reader):
    def look(_number):
        try:
            return digest.write_due(MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(4))) == 1
    assert len(letters()) == 1


def test_it_is_ended_and_asked_for_on_the_page_of_figures(desk, moderator):
    moderator.email = "reader@opsi.example"
    moderator.save()
    assert "On Mondays you get a letter" in Page(desk.get(FIGURES).text).words()
    page = Page(desk.post(f"{FIGURES}digest/", {"wanted": "no"}, follow=True).text)
    assert "You get the weekly letter no more." in page.words()
    assert digest.write_due(MONDAY) == 0
    desk.post(f"{FIGURES}digest/", {"wanted": "yes"})
    assert digest.write_due(MONDAY) == 1
    assert Digest.objects.count() == 1
