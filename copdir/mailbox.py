"""Letters in a folder instead of the post: the transport that writes them, and a page to read them during a trial."""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

LETTERS_ON_THE_PAGE = 50


class FolderBackend(BaseEmailBackend):
    """Writes each letter as one .eml file, named by its time, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
            unfinished = folder / f".{name}"
            unfinished.write_bytes(letter.message().as_bytes())
            os.replace(unfinished, folder / name)
        return len(email_messages)


def newest_letters() -> list[ParsedMessage]:
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:LETTERS_ON_THE_PAGE]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """Everybody's letters, newest first. Only in the address book of a trial: see urls.py."""
    found = [
        {
            "to": letter["To"],
            "subject": letter["Subject"],
            "date": letter["Date"],
            "text": body.get_content() if (body := letter.get_body(("plain",))) else "",
        }
        for letter in newest_letters()
    ]
    return render(request, "pages/letters.html", {"letters": found})
