"""Letters that come back: reports in the wild, which count, what is sent no more, how an address shows it works."""

import io
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from post_office.models import STATUS, Email, Log

from submissions import bounces, moderation, outbox
from submissions.models import SentBack
from submissions.roles import ADMINISTRATORS
from tests.page import Page
from tests.submissions.submitted import a_draft, a_member_of_staff, a_moderator

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
ADDRESS = "gone@agency.example"


def a_letter(address=ADDRESS, *, unasked=False) -> Email:
    return outbox.put_to(address, subject="News", text="News.", unasked=unasked)


def a_report(
    letter: Email, *, address=ADDRESS, action="failed", status="5.1.1", copy="message/rfc822", said=""
) -> bytes:
    """As Postfix writes it; Exchange sends the headers alone."""
    return f"""From: MAILER-DAEMON@mx.example
To: copdir@opsi.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <gone@agency.example>: Recipient address rejected

--B
Content-Type: {copy}

From: copdir@opsi.example
To: {address}
Subject: News
Message-ID: {letter.message_id}

{"" if copy.startswith("text") else "News."}
--B--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers"])
def test_report_of_a_letter_of_ours_is_noted_with_what_the_server_said(copy):
    letter = a_letter()
    (noted,) = bounces.read(a_report(letter, copy=copy))
    assert (noted.address, noted.times, noted.status) == (ADDRESS, 1, "5.1.1")
    assert noted.said == "550 5.1.1 <gone@agency.example>: Recipient address rejected"


def test_report_that_names_no_letter_of_ours_or_another_address_says_nothing():
    letter = a_letter()
    forged = Email(message_id="<made.up@elsewhere.example>")
    assert bounces.read(a_report(forged)) == []
    assert bounces.read(a_report(letter, address="somebody.else@agency.example")) == []
    assert SentBack.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"action": "delayed", "status": "4.4.1"}, {"action": "delivered", "status": "2.0.0"}, {"status": "4.2.2"}],
)
def test_report_of_a_delay_or_a_delivery_says_nothing(changes):
    assert bounces.read(a_report(a_letter(), **changes)) == []


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xfe\x00 not a message",
        b"Subject: I am away\r\n\r\nBack on Monday.",
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\xff",
        b"Content-Type: multipart/report\r\n\r\nno parts",
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n--B--",
    ],
)
def test_what_is_no_report_is_read_and_says_nothing(message):
    assert bounces.read(message) == []


def test_command_reads_a_message_as_a_mail_server_hands_it_over(monkeypatch, capsys):
    report = a_report(a_letter())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report)))
    call_command("bounced")
    assert capsys.readouterr().out == "1 noted.\n"
    assert SentBack.objects.get().address == ADDRESS


def test_one_letter_is_enough_where_there_is_no_such_mailbox_and_three_otherwise():
    bounces.note(ADDRESS, status="5.1.1")
    assert bounces.has_given_up(ADDRESS.upper())
    for day in range(3):
        assert not bounces.has_given_up("full@agency.example")
        bounces.note("Full@agency.example", status="5.2.2", at=NOON + timedelta(days=day))
    assert bounces.has_given_up("full@agency.example")
    known = SentBack.objects.get(address__iexact="full@agency.example")
    assert (known.times, known.first_at, known.last_at) == (3, NOON, NOON + timedelta(days=2))


def test_what_nobody_asked_for_is_not_sent_there_and_what_somebody_asked_for_is():
    bounces.note(ADDRESS, status="5.1.1")
    unasked, asked = a_letter(unasked=True), a_letter()
    dict(list(outbox.send_due()))
    states = dict(Email.objects.values_list("pk", "status"))
    assert (states[unasked.pk], states[asked.pk]) == (STATUS.failed, STATUS.sent)
    assert Log.objects.get().message == "Letters to this address come back. It was not sent."


def test_whoever_confirms_an_address_shows_that_it_works():
    draft = a_draft(sender_email=ADDRESS)
    bounces.note(ADDRESS.upper(), status="5.1.1")
    moderation.send(draft, version=draft.version)
    moderation.confirm(draft)
    assert not SentBack.objects.exists()


def test_an_address_stands_once_however_it_is_written():
    bounces.note(ADDRESS)
    with pytest.raises(IntegrityError, match="sent_back_once_for_an_address"), transaction.atomic():
        SentBack.objects.create(address=ADDRESS.upper(), first_at=NOON, last_at=NOON)


def test_staff_see_what_comes_back_and_say_that_it_works_again(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator())
    known = bounces.note(ADDRESS, status="5.1.1", said="no such user")
    address = "/admin/submissions/sentback/"
    page = client.get(address).text
    assert "no such user" in page
    assert "Only what its owner asks for" in page
    done = client.post(address, {"action": "works_again", "_selected_action": [known.pk]}, follow=True)
    assert "Letters go to 1 address again." in Page(done.text).words()
    assert not SentBack.objects.exists()


def test_outbox_says_what_becomes_of_each_letter_and_what_stood_in_the_way(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_member_of_staff(ADMINISTRATORS))
    bounces.note(ADDRESS, status="5.1.1")
    a_letter(unasked=True)
    dict(list(outbox.send_due()))
    a_letter("well@agency.example")
    address = "/admin/post_office/email/"
    page = client.get(address).text
    assert all(words in page for words in ("Given up", "Not any more", "Letters to this address come back."))
    waiting = Page(client.get(f"{address}?becomes=waits").text).words()
    assert "well@agency.example" in waiting
    assert ADDRESS not in waiting
