"""The letters: what each says and to whom, when it leaves, what holds it back, and how the outbox is emptied."""

import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy
from io import StringIO

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from post_office.models import STATUS, Email, Log

from submissions import letters, moderation, outbox
from submissions.models import PostedLetter, State
from tests import databases, factories
from tests.submissions.submitted import a_change, a_draft, a_moderator, an_import, in_state, pending

pytestmark = pytest.mark.django_db


class Post(BaseEmailBackend):
    """A mail server for tests: takes letters, or answers with `trouble` to the addresses that it names."""

    is_down = False
    taken: list[EmailMessage] = []
    trouble: dict[str, Exception] = {}

    def open(self):
        if self.is_down:
            raise ConnectionRefusedError("Connection refused")

    def send_messages(self, email_messages):
        for message in email_messages:
            for address, error in self.trouble.items():
                if address in (*message.to, "*"):
                    raise error
            self.taken.append(message)
        return len(email_messages)


@pytest.fixture
def post(settings, monkeypatch):
    settings.POST_OFFICE = {**settings.POST_OFFICE, "BACKENDS": {"default": f"{__name__}.Post"}}
    monkeypatch.setattr(Post, "is_down", False)
    monkeypatch.setattr(Post, "taken", [])
    monkeypatch.setattr(Post, "trouble", {})
    return Post


def letter_of(submission, name):
    return PostedLetter.objects.filter(submission=submission, name=name).latest("pk").email


def test_confirming_letter_has_link_and_code_and_nothing_that_the_sender_typed():
    submission = a_draft(entry={"name": "Visit evil.example now", "summary": "Cheap pills"}, sender_name="Cheap pills")
    moderation.send(submission, version=1)

    letter = letter_of(submission, "confirm_address")
    assert letter.to == ["ann.sender@example.org"]
    assert re.search(r"^http://testserver/submission/\S{20,}$", letter.message, re.MULTILINE)
    assert re.search(r"^[A-Z2-9]{8}$", letter.message, re.MULTILINE)
    whole = letter.subject + letter.message + letter.html_message
    assert "evil.example" not in whole
    assert "pills" not in whole


@pytest.mark.parametrize(
    ("state", "name", "says"),
    [
        (State.PENDING, "received", "is now waiting for the staff of OPSI"),
        (State.CHANGES_REQUESTED, "changes_requested", "Which city?"),
        (State.APPROVED, "approved", "is now in the catalogue"),
        (State.DECLINED, "declined", "The community is in the catalogue already."),
    ],
)
def test_each_news_has_its_letter_with_a_link_to_the_status_page(state, name, says):
    submission = in_state(state)
    letter = letter_of(submission, name)
    assert says in letter.message
    assert f"“{submission.name}”" in letter.message
    assert re.search(r"^http://testserver/submission/\S{20,}$", letter.message, re.MULTILINE)
    assert PostedLetter.objects.get(email=letter).decision == submission.decisions.get(to_state=state)


@pytest.mark.parametrize("state", [State.SPAM, State.WITHDRAWN, State.EXPIRED])
def test_some_news_has_no_letter(state):
    submission = in_state(state)
    assert not {"approved", "declined"} & set(submission.letters.values_list("name", flat=True))
    assert submission.decisions.last().letters.count() == 0


def test_approved_letter_names_the_public_page_the_words_and_what_was_left_out():
    community = factories.published(summary="Old words.")
    submission = pending(a_change(community, proposes={"summary": "New words.", "city": "Cork"}))
    moderation.approve(
        submission, version=submission.version, user=a_moderator(), take=["summary"], words="A & B <together>"
    )
    text = letter_of(submission, "approved").message
    assert f"http://testserver/communities/{community.slug}/" in text
    assert "A & B <together>" in text
    assert "We did not take these of your changes: City." in text


