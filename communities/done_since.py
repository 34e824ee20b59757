"""What must be done again where a backup is brought back: who was erased, and what was taken down, since it was made.

It is kept in a file, because a database that is brought back has forgotten it. Of a person the file holds a hash that
only this site's secret key can make; nothing is kept for longer than a backup is.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


class What(StrEnum):
    """What was done."""

    ERASED = "erased"
    TAKEN_DOWN = "taken-down"


def note_erased(address: str) -> None:
    """Somebody had everything about an address erased."""
    _note(What.ERASED, mark_of(address, settings.SECRET_KEY))


def note_taken_down(slug: str) -> None:
    """An entry was taken out of everything, to protect somebody."""
    _note(What.TAKEN_DOWN, slug)


def since(moment: datetime) -> Iterator[tuple[What, str]]:
    """What was done from a moment on, in order: the mark of an address, or an entry's slug."""
    for line in _lines():
        if datetime.fromisoformat(line["at"]) >= moment:
            yield What(line["what"]), line["whom"]


def mark_of(address: str, key: str) -> str:
    """By what an address is known again, under one of the site's secret keys."""
    folded = address.strip().lower()
    return salted_hmac("communities.done_since", folded, secret=key, algorithm="sha256").hexdigest()


def _file() -> Path:
    return Path(settings.DONE_SINCE_FILE)


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _file().read_text().splitlines()] if _file().exists() else []


def _note(what: What, whom: str) -> None:
    """Add a line, whole or not at all, and drop those that no backup can need. What was asked for never fails by it."""
    now = timezone.now()
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with open(_file().with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = [one for one in _lines() if datetime.fromisoformat(one["at"]) >= now - settings.BACKUPS_KEPT]
            kept.append({"at": now.isoformat(), "what": what, "whom": whom})
            fresh = _file().with_suffix(".new")
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.writelines(json.dumps(one) + "\n" for one in kept)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(_file())
    except OSError:
        logger.exception("DONE_SINCE_FILE cannot be written: what was just done is lost where a backup is brought back")
