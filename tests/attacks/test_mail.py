"""Mail that strangers ask for: how much, to whom; that nothing tells who is known, and nobody is added to a letter."""

import re
import statistics
import time

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from post_office.models import Email

from submissions import letters, moderation
from tests.attacks.forms import forms, send, written_to
from tests.submissions.alerted import an_alert
from tests.submissions.submitted import a_draft, a_moderator, fresh, pending

pytestmark = pytest.mark.django_db

ME, EVIL = "victim@ministry.example", "evil@elsewhere.example"
NAMES = ("lost link", "alert", "question", "report", "claim", "lesson", "session", "introduction", "new password",
         "go on later")  # fmt: skip
SPELLINGS = (ME, ME.upper(), "Victim@Ministry.example", "victim+1@ministry.example", "vic.tim@ministry.example")
TOKEN = re.compile(r"[\w-]{32,}")


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Without the even time that some answers take."""
    for place in ("alerting", "starting"):
        monkeypatch.setattr(f"submissions.views.{place}.EVEN_SECONDS", 0)


@pytest.fixture
def limited(settings):
    settings.RATE_LIMITS = 1


def known(address: str) -> None:
    """Somebody of whom the site knows everything that it may."""
    pending(a_draft(sender_email=address))
    an_alert(address)
    user = User.objects.create_user("known", email=address, password="a long enough one", is_staff=True)
    user.emailaddress_set.create(email=address, verified=True, primary=True)
    Email.objects.all().delete()


def test_table_has_every_form(client):
    assert set(forms()) == set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "lost link"])
def test_each_form_writes_to_the_address_that_was_typed_and_nothing_of_what_was(name):
    response = send(forms()[name], ME, number=77777)
    assert response.status_code in (302, 303), response.text
    assert written_to() == [ME]
    written = [one.message for one in Email.objects.all()] + [one.body for one in mail.outbox]
    assert "77777" not in str(written)


def test_one_mailbox_gets_five_letters_an_hour_whatever_the_form_and_the_spelling(limited):
    known(ME)
    every = forms()
    for number in range(3 * len(every)):
        name = NAMES[number % len(NAMES)]
        network = f"192.0.2.{number}"
        send(every[name], SPELLINGS[number % len(SPELLINGS)], number, REMOTE_ADDR=network)
    assert 0 < len(written_to()) <= 5


def test_one_network_has_twenty_letters_an_hour_written_whatever_the_form(limited):
    every = forms()
    for number in range(5 * len(every)):
        send(every[NAMES[number % len(NAMES)]], f"somebody{number}@ministry.example", number, REMOTE_ADDR="192.0.2.9")
    assert 15 < len(written_to()) <= 20


def answered(name: str, address: str, number: int) -> tuple[int, int, str]:
    """Status, size, and where it leads: all that a stranger is told; what is drawn by lot is left out."""
    client = Client()
    response = send(forms()[name], address, number, client)
    shown = client.get(response["Location"]).text if response.status_code in (302, 303) else response.text
    shown, to = shown.replace(address, ""), response.headers.get("Location", "").replace(f"number{number}", "")
    return response.status_code, len(TOKEN.sub("", shown)), TOKEN.sub("", to)


@pytest.mark.parametrize("name", NAMES)
def test_known_and_unknown_addresses_are_answered_alike(name):
    known(ME)
    unknown = "nobody@ministry.example"
    mine, theirs = answered(name, ME, 1), answered(name, unknown, 2)
    assert (mine[0], mine[2]) == (theirs[0], theirs[2])
    assert abs(mine[1] - theirs[1]) <= 16


@pytest.mark.parametrize("name", ["new password", "lost link"])
def test_answer_takes_as_long_for_unknown_addresses(name):
    known(ME)
    form = forms()[name]
    took: dict[str, list[float]] = {ME: [], "nobody@ministry.example": []}
    for _number in range(7):
        for address, times in took.items():
            began = time.process_time()
            send(form, address)
            times.append(time.process_time() - began)
    mine, theirs = (statistics.median(times) for times in took.values())
    assert abs(mine - theirs) < 0.05


BREAKS = ("\r\n", "\n", "\r", "%0d%0a", "%0a", "\u2028", "\x85", "\x0b", "\r\n ")
INJECTED = [
    text
    for line in BREAKS
    for text in (
        f"{ME}{line}Bcc: {EVIL}",
        f"{ME}{line}{line}To: {EVIL}",
        f'"x{line}Cc: {EVIL}"@ministry.example',
    )
] + [f"{ME},{EVIL}", f"{ME};{EVIL}", f"{ME} <{EVIL}>, {EVIL}", f"<{EVIL}>{ME}"]


def headers_of(letter: Email) -> list[str]:
    message = letter.email_message().message()
    return [f"{name}: {value}" for name, value in message.items()]


@pytest.mark.parametrize("name", ["report", "claim", "alert", "lost link", "new password", "go on later"])
def test_nobody_is_added_to_a_letter_by_an_address(name):
    form = forms()[name]
    answers = {send(form, text, number).status_code for number, text in enumerate(INJECTED)}
    assert answers <= {200, 302, 303, 400}
    assert [one for one in written_to() if "elsewhere" in one] == []
    assert not any(EVIL in line for letter in Email.objects.all() for line in headers_of(letter))


def test_nobody_is_added_to_a_letter_by_a_name():
    for line in BREAKS:
        submission = pending(entry={"name": f"Circle{line}Bcc: {EVIL}"[:200]}, sender_name=f"Ann{line}Bcc: {EVIL}")
        moderation.decline(submission, version=submission.version, user=a_moderator(), reason="unverified")
        letters.resume(fresh(submission))
    for letter in Email.objects.all():
        written = headers_of(letter)
        assert not [one for one in written if one.lower().startswith(("bcc:", "cc:"))]
        assert len([one for one in written if one.startswith(("To:", "Subject:"))]) == 2
        assert letter.to == ["ann.sender@example.org"]
        assert (letter.cc, letter.bcc) == ([], [])
