"""Private links: what is kept of them, how long they are good, and how often a code is heard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from submissions import links
from submissions.models import LetterLink, Purpose
from tests.submissions.submitted import a_draft

pytestmark = pytest.mark.django_db


def test_only_hashes_are_kept():
    issued = links.issue(a_draft(), Purpose.CONFIRM)
    row = LetterLink.objects.values().get()
    assert issued.token not in str(row)
    assert issued.code not in str(row)
    assert len(issued.token) * 6 >= 128  # base64: six bits a sign


def test_a_link_is_found_by_its_token_and_by_no_other():
    issued = links.issue(a_draft(), Purpose.RESUME)
    assert links.find(issued.token) == issued.link
    wrong = ["", issued.token[:-1], issued.token + "a", issued.token.swapcase(), issued.link.token_hash, "\udc80"]
    assert [links.find(token) for token in wrong] == [None] * len(wrong)


def test_address_of_a_link_is_that_of_the_site_in_the_language_of_the_sender(settings):
    settings.SITE_URL = "https://copdir.example"
    issued = links.issue(a_draft(), Purpose.CONFIRM)
    assert issued.url == f"https://copdir.example/submission/{issued.token}/confirm/"
    french = links.issue(a_draft(language="fr"), Purpose.RESUME)
    assert french.url == f"https://copdir.example/fr/submission/{french.token}/"


@pytest.mark.parametrize(("purpose", "days"), [(Purpose.RESUME, 30), (Purpose.CONFIRM, 7)])
def test_a_link_ends_after_its_days(purpose, days):
    now = timezone.now()
    link = links.issue(a_draft(), purpose, now=now).link
    assert link.is_good(now + timedelta(days=days, seconds=-1))
    assert not link.is_good(now + timedelta(days=days))


def test_a_confirming_link_is_good_once_and_a_resuming_one_as_often_as_wanted():
    submission = a_draft()
    confirming, resuming = (links.issue(submission, purpose) for purpose in (Purpose.CONFIRM, Purpose.RESUME))
    links.use_up(submission)
    now = timezone.now()
    assert not links.find(confirming.token).is_good(now)
    assert links.find(resuming.token).is_good(now)


def test_a_code_is_read_without_its_dashes_blanks_and_capitals():
    submission = a_draft()
    code = links.issue(submission, Purpose.CONFIRM).code
    assert links.is_code_right(submission, f" {code[:4].lower()} - {code[4:]} ")


def test_a_code_of_another_submission_is_wrong():
    mine, other = a_draft(), a_draft()
    links.issue(mine, Purpose.CONFIRM)
    assert not links.is_code_right(mine, links.issue(other, Purpose.CONFIRM).code)


def test_the_right_code_is_not_heard_after_five_wrong_ones():
    submission = a_draft()
    code = links.issue(submission, Purpose.CONFIRM).code
    assert not any(links.is_code_right(submission, "WRONGONE") for _ in range(5))
    assert not links.are_attempts_left(submission)
    assert not links.is_code_right(submission, code)


def test_a_code_ends_with_its_link():
    submission, now = a_draft(), timezone.now()
    code = links.issue(submission, Purpose.CONFIRM, now=now - timedelta(days=7)).code
    assert not links.is_code_right(submission, code, now=now)
