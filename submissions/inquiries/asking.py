"""Asking: a question is stored once, and waits for OPSI when its address is confirmed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from communities import entry as entries

from .. import limits, links, moderation, once
from ..limits import Limit
from ..links import Issued
from ..models import Kind, Purpose, Submission

CONSENT = "question"  # to publish the question without a name
CONSENT_TEXT = "1"
PRIVATE = ("tried", "organisation", "part")
WHOLE_SITE = "all"


def make(said: dict[str, Any], *, email: str, language: str, network: str) -> Issued | None:
    """Store a question and mail the link that confirms its address; sent again within the hour, it is the same one.

    `said` has the answers of `form.QuestionForm`. Gives back a private link while the address is to be confirmed.
    Raises TooOftenError.
    """
    question = Submission(
        kind=Kind.QUESTION,
        name=said["question"],
        host=said["host"] or "",
        entry=_about(said, language),
        answers={key: value for key, value in said.items() if key not in PRIVATE},
        private_answers={key: said[key] for key in PRIVATE},
        language=language,
        sender_email=email.lower(),
        consents=[{"use": CONSENT, "given": True, "text": CONSENT_TEXT, "at": timezone.now().isoformat()}],
    )
    once.mark(question, network)
    with transaction.atomic():
        row = once.known(question) or _store(question, network)
        return links.issue(row, Purpose.RESUME) if row.awaits_confirmation else None


def _about(said: dict[str, Any], language: str) -> entries.Entry:
    """What it is about, in the fields of an entry: by them the desk finds it, and conveners are matched."""
    return entries.normalise(
        {
            "name": said["question"],
            "summary": said["context"],
            "written_in": language,
            "languages": [language],
            **{key: said[key] for key in ("topic", "purpose", "maturity", "host")},
        }
    )


def _store(question: Submission, network: str) -> Submission:
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    limits.take(Limit.QUESTIONS_IN_ALL, WHOLE_SITE)
    limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(question.sender_email))
    row = once.store(question)
    if row is question:
        moderation.send(row, version=row.version)
    return row
