"""The outbox: letters wait in django-post-office's table, in the transaction of the act that caused them.

Here they are put in, held back, and sent one after the other. What a letter says is in `letters.py`.
"""

import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from post_office.models import PRIORITY, STATUS, Email, Log
from post_office.settings import get_backend, get_max_retries, get_message_id_fqdn

from . import bounces
from .models import Decision, PostedLetter, Submission

WAITING = (STATUS.queued, STATUS.requeued)
# A letter of a decision leaves a little after the time to undo it is over, so that the two cannot meet.
BREATH = timedelta(seconds=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=4)
# What parts words or lines, but for the spaces at which French does not break a line.
PARTING = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
STATUS_CODE = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
# One sender at a time, on whatever machine: the number of the lock in the database.
LOCK = 7_267_001


class ServerUnreachable(Exception):
    """The mail server does not answer. It is nobody's letter's fault: all of them go on waiting."""


class SendsBack(Exception):
    """Letters to this address come back, and nobody there asked for this one."""


class Busy(Exception):
    """Another sender is at work."""


def put(
    submission: Submission,
    name: str,
    *,
    subject: str,
    text: str,
    html: str = "",
    decision: Decision | None = None,
    at: datetime | None = None,
    unasked: bool = False,
) -> PostedLetter:
    """Put a letter to the submission's sender into the outbox, to leave at `at` (None: as soon as may be)."""
    letter = put_to(submission.sender_email, subject=subject, text=text, html=html, at=at, unasked=unasked)
    return PostedLetter.objects.create(submission=submission, decision=decision, email=letter, name=name)


def put_to(
    address: str,
    *,
    subject: str,
    text: str,
    html: str = "",
    at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    unasked: bool = False,
) -> Email:
    """Put a letter to an address into the outbox; `unasked` where nobody there has just asked for it.

    The row is made here and not by post_office's `send`, which would read the text as a template. Nor by `save`, which
    refuses a sender's address at a machine without a dot in its name.
    """
    letter = Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        subject=PARTING.sub(" ", subject).strip()[:200],
        message=text,
        html_message=html,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        scheduled_time=at,
        message_id=make_msgid(domain=get_message_id_fqdn()),
        headers={"Auto-Submitted": "auto-generated", **(bounces.UNASKED if unasked else {}), **(headers or {})},
    )
    Email.objects.bulk_create([letter])
    return letter


def leaves_at(decision: Decision) -> datetime:
    """When a letter about a decision may leave: a breath after that can no longer be undone."""
    return decision.at + settings.UNDO_TIME + BREATH


def hold_back(decision: Decision) -> int:
    """Take a decision's letters out of the outbox, as far as they have not left. Gives back how many."""
    waiting = Email.objects.filter(
        pk__in=PostedLetter.objects.filter(decision=decision).values("email"), status__in=WAITING
    )
    held = waiting.count()
    waiting.delete()
    return held


def due(now: datetime | None = None) -> QuerySet[Email]:
    """The letters that may leave now, those that have waited longest first."""
    now = now or timezone.now()
    in_time = Q(scheduled_time=None) | Q(scheduled_time__lte=now)
    return Email.objects.filter(in_time, Q(expires_at=None) | Q(expires_at__gt=now), status__in=WAITING).order_by(
        F("scheduled_time").asc(nulls_first=True), "pk"
    )


def send_due() -> Iterator[tuple[Email, str]]:
    """Send what is due, one letter at a time, and give each with what became of it: "sent", "waits" or "failed".

    Each letter is marked in the transaction that handed it over, so a kill can repeat at most the one in flight.
    Raises ServerUnreachable, Busy.
    """
    transport = get_connection(backend=get_backend())
    try:
        while done := _send_next(transport):
            yield done
    finally:
        _close(transport)


def _send_next(transport: BaseEmailBackend) -> tuple[Email, str] | None:
    with transaction.atomic():
        _take_turn()
        letter = due().select_for_update(skip_locked=True).first()
        if letter is None:
            return None
        try:
            _hand_over(letter, transport)
        except ServerUnreachable:
            raise
        except Exception as error:  # whatever a letter runs into, the others must still go out
            _close(transport)
            return letter, _keep(letter, error)
        _note(letter, status=STATUS.sent)
        return letter, "sent"


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Busy


def _hand_over(letter: Email, transport: BaseEmailBackend) -> None:
    if _is_unasked(letter) and all(map(bounces.has_given_up, letter.to)):
        raise SendsBack("Letters to this address come back. It was not sent.")
    message = letter.prepare_email_message()
    try:
        transport.open()
    except OSError as error:  # smtplib's own errors are OSErrors too
        raise ServerUnreachable(f"{type(error).__name__}: {error}") from error
    transport.send_messages([message])


def _keep(letter: Email, error: Exception) -> str:
    """Note a failure, and let the letter wait for another try, longer each time; or give up where none will help."""
    attempts = (letter.number_of_retries or 0) + 1
    hopeless = _is_final(error) or attempts > get_max_retries()
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        _note_refused(error)
    if hopeless:
        _note(letter, status=STATUS.failed, number_of_retries=attempts)
    else:
        again = timezone.now() + pause(attempts)
        _note(letter, status=STATUS.requeued, number_of_retries=attempts, scheduled_time=again)
    Log.objects.create(
        email=letter, status=STATUS.failed, exception_type=type(error).__name__, message=str(error)[:2000]
    )
    return "failed" if hopeless else "waits"


def _is_unasked(letter: Email) -> bool:
    return bounces.UNASKED.items() <= (letter.headers or {}).items()


def _note_refused(error: smtplib.SMTPRecipientsRefused) -> None:
    """The server itself sends the letter back, and says of which address."""
    for address, (code, said) in error.recipients.items():
        if code >= 500:
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            status = STATUS_CODE.search(words)
            bounces.note(address, status=status[0] if status else "", said=words)


def _note(letter: Email, **columns: Any) -> None:
    Email.objects.filter(pk=letter.pk).update(last_updated=timezone.now(), **columns)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts in a row: doubling, up to four minutes."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def _is_final(error: Exception) -> bool:
    """Whether the server has said that trying again will not help (SMTP answers of 500 and more)."""
    if isinstance(error, SendsBack):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _close(transport: BaseEmailBackend) -> None:
    with suppress(OSError):
        transport.close()
