"""Letters in a folder instead of the post: the transport that writes them, and pages to read them during a trial."""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

LETTERS_ON_THE_PAGE = 50
STYLES_ONLY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "sandbox": True,
}


class FolderBackend(BaseEmailBackend):
    """Writes each letter as one .eml file, named by its time, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for letter in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
            unfinished = folder / f"{name}.unfinished"  # what a kill leaves half-way is not taken for a letter
            unfinished.write_bytes(letter.message().as_bytes())
            os.replace(unfinished, folder / name)
        return len(email_messages)


def newest_letters() -> dict[str, ParsedMessage]:
    """The letters by the names of their files, newest first."""
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:LETTERS_ON_THE_PAGE]
    return {file.stem: message_from_bytes(file.read_bytes(), policy=policy.default) for file in files}


@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """Everybody's letters, newest first. Only in the address book of a trial: see urls.py."""
    found = [
        {
            "name": name,
            "to": letter["To"],
            "subject": letter["Subject"],
            "date": letter["Date"].datetime if letter["Date"] else None,
            "text": part(letter, "plain"),
            "has_html": bool(part(letter, "html")),
        }
        for name, letter in newest_letters().items()
    ]
    return render(request, "pages/letters.html", {"letters": found, "robots": "noindex"})


@never_cache
@csp(STYLES_ONLY)  # type: ignore[arg-type]  # its types know views of a request alone
def letter_as_mailed(request: HttpRequest, name: str) -> HttpResponse:
    """One letter's HTML as a mail program shows it: its own styles, and nothing else, may apply; no script may run."""
    html = part(letter, "html") if (letter := newest_letters().get(name)) else ""
    if not html:
        raise Http404
    return HttpResponse(html)


def part(letter: ParsedMessage, kind: str) -> str:
    """The letter's plain text or HTML; nothing when it has none."""
    body = letter.get_body((kind,))
    return body.get_content() if body else ""
