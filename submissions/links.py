"""Private links in letters and address bars, and the codes beside them: issuing, finding, using up. Sends nothing.

Only hashes are kept, and no link opens anything for more than 30 days. A link to go on or to see the status is good for
as often as wanted; one that confirms an address is good for 7 days and once. One that shows it to a colleague there is
once at most. Links of other letters (about entries, questions, alerts) end by `is_over`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from . import keyed
from .models import AlertLink, LetterLink, Purpose, Submission

TOKEN_BYTES = 24  # 192 random bits
LONGEST_LIFE = timedelta(days=30)
LIFE = {Purpose.RESUME: LONGEST_LIFE, Purpose.CONFIRM: timedelta(days=7), Purpose.SHOW: LONGEST_LIFE}
PAGE = {Purpose.RESUME: "submissions:status", Purpose.CONFIRM: "submissions:confirm", Purpose.SHOW: "submissions:shown"}
# Without letters and digits that are read as one another: 32 signs, so eight of them are 40 bits.
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
MOST_CODE_ATTEMPTS = 5
MAILED_TO, CODE = "submissions.links.mailed_to", "submissions.links.code"  # what hashes under the key are for


@dataclass(frozen=True)
class Issued:
    """A fresh link: the only moment at which its token and code can be read."""

    link: LetterLink
    token: str
    code: str
    url: str


def issue(
    submission: Submission,
    purpose: Purpose,
    *,
    shows_private: bool = False,
    mailed: bool = False,
    now: datetime | None = None,
) -> Issued:
    """A new link to `submission` for `purpose`; a confirming one comes with a code. Earlier links stay good.

    `mailed` says that it goes to its sender's address in a letter, and nowhere else.
    """
    now = now or timezone.now()
    token = fresh_token()
    code = fresh_code() if purpose == Purpose.CONFIRM else ""
    link = LetterLink.objects.create(
        submission=submission,
        purpose=purpose,
        token_hash=hash_of(token),
        code_hash=hash_of_code(code) if code else "",
        shows_private=shows_private,
        mailed_to=_hash_address(submission.sender_email) if mailed else "",
        created_at=now,
        expires_at=now + LIFE[purpose],
    )
    return Issued(link, token, code, _address(submission, purpose, token))


def find(token: str) -> LetterLink | None:
    """The link of this token, whether or not it is still good; None for a token that never was."""
    return LetterLink.objects.select_related("submission").filter(token_hash=hash_of(token)).first()


def is_over(issued_at: datetime, now: datetime | None = None) -> bool:
    """Whether the time of a link that was mailed at this moment is over: its page offers a fresh one, and no more."""
    return (now or timezone.now()) >= issued_at + LONGEST_LIFE


def note_use(link: LetterLink, *, now: datetime | None = None) -> None:
    """Whoever reads the mailbox has gone on with a link that was mailed there. To open it is no proof: programs do."""
    if link.mailed_to and link.used_at is None:
        LetterLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now or timezone.now())


def was_used_from(submission: Submission, address: str) -> bool:
    """Whether anybody has gone on with a link that was mailed to this address."""
    mailed = submission.letter_links.filter(
        purpose=Purpose.RESUME, mailed_to__in=keyed.digests(MAILED_TO, address.lower())
    )
    return mailed.exclude(used_at=None).exists()


def use_up(submission: Submission, *, now: datetime | None = None) -> None:
    """Make every confirming link of `submission` a used one: its address is confirmed."""
    submission.letter_links.filter(purpose=Purpose.CONFIRM, used_at=None).update(used_at=now or timezone.now())


def is_code_right(submission: Submission, typed: str, *, now: datetime | None = None) -> bool:
    """Whether `typed` is the code beside a good confirming link. Each link hears five attempts, then none."""
    now = now or timezone.now()
    good = submission.letter_links.filter(purpose=Purpose.CONFIRM, used_at=None, expires_at__gt=now)
    return any(is_code_of(link, typed) for link in good if is_attempt_left(link))


def are_attempts_left(submission: Submission, *, now: datetime | None = None) -> bool:
    """Whether any good confirming link still hears a code."""
    good = submission.letter_links.filter(purpose=Purpose.CONFIRM, used_at=None, expires_at__gt=now or timezone.now())
    return good.filter(code_attempts__lt=MOST_CODE_ATTEMPTS).exists()


def read_code(typed: str) -> str:
    """A code as it was meant: capitals and digits only."""
    kept = "".join(sign for sign in typed.upper() if sign.isalnum())
    return kept[: 4 * CODE_LENGTH]


def is_attempt_left(link: LetterLink | AlertLink) -> bool:
    """Count an attempt at a link's code; False where it has heard as many as it hears."""
    counted = type(link).objects.filter(pk=link.pk, code_attempts__lt=MOST_CODE_ATTEMPTS)
    return bool(counted.update(code_attempts=F("code_attempts") + 1))


def _address(submission: Submission, purpose: Purpose, token: str) -> str:
    with translation.override(submission.language):
        return settings.SITE_URL + reverse(PAGE[purpose], args=[token])


def fresh_token() -> str:
    """A token for a link that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _hash_address(address: str) -> str:
    return keyed.digest(MAILED_TO, address.lower())


def fresh_code() -> str:
    """A code to be typed in place of a link."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def hash_of_code(code: str) -> str:
    """What is kept of a code."""
    # Forty bits could be tried out against a plain hash; the secret key keeps a copied table from telling them.
    return keyed.digest(CODE, code)


def is_code_of(link: LetterLink | AlertLink, typed: str) -> bool:
    """Whether `typed` is the code beside this link. Says nothing of its life, and counts nothing."""
    return keyed.is_of(link.code_hash, CODE, read_code(typed))
