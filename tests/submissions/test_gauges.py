"""What is watched of the queue, the outbox and the limits says what there is, and nothing of whom."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from copdir import outgoing
from submissions import gauges, limits, outbox
from submissions.limits import Limit, TooOftenError
from submissions.models import Submission
from tests.submissions.submitted import a_draft, pending

pytestmark = pytest.mark.django_db


def read(numbers) -> dict[tuple[str, str], float]:
    """Each number, by its name and label."""
    return {
        (sample.name, "".join(sample.labels.values())): sample.value for family in numbers for sample in family.samples
    }


def test_queue_is_counted_by_kind_with_its_oldest(django_assert_num_queries):
    a_draft()
    first = pending()
    pending()
    Submission.objects.filter(pk=first.pk).update(pending_since=timezone.now() - timedelta(days=2))
    with django_assert_num_queries(1):
        found = read(gauges.numbers())
    assert found["copdir_queue_length", "new"] == 2
    assert found["copdir_queue_oldest_seconds", "new"] == pytest.approx(2 * 86_400, abs=5)
    assert (found["copdir_queue_length", "report"], found["copdir_queue_oldest_seconds", "report"]) == (0, 0)


def test_letters_that_wait_are_counted_with_their_oldest(django_assert_num_queries):
    letter = outbox.put_to("a@example.org", subject="x", text="x")
    Email.objects.filter(pk=letter.pk).update(created=timezone.now() - timedelta(minutes=6))
    with django_assert_num_queries(1):
        found = read(outgoing.numbers())
    assert found["copdir_letters_unsent", ""] == 1
    assert found["copdir_letters_oldest_seconds", ""] == pytest.approx(360, abs=5)


def test_refusals_are_counted_by_limit_and_say_not_whose(settings):
    settings.RATE_LIMITS = 0.001  # once an hour
    before = read(limits.REFUSED.collect()).get(("copdir_limit_refusals_total", "letters-to-address"), 0)
    limits.take(Limit.LETTERS_TO_ADDRESS, "somebody@example.org")
    with pytest.raises(TooOftenError):
        limits.take(Limit.LETTERS_TO_ADDRESS, "somebody@example.org")
    after = read(limits.REFUSED.collect())
    assert after["copdir_limit_refusals_total", "letters-to-address"] == before + 1
    assert not [label for _name, label in after if "@" in label]
