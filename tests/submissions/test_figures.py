"""Figures for staff: how deciding goes, answers for OPSI only, who may read which, and that files hold the same."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from submissions import moderation
from submissions.figures import deciding, unpublished
from submissions.models import State, Steward
from submissions.roles import ADMINISTRATORS, ANALYSTS
from tests.page import Page
from tests.submissions.submitted import a_draft, a_member_of_staff, a_moderator, fresh, pending

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday
FIGURES, ANSWERS = "/admin/submissions/decision/", "/admin/submissions/decision/answers/"


def at(days_ago: float):
    return time_machine.travel(NOW - timedelta(days=days_ago), tick=False)


def decided(took: int, *, ended: float = 1, verb=moderation.approve, user=None, reason="", **changes):
    """One that OPSI decided so many days after it came, and so many days before now."""
    with at(ended + took):
        submission = pending(**changes)
    with at(ended):
        said = {"reason": reason} if reason else {}
        verb(submission, version=submission.version, user=user or a_moderator(), **said)
    return fresh(submission)


@pytest.fixture
def staff(client, settings):
    """`staff(ANALYSTS)` is the browser of somebody of these roles."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(*roles):
        client.force_login(a_member_of_staff(*roles))
        return client

    return sign_in


def test_median_ninth_tenth_and_aim_are_told_by_kind_and_country():
    ireland = [decided(took, entry={"host": "IE"}) for took in (2, 4, 20)]
    decided(
        6, verb=moderation.decline, reason="duplicate", entry={"host": None, "countries": [], "scale": "international"}
    )
    pending()

    figures = deciding.of("year", now=NOW)
    assert figures.overall == deciding.Pace("All", 4, median=6, slow=20, within=3)
    assert figures.overall.share == 75
    assert figures.by_country == [
        deciding.Pace("Ireland", 3, median=4, slow=20, within=2),
        deciding.Pace("Not stated", 1, median=6, slow=6, within=1),
    ]
    assert [pace.label for pace in figures.by_kind] == ["New community"]
    assert figures.outcomes == [("Approved", 3), ("Declined", 1)]
    assert [(verb, number) for verb, _reason, number in figures.reasons] == [("Declined", 1)]
    assert len(ireland) == 3


def test_period_counts_what_was_decided_in_it():
    decided(2, ended=100)
    decided(3, ended=20)
    assert deciding.of("quarter", now=NOW).overall.number == 1
    assert deciding.of("year", now=NOW).overall.number == 2
    assert deciding.of("all", now=NOW + timedelta(days=3650)).overall.number == 2
    assert deciding.of("year", now=NOW + timedelta(days=3650)).overall is None


def test_decision_that_was_undone_counts_as_undone_and_not_as_decided():
    user = a_moderator()
    with at(1):
        submission = pending()
        moderation.decline(submission, version=submission.version, user=user, reason="duplicate")
        submission = fresh(submission)
        moderation.undo(submission, version=submission.version, user=user)
    figures = deciding.of("year", now=NOW)
    assert (figures.overall, figures.undone) == (None, 1)


def test_senders_are_counted_by_address_however_written_and_spam_is_nobody():
    decided(1, ended=400, sender_email="ann@example.org")
    decided(1, sender_email="Ann@Example.org")
    decided(1, sender_email="ben@example.org")
    decided(1, sender_email="bot@example.org", verb=moderation.spam)
    assert deciding.of("year", now=NOW).senders == deciding.Senders(all=2, returning=1)
    assert deciding.of("all", now=NOW).senders == deciding.Senders(all=2, returning=1)


def test_weeks_begin_on_mondays_and_the_last_one_is_this():
    decided(7, ended=1)
    weeks = deciding.of("year", now=NOW).weeks
    assert (len(weeks), weeks[-1].monday.isoformat()) == (deciding.WEEKS, "2026-11-16")
    assert [(week.came, week.decided) for week in weeks[-2:]] == [(1, 0), (0, 1)]


def test_page_and_file_say_the_same_and_a_period_that_there_is_not_is_the_usual_one(staff):
    for took in (2, 3, 4):
        decided(took, entry={"host": "IE"})
    browser = staff(ANALYSTS)
    with time_machine.travel(NOW, tick=False):
        page = Page(browser.get(f"{FIGURES}?period=for-ever").text)
        file = browser.get(f"{FIGURES}figures.csv?period=year")
    assert (
        "3 were decided. Days that it took: 3 in the median, 4 at most for nine in ten. 100 % kept to the aim"
        in page.words()
    )
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert ["Country", "Ireland", "3", "3", "4", "3"] in rows
    assert file.headers["Content-Disposition"] == 'attachment; filename="deciding-year.csv"'


def test_page_without_anything_decided_says_so(staff):
    assert "Nothing was decided in this time." in Page(staff(ANALYSTS).get(FIGURES).text).words()


@pytest.mark.parametrize("address", [FIGURES, f"{FIGURES}figures.csv", ANSWERS, f"{FIGURES}answers.csv"])
def test_administrators_read_no_figures_and_moderators_no_collected_answers(staff, address):
    assert staff(ADMINISTRATORS).get(address).status_code == 403
    browser = staff()
    browser.force_login(a_moderator())
    assert browser.get(address).status_code == (403 if "answers" in address else 200)


def test_questions_to_the_database_are_as_many_for_one_as_for_many():
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            deciding.of("all", now=NOW)
            unpublished.asked()
        return len(asked)

    decided(1, private_answers={"hardest": "Time"})
    few = queries()
    for took in (2, 3, 4):
        decided(took, private_answers={"hardest": "Money"}, sender_email=f"s{took}@example.org")
    assert queries() == few


# Answers for OPSI only ------------------------------------------------------------------------------


def test_answers_for_opsi_only_are_told_by_question_without_who_gave_them(staff):
    said = {"hardest": "=HYPERLINK(1) keeping people", "rating_direction": 4, "participants": 40}
    one = decided(1, private_answers=said, entry={"name": "Harbour circle", "maturity": "launching", "host": "IE"})
    assert one.state == State.APPROVED
    asked = {question.key: question for question in unpublished.asked()}
    assert set(asked) == {"hardest", "participants"}, "what is for figures only is not told"
    (given,) = asked["hardest"].given
    assert given == unpublished.Given("harbour-circle", "Harbour circle", "Ireland", "Launching", said["hardest"])
    assert asked["participants"].given[0].words == "40"

    browser = staff(ANALYSTS)
    page = browser.get(ANSWERS).text
    file = browser.get(f"{FIGURES}answers.csv").content.decode("utf-8-sig")
    assert "Harbour circle" in page
    assert [row[-1] for row in csv.reader(io.StringIO(file)) if row[1] == "hardest"] == [
        "'=HYPERLINK(1) keeping people"
    ]
    for text in (page, file):
        assert "ann.sender" not in text
        assert "Ann Sender" not in text


def test_answers_go_with_their_steward_and_with_their_community():
    one = decided(1, private_answers={"hardest": "Time"})
    steward = Steward.objects.get()
    Steward.objects.filter(pk=steward.pk).update(ended_at=NOW, ended_by="hand-over")
    assert unpublished.asked() == []
    Steward.objects.filter(pk=steward.pk).update(ended_at=None, ended_by="")
    assert len(unpublished.asked()) == 1
    one.community.withdrawn_at = NOW
    one.community.save()
    assert unpublished.asked() == []


def test_page_without_answers_says_so(staff):
    a_draft(private_answers={"hardest": "Not sent yet"})
    assert "No convener has answered for OPSI only yet." in Page(staff(ANALYSTS).get(ANSWERS).text).words()
