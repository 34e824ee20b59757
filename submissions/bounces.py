"""Letters that come back: told by the server that refused one, or by a report sent to our own mailbox (RFC 3464).

A report counts only where it names a letter of ours by its Message-ID and an address that letter went to, since anybody
can write to that mailbox. What the site sends without having been asked is then no longer sent there; what somebody
asks for is, for that is how an address shows that it works again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from post_office.models import Email

from .models import SentBack

# Of a status that says "no such mailbox" one letter is enough; a mailbox may be full, or a server cross, for a while.
NO_SUCH_ADDRESS = re.compile(r"5\.1\.\d+$")
ENOUGH = 3
# On what the site sends by itself, as mail programs know it.
UNASKED = {"Precedence": "bulk"}


@dataclass(frozen=True)
class Report:
    """What a report says of one address: the letter's Message-ID, the status, and the server's words."""

    message_id: str
    address: str
    status: str
    said: str


def note(address: str, *, status: str = "", said: str = "", at: datetime | None = None) -> SentBack:
    """A letter to this address came back for good."""
    at = at or timezone.now()
    told = {"status": status[:12], "said": " ".join(said.split())[:300], "last_at": at}
    with transaction.atomic():
        known = SentBack.objects.select_for_update().filter(address__iexact=address).first()
        if known is None:
            return SentBack.objects.create(address=address, first_at=at, **told)
        SentBack.objects.filter(pk=known.pk).update(times=F("times") + 1, **told)
        known.refresh_from_db()
        return known


def has_given_up(address: str) -> bool:
    """Whether nothing is sent there any more that nobody asked for."""
    known = SentBack.objects.filter(address__iexact=address).first()
    return known is not None and is_given_up(known)


def is_given_up(known: SentBack) -> bool:
    """Whether enough letters came back, for what they said."""
    return bool(NO_SUCH_ADDRESS.match(known.status)) or known.times >= ENOUGH


def works_again(address: str) -> bool:
    """The address has shown that letters arrive. Gives back whether they had come back."""
    deleted, _by_model = SentBack.objects.filter(address__iexact=address).delete()
    return bool(deleted)


def read(message: bytes) -> list[SentBack]:
    """Note what a report says of letters that were ours. A message that is none, or of none of ours, says nothing."""
    noted = []
    for report in reports_in(message):
        letter = Email.objects.filter(message_id=report.message_id).first()
        if letter is not None and report.address.lower() in (to.lower() for to in letter.to):
            noted.append(note(report.address, status=report.status, said=report.said))
    return noted


def reports_in(message: bytes) -> Iterator[Report]:
    """What a message says of addresses to which a letter could not be delivered for good."""
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    if parsed.get_content_type() != "multipart/report":
        return
    letter = _message_id(parsed)
    for part in parsed.walk():
        if letter and part.get_content_type() == "message/delivery-status":
            yield from (report for fields in _fields(part) if (report := _report(letter, fields)))


def _report(letter: str, fields: Message) -> Report | None:
    """One address of a report; None where it says that the letter was delivered, or may be yet."""
    recipient = _value(fields, "Original-Recipient") or _value(fields, "Final-Recipient")
    action, status = _header(fields, "Action").lower(), _header(fields, "Status")
    if not recipient or action != "failed" or not status.startswith("5"):
        return None
    return Report(letter, recipient, status.split()[0], _value(fields, "Diagnostic-Code"))


def _fields(part: Message) -> list[Message]:
    """The messages in a part that holds such: blocks of fields, or the copy of a letter."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _header(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()


def _value(fields: Message, name: str) -> str:
    """What follows the type: "rfc822; ann@example.org" is ann@example.org."""
    return _header(fields, name).partition(";")[2].strip().strip("<>")


def _message_id(parsed: EmailMessage) -> str:
    """The Message-ID of the letter that came back, from the copy of it, or of its headers, in the report."""
    for part in parsed.walk():
        if part.get_content_type() == "message/rfc822" and (copies := _fields(part)):
            return _header(copies[0], "Message-ID")
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            headers = BytesParser(policy=policy.default).parsebytes(text if isinstance(text, bytes) else b"")
            return _header(headers, "Message-ID")
    return ""
