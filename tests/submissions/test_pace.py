"""How long a decision takes, as measured, and which one in the queue a submission is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions import links, moderation, pace
from submissions.models import Decision, Purpose, Submission
from tests.submissions.sender import Sender, last_letter
from tests.submissions.submitted import a_claim, a_moderator, an_import, fresh, pending

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TOO_FEW = "Too few were decided yet to say how long it takes. Our aim is 14 days."


def decided(days: float, *, ago: int = 0, decline=False, submission: Submission | None = None, **changes) -> Submission:
    """One that took so many days, and was decided so many days ago."""
    submission = submission or pending(**changes)
    act, reason = (moderation.decline, "duplicate") if decline else (moderation.approve, "")
    act(submission, version=submission.version, user=a_moderator(), reason=reason)
    # As if the decision had been later: records are for ever, so the time is moved on and not back.
    confirmed = Decision.objects.filter(submission=submission, verb="confirm").values_list("at", flat=True).first()
    at = (confirmed or timezone.now()) + days * DAY - ago * timedelta(seconds=1)
    Submission.objects.filter(pk=submission.pk).update(decided_at=at)
    return fresh(submission)


@pytest.mark.parametrize("number", [0, 4])
def test_of_few_only_the_aim_is_said(number):
    for _number in range(number):
        decided(2)
    assert pace.in_words() == TOO_FEW


def test_half_of_five_is_said_in_whole_days_that_are_no_promise_too_small():
    for days in (0.5, 1.2, 2.1, 9, 30):
        decided(days)
    assert pace.in_words() == "Half of the last 5 were decided within 3 days. Our aim is 14 days."


def test_of_an_even_number_at_least_half_were_decided_by_then():
    for days in (1, 1, 1, 6, 6, 6):
        decided(days)
    assert pace.in_words().startswith("Half of the last 6 were decided within 6 days.")


def test_an_hour_is_a_day():
    for _number in range(5):
        decided(0.01)
    assert pace.in_words().startswith("Half of the last 5 were decided within 1 day.")


def test_only_the_latest_fifty_count(monkeypatch):
    monkeypatch.setattr(pace, "LATEST", 6)
    for _number in range(3):
        decided(1)
    for _number in range(6):
        decided(5)
    assert pace.in_words().startswith("Half of the last 6 were decided within 5 days.")


def test_spam_files_claims_and_what_was_undone_do_not_count():
    moderator = a_moderator()
    for number in range(6):
        row = pending()
        moderation.spam(row, version=row.version, user=moderator)
        decided(1, submission=pending(an_import(entry={"name": f"From a file {number}"})))
        claim = a_claim(email=f"claims{number}@example.org")
        moderation.confirm(claim)
        decided(1, submission=fresh(claim))
        again = pending()
        moderation.approve(again, version=again.version, user=moderator)
        moderation.undo(fresh(again), version=fresh(again).version, user=moderator)
    assert pace.in_words() == TOO_FEW


def test_declined_ones_count_and_time_spent_waiting_for_an_answer_too():
    for _number in range(4):
        decided(4, decline=True)
    asked = pending()
    moderation.ask(asked, version=asked.version, user=a_moderator(), words="Which?")
    moderation.answer(fresh(asked), version=fresh(asked).version, words="That.")
    decided(4, submission=fresh(asked))
    assert pace.in_words().startswith("Half of the last 5 were decided within 4 days.")


def test_aim_is_a_setting(settings):
    settings.DECISION_TARGET = timedelta(days=1)
    assert pace.in_words().endswith("Our aim is 1 day.")


def test_place_in_the_queue_is_by_waiting_and_never_tells_of_a_decision():
    first, second, third = pending(), pending(), pending()
    said = "It is number {} of {} in the queue, in which those that wait longest come first."
    assert pace.place_in_words(first) == said.format(1, 3)
    assert pace.place_in_words(third) == said.format(3, 3)
    moderation.decline(second, version=second.version, user=a_moderator(), reason="duplicate")
    assert pace.place_in_words(fresh(second)) == said.format(2, 3)
    assert pace.place_in_words(third) == said.format(2, 2)


def test_pages_and_the_letter_say_so():
    assert TOO_FEW in Sender().page("/submit/").words()
    sent = Sender().sent()
    assert TOO_FEW in sent.page(sent.at("sent/")).words()
    sent.post(sent.confirming_link())
    assert TOO_FEW in " ".join(last_letter().split())
    words = Sender(links.issue(sent.submission, Purpose.RESUME).token)
    status = words.page(words.at()).words()
    assert "It is number 1 of 1 in the queue" in status
    assert TOO_FEW in status


def test_it_takes_as_many_questions_for_one_as_for_many(django_assert_num_queries):
    for _number in range(2):
        waiting = pending()
        for _each in range(6):
            decided(1)
            pending()
        with django_assert_num_queries(2):
            pace.in_words()
            pace.place_in_words(waiting)