def test_question_about_fields_names_them():
    submission = pending()
    moderation.ask(submission, version=submission.version, user=a_moderator(), about_fields={"city": "Which one?"})
    assert "City: Which one?" in letter_of(submission, "changes_requested").message


def test_letters_are_written_in_the_language_of_the_questionnaire():
    submission = pending(language="fr")
    moderation.approve(submission, version=submission.version, user=a_moderator())
    text = letter_of(submission, "approved").message
    assert "http://testserver/fr/communities/" in text
    assert "http://testserver/fr/submission/" in text


def test_words_are_never_read_as_a_template_or_as_headers():
    submission = pending(entry={"name": "{{ settings.SECRET_KEY }}{% now 'Y' %}"})
    moderation.ask(submission, version=submission.version, user=a_moderator(), words="{% now 'Y' %} {{ status.url }}")
    letter = letter_of(submission, "changes_requested")
    assert "{% now 'Y' %} {{ status.url }}" in letter.message
    assert "{% now &#x27;Y&#x27; %} {{ status.url }}" in letter.html_message
    assert "{{ settings.SECRET_KEY }}{% now 'Y' %}" in letter.subject

    posted = outbox.put(submission, "received", subject="Hello\r\nBcc: victim@example.org", text="x").email
    message = message_from_bytes(posted.prepare_email_message().message().as_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: victim@example.org"


def test_links_that_were_asked_for_go_to_the_address_on_record():
    waiting, unconfirmed = in_state(State.PENDING), in_state(State.UNCONFIRMED)
    letters.resume(waiting)
    letters.expired_link(waiting)
    letters.expired_link(unconfirmed)
    assert "Everything that you have written is kept" in letter_of(waiting, "resume").message
    assert "This one takes its place" in letter_of(waiting, "expired_link").message
    assert unconfirmed.letters.filter(name="confirm_address").count() == 2


def test_a_letter_is_written_in_the_transaction_of_its_act():
    submission = a_draft()
    with transaction.atomic():
        moderation.send(submission, version=1)
        transaction.set_rollback(True)
    assert not Email.objects.exists()


# Waiting and holding back -------------------------------------------------------------------------


def test_letters_of_decisions_wait_until_the_time_to_undo_is_over(post):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        submission = in_state(State.DECLINED)
    decided = letter_of(submission, "declined")
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        call_command("send_mail", verbosity=0)
        assert len(post.taken) == 2  # confirm and received
    with time_machine.travel(start + timedelta(minutes=10, seconds=20), tick=False):
        call_command("send_mail", verbosity=0)
    assert [message.subject for message in post.taken[2:]] == [decided.subject]


def test_an_undone_decision_never_writes(post):
    submission = in_state(State.DECLINED)
    moderation.undo(submission, version=submission.version, user=a_moderator())
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        call_command("send_mail", verbosity=0)
    assert not [message for message in post.taken if "Not published" in message.subject]
    assert submission.letters.get(name="declined").email is None


def test_imports_cause_no_letters():
    submission = pending(an_import())
    moderation.decline(submission, version=submission.version, user=a_moderator(), reason="duplicate")
    assert not Email.objects.exists()


# Sending ------------------------------------------------------------------------------------------


def lines(**options):
    out = StringIO()
    call_command("send_mail", stdout=out, **options)
    return out.getvalue().splitlines()


def test_each_letter_is_sent_once(post):
    in_state(State.PENDING)
    assert lines() == ["2 sent, 0 to be tried again, 0 given up."]
    assert lines() == ["0 sent, 0 to be tried again, 0 given up."]
    assert [message.subject[:15] for message in post.taken] == ["Confirm your e-", "We have receive"]
    assert all("Message-ID" in message.message() for message in post.taken)


def test_a_refused_address_is_given_up_and_keeps_nobody_waiting(post):
    first = in_state(State.UNCONFIRMED)
    Email.objects.update(to=["nobody@example.org"])
    in_state(State.UNCONFIRMED)
    post.trouble["nobody@example.org"] = smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"no such user")})

    said = lines()
    refused = first.letters.get().email
    assert said == [f"Letter {refused.pk}: failed.", "1 sent, 0 to be tried again, 1 given up."]
    assert refused.status == STATUS.failed
    assert Log.objects.get().exception_type == "SMTPRecipientsRefused"


