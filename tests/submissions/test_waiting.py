"""What waits for its sender: one reminder, its end said in advance, and ending on that day and not before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import formats, timezone, translation
from post_office.models import STATUS, Email

from submissions import intake, links, moderation, waiting
from submissions.models import LetterLink, PostedLetter, Purpose, State, Submission
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_draft, an_import, fresh, pending

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(submission: Submission, when: datetime, *, name: str = "resume") -> Submission:
    """As if it and its letters were of that time, and the letters had arrived."""
    Submission.objects.filter(pk=submission.pk).update(updated_at=when)
    PostedLetter.objects.filter(submission=submission).update(created_at=when)
    Email.objects.update(status=STATUS.sent)
    return fresh(submission)


def a_kept_draft(when: datetime = NOON, *, used: bool = True, **changes) -> Submission:
    """A draft whose link was mailed, and from which somebody went on."""
    draft = a_draft(**changes)
    intake.finish_later(draft, draft.sender_email, network="192.0.2.1")
    if used:
        links.note_use(LetterLink.objects.get(submission=draft, purpose=Purpose.RESUME), now=when)
    return at(draft, when)


def an_unconfirmed(when: datetime = NOON, **changes) -> Submission:
    draft = a_draft(**changes)
    moderation.send(draft, version=draft.version)
    return at(draft, when)


def shown_day(when: datetime) -> str:
    return formats.date_format(timezone.localtime(when), "DATE_FORMAT")


def reminders() -> int:
    return PostedLetter.objects.filter(name="reminder").count()


# Reminding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "due"), [(6, 0), (7, 1), (8, 1)])
def test_draft_is_reminded_of_from_the_seventh_day_on(days, due):
    a_kept_draft()
    waiting.write_due(NOON + days * DAY)
    assert reminders() == due


def test_a_second_before_its_day_nothing_is_sent():
    a_kept_draft()
    waiting.write_due(NOON + 7 * DAY - timedelta(seconds=1))
    assert reminders() == 0


@pytest.mark.parametrize(("days", "due"), [(5, 0), (6, 1)])
def test_unconfirmed_is_reminded_of_shortly_before_its_link_ends(days, due):
    an_unconfirmed()
    waiting.write_due(NOON + days * DAY)
    assert reminders() == due


def test_letter_has_the_way_on_the_day_and_the_way_out_and_none_follows():
    draft = a_kept_draft()
    waiting.write_due(NOON + 8 * DAY)
    letter = last_letter()
    assert shown_day(NOON + 38 * DAY) in letter
    assert "/withdraw/" in letter
    assert "We do not remind you again" in letter
    assert letters()[-1].to == [draft.sender_email]
    Email.objects.update(status=STATUS.sent)
    for days in (9, 16, 30, 37):
        waiting.write_due(NOON + days * DAY)
    assert reminders() == 1


def test_reminder_is_no_edit_and_moves_the_end():
    draft = a_kept_draft()
    waiting.write_due(NOON + 8 * DAY)
    assert fresh(draft).updated_at == NOON
    PostedLetter.objects.filter(name="reminder").update(created_at=NOON + 8 * DAY)
    assert waiting.ends_at(draft) == NOON + 38 * DAY


def test_unconfirmed_reminder_tells_nothing_that_its_sender_wrote_and_confirms():
    row = an_unconfirmed(entry={"name": "Written by a stranger"})
    waiting.write_due(NOON + 6 * DAY)
    letter = last_letter()
    assert "Written by a stranger" not in letter
    assert row.sender_name not in letter
    sender = Sender()
    sender.post(sender.confirming_link())
    assert fresh(row).state == State.PENDING


def test_letter_is_in_the_language_of_the_submission():
    a_kept_draft(language="fr")
    waiting.write_due(NOON + 7 * DAY)
    with translation.override("fr"):
        assert shown_day(NOON + 37 * DAY) in last_letter()
    assert "/fr/submission/" in last_letter()


@pytest.mark.parametrize("status", [STATUS.failed, STATUS.queued, STATUS.requeued])
def test_mailbox_that_a_letter_did_not_reach_gets_no_reminder(status):
    a_kept_draft()
    an_unconfirmed()
    Email.objects.update(status=status)
    waiting.write_due(NOON + 7 * DAY - timedelta(hours=1))
    waiting.write_due(NOON + 29 * DAY)
    assert reminders() == 0


def test_mailbox_from_which_nobody_ever_went_on_gets_no_reminder():
    a_kept_draft(used=False)
    a_draft()
    waiting.write_due(NOON + 20 * DAY)
    assert reminders() == 0


def test_address_that_was_typed_afterwards_gets_no_reminder():
    draft = a_kept_draft()
    Submission.objects.filter(pk=draft.pk).update(sender_email="somebody.else@example.org", updated_at=NOON)
    waiting.write_due(NOON + 20 * DAY)
    assert reminders() == 0


def test_scanner_that_opens_the_mailed_link_has_not_gone_on_from_it():
    draft = a_draft()
    issued = links.issue(draft, Purpose.RESUME, mailed=True)
    visitor = Sender(issued.token)
    for _number in range(5):
        visitor.page(visitor.at())
        visitor.client.head(visitor.at())
    assert not links.was_used_from(draft, draft.sender_email)
    visitor.post(visitor.at("community/"), name="Circle")
    assert links.was_used_from(draft, draft.sender_email)
    assert not links.was_used_from(draft, "somebody.else@example.org")


def test_begun_again_it_is_not_reminded_of_again():
    row = an_unconfirmed()
    waiting.write_due(NOON + 6 * DAY)
    again = intake.begin_again(fresh(row)).link.submission
    assert again.reminded_at == NOON + 6 * DAY


def test_database_refuses_a_second_reminder():
    draft = a_kept_draft()
    waiting.write_due(NOON + 7 * DAY)
    with pytest.raises(IntegrityError, match="posted_letter_reminds_once"), transaction.atomic():
        PostedLetter.objects.create(submission=draft, name="reminder")


# Ending ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "state"), [(29, State.DRAFT), (30, State.EXPIRED), (31, State.EXPIRED)])
def test_draft_ends_thirty_days_after_the_last_letter_or_edit(days, state):
    untouched, no_address = at(a_draft(), NOON), at(a_draft(sender_email=""), NOON)
    waiting.write_due(NOON + days * DAY)
    assert {fresh(untouched).state, fresh(no_address).state} == {state}


@pytest.mark.parametrize(("days", "state"), [(6, State.UNCONFIRMED), (7, State.EXPIRED), (8, State.EXPIRED)])
def test_unconfirmed_ends_seven_days_after_the_last_letter(days, state):
    row = an_unconfirmed()
    Submission.objects.filter(pk=row.pk).update(reminded_at=NOON)
    waiting.write_due(NOON + days * DAY)
    assert fresh(row).state == state


def test_reminded_of_it_ends_seven_days_after_the_reminder():
    row = an_unconfirmed()
    waiting.write_due(NOON + 6 * DAY)
    PostedLetter.objects.filter(name="reminder").update(created_at=NOON + 6 * DAY)
    waiting.write_due(NOON + 13 * DAY - timedelta(seconds=1))
    assert fresh(row).state == State.UNCONFIRMED
    waiting.write_due(NOON + 13 * DAY)
    assert fresh(row).state == State.EXPIRED
    (last,) = row.decisions.order_by("-sequence")[:1]
    assert (last.verb, last.actor) == ("expire", "system")


def test_edit_and_letter_each_put_the_end_off():
    draft = a_kept_draft()
    Submission.objects.filter(pk=draft.pk).update(updated_at=NOON + 5 * DAY)
    assert waiting.ends_at(draft) == NOON + 35 * DAY
    PostedLetter.objects.filter(submission=draft).update(created_at=NOON + 9 * DAY)
    assert waiting.ends_at(draft) == NOON + 39 * DAY


def test_what_waits_for_opsi_and_rows_of_a_file_do_not_end():
    waits, row = at(pending(), NOON), at(an_import(), NOON)
    assert waiting.write_due(NOON + 400 * DAY) == {"ended": 0, "reminded": 0}
    assert (fresh(waits).state, fresh(row).state) == (State.PENDING, State.DRAFT)
    assert waiting.ends_at(waits) is None


def test_settings_decide_how_long(settings):
    settings.DRAFT_LIFE = 3 * DAY
    draft = at(a_draft(), NOON)
    assert waiting.ends_at(draft) == NOON + 3 * DAY
    waiting.write_due(NOON + 3 * DAY)
    assert fresh(draft).state == State.EXPIRED


def test_mail_loop_does_so_by_itself():
    draft = at(a_draft(), timezone.now() - 31 * DAY)
    call_command("send_mail")
    assert fresh(draft).state == State.EXPIRED


# Said in advance -------------------------------------------------------------------------------------


def test_pages_and_letters_say_the_day():
    draft = a_draft()
    visitor = Sender(links.issue(draft, Purpose.RESUME).token)
    day = shown_day(timezone.now() + 30 * DAY)
    assert day in visitor.page(visitor.at()).words()
    assert day in visitor.page(visitor.at("later/")).words()
    visitor.post(visitor.at("later/"), email="ann.sender@example.org")
    assert day in visitor.page(visitor.at("later/?sent=1")).words()
    assert day in last_letter()
    sent = Sender().sent()
    day = shown_day(timezone.now() + 7 * DAY)
    assert day in sent.page(sent.at("sent/")).words()
    assert day in last_letter()


# Two loops at once -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_loops_at_once_remind_once_and_end_once():
    kept, old = a_kept_draft(), at(a_draft(), NOON - 40 * DAY)

    def loop(_number: int) -> None:
        try:
            waiting.write_due(NOON + 8 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(loop, range(12)))
    assert (reminders(), fresh(kept).reminded_at) == (1, NOON + 8 * DAY)
    assert (fresh(old).state, old.decisions.count()) == (State.EXPIRED, 1)
