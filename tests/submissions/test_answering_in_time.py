"""By when a question is answered: a date that is said, more time for the asking, and no end by itself."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from post_office.models import Email

from submissions import links, moderation, waiting, whatwaits
from submissions.models import Purpose, State, Submission
from tests.submissions.submitted import a_moderator, fresh, in_state, pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

LATER = timedelta(days=29)


@pytest.fixture
def asked(moderator):
    return in_state(State.CHANGES_REQUESTED, moderator)


def status(client, submission):
    token = links.issue(submission, Purpose.RESUME).token
    return f"/submission/{token}/", " ".join(client.get(f"/submission/{token}/").content.decode().split())


def day(at):
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")


def test_question_has_a_date_that_letter_page_and_desk_say(client, desk, asked):
    until = asked.answer_until
    assert until - asked.decisions.latest("sequence").at == site.SENDERS_ANSWER_WITHIN
    letter = Email.objects.latest("pk").message
    assert f"We hope for your answer by {day(until)}." in letter
    assert f"We hope for your answer by {day(until)}. Nothing is deleted after that." in status(client, asked)[1]
    page = " ".join(desk.get(f"/admin/submissions/submission/{asked.pk}/change/").content.decode().split())
    assert "to answer, and longer for the asking" in page
    assert "Take it up without an answer" not in page


def test_more_time_is_had_by_one_press_and_many_presses_make_no_more(client, asked):
    address, _page = status(client, asked)
    for days, verbs in ((0, ["ask", "more-time"]), (20, ["more-time", "more-time"])):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            for _press in range(3):
                assert client.post(f"{address}more-time/").status_code == 303
            after = fresh(asked)
            assert timedelta(days=55) < after.answer_until - timezone.now() <= timedelta(days=56)
            assert [one.verb for one in after.decisions.order_by("sequence")][-2:] == verbs
    with time_machine.travel(timezone.now() + timedelta(days=70)):
        assert "You asked for more time" in status(client, asked)[1]
        assert f"by {day(after.answer_until)}." in status(client, asked)[1]


def test_nothing_ends_by_itself_and_it_can_still_be_answered(asked):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert waiting.write_due() == {"ended": 0, "reminded": 0}
        assert fresh(asked).state == State.CHANGES_REQUESTED
        moderation.answer(asked, version=asked.version, words="In Cork, sorry.")
    after = fresh(asked)
    assert (after.state, after.answer_until) == (State.PENDING, None)


def test_what_was_not_answered_in_time_waits_on_the_desk_and_is_taken_up(desk, moderator, asked):
    def lines():
        return {str(line.title): line.number for line in whatwaits.on_the_desk(moderator).busy}

    assert "Not answered in time" not in lines()
    with pytest.raises(moderation.TooEarly, match="Its sender has until"):
        moderation.take_up(asked, version=asked.version, user=moderator)
    with time_machine.travel(timezone.now() + LATER):
        desk.force_login(moderator)
        assert lines()["Not answered in time"] == 1
        queue = desk.get("/admin/submissions/submission/?state=overdue")
        assert list(queue.context["cl"].result_list) == [asked]
        address = f"/admin/submissions/submission/{asked.pk}/"
        assert "Take it up without an answer" in desk.get(f"{address}change/").content.decode()
        page = desk.post(f"{address}unanswered/", {"version": asked.version}, follow=True).content.decode()
        assert "Your decision" in page
        assert "Taken up without an answer" in page
        after = fresh(asked)
        assert (after.state, after.answer_until) == (State.PENDING, None)
        moderation.decline(after, version=after.version, user=moderator, reason="silence")


def test_it_is_taken_up_from_the_very_moment_on_at_which_the_time_is_over(moderator, asked):
    with time_machine.travel(asked.answer_until - timedelta(seconds=1), tick=False), pytest.raises(moderation.TooEarly):
        moderation.take_up(asked, version=asked.version, user=moderator)
    with time_machine.travel(asked.answer_until, tick=False):
        moderation.take_up(asked, version=asked.version, user=moderator)
    assert fresh(asked).state == State.PENDING


def test_more_time_is_for_what_was_asked_alone(client):
    for submission in (pending(), in_state(State.APPROVED)):
        address, page = status(client, submission)
        assert "I need more time" not in page
        response = client.post(f"{address}more-time/")
        assert response.status_code == 409
        assert "This cannot be done now" in response.content.decode() or "already" in response.content.decode()


def test_asking_again_begins_a_new_time(moderator, asked):
    moderation.answer(asked, version=asked.version, words="Cork")
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        again = fresh(asked)
        moderation.ask(again, version=again.version, user=moderator, words="Which street?")
        assert fresh(asked).answer_until - timezone.now() > timedelta(days=27)


def test_assigning_leaves_the_date_as_it_is(moderator, asked):
    moderation.assign(asked, version=asked.version, user=moderator, assignee=a_moderator())
    assert fresh(asked).answer_until == asked.answer_until


@pytest.mark.parametrize("broken", [{"answer_until": None}, {"state": "pending", "pending_since": timezone.now()}])
def test_database_ties_the_date_to_the_state(asked, broken):
    with pytest.raises(IntegrityError, match="submission_asked_has_its_date"), transaction.atomic():
        Submission.objects.filter(pk=asked.pk).update(**broken)


def test_button_has_a_form_of_its_own_with_its_token(client, asked):
    page = status(client, asked)[1]
    form = re.search(r'<form method="post" action="[^"]*more-time/">.*?</form>', page).group()
    assert "csrfmiddlewaretoken" in form