def test_a_letter_refused_for_now_is_tried_again_later_and_later(post):
    submission = in_state(State.UNCONFIRMED)
    post.trouble["*"] = smtplib.SMTPDataError(451, b"try later")
    now, waits = timezone.now(), []
    for _ in range(7):
        with time_machine.travel(now, tick=False):
            assert lines()[-1] == "0 sent, 1 to be tried again, 0 given up."
            again = submission.letters.get().email.scheduled_time
            waits.append((again - now).total_seconds())
            now = again
    assert waits == [15, 30, 60, 120, 240, 240, 240]

    post.trouble.clear()
    with time_machine.travel(now, tick=False):
        assert lines() == ["1 sent, 0 to be tried again, 0 given up."]


def test_a_server_that_is_down_costs_no_letter_an_attempt(post):
    submission = in_state(State.PENDING)
    post.is_down = True

    with pytest.raises(CommandError, match="cannot be handed over"):
        lines()
    assert set(submission.letters.values_list("email__status", "email__number_of_retries")) == {(STATUS.queued, None)}

    post.is_down = False
    assert lines() == ["2 sent, 0 to be tried again, 0 given up."]


@pytest.mark.parametrize("trouble", [ValueError("odd"), smtplib.SMTPServerDisconnected("hung up")])
def test_a_letter_that_upsets_the_server_does_not_stop_the_others(post, trouble):
    in_state(State.PENDING)
    Email.objects.filter(pk=Email.objects.first().pk).update(to=["upsetting@example.org"])
    post.trouble["upsetting@example.org"] = trouble
    assert lines()[-1] == "1 sent, 1 to be tried again, 0 given up."


@pytest.mark.django_db(transaction=True)
def test_only_one_sender_works_at_a_time(post):
    in_state(State.PENDING)
    holding, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [outbox.LOCK])
            holding.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(10)
    try:
        with pytest.raises(CommandError, match="Another process"):
            lines()
        assert post.taken == []
    finally:
        done.set()
        other.join()
    assert lines() == ["2 sent, 0 to be tried again, 0 given up."]


@pytest.mark.django_db(transaction=True)
def test_the_loop_survives_kills_and_loses_nothing(tmp_path):
    """The loop is killed after every few letters: each letter is delivered, at most one in flight twice per kill."""
    submission = in_state(State.PENDING)
    for number in range(20):
        outbox.put(submission, "received", subject=f"Number {number}", text="x")
    kills = 0
    while is_anything_waiting():
        kill_after_some_letters(tmp_path, 6)
        kills += 1
        assert kills < 12

    found = [message_from_bytes(file.read_bytes())["Message-ID"] for file in tmp_path.glob("*.eml")]
    assert len(set(found)) == 22
    assert len(found) <= 22 + kills


def is_anything_waiting():
    return Email.objects.exclude(status=STATUS.sent).exists()


def kill_after_some_letters(folder, some):
    """Run the real loop until it has written some letters, or all, and kill it without warning."""
    environment = {
        **os.environ,
        "DATABASE_URL": databases.url(connection.settings_dict["NAME"]),
        "EMAIL_URL": f"file:{folder}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    enough, until = len(list(folder.glob("*.eml"))) + some, time.monotonic() + 60
    with subprocess.Popen([sys.executable, "manage.py", "send_mail", "--loop"], env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as loop:  # fmt: skip
        try:
            while len(list(folder.glob("*.eml"))) < enough and is_anything_waiting():
                assert loop.poll() is None, loop.stdout.read()
                assert time.monotonic() < until
                time.sleep(0.002)
        finally:
            loop.send_signal(signal.SIGKILL)
