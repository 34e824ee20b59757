"""What the log may say: links in letters are keys, and answers in addresses are their reader's; no line has either.

Nor does it name people: see `nameless.py`.

In a deployment a line is one JSON object, so whatever a stranger sends stays inside its text. The line of each request
is written by `observing.py`.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from .nameless import without_people

TOKEN_IN_ADDRESS = re.compile(
    r"(/submission/|/submit/(?:alert|answer|entry)/|/accounts/(?:password/reset/key|confirm-email)/)[^/\s\"'?]+"
)
ANSWERS_IN_ADDRESS = re.compile(r"(/(?:start|submit/from-guide|submit/self-check)/[^\s?]*\?).+")
# The server names whom it refused.
WHO_ASKED = re.compile(r"\bip=\S+")

as_json = json.JSONEncoder(default=str).encode

# The id of the request that this thread answers; empty beside any.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def without_tokens(text: str) -> str:
    """TEXT with tokens of private links, answers, and whatever names people or their machines cut to …."""
    text = without_people(text)
    text = ANSWERS_IN_ADDRESS.sub(r"\1…", TOKEN_IN_ADDRESS.sub(r"\1…", text))
    return WHO_ASKED.sub("ip=…", text)


def _without_refusals(record: logging.LogRecord) -> None:
    """A traceback is for mistakes of our own, not for a request that was refused."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = record.exc_text = None


class LineWithoutTokens(logging.Formatter):
    """A line for people who try the site."""

    def format(self, record: logging.LogRecord) -> str:
        _without_refusals(record)
        return without_tokens(super().format(record))


class JsonLine(logging.Formatter):
    """A line for programs: one JSON object in ASCII. `record.seen` adds what was seen of a request."""

    def format(self, record: logging.LogRecord) -> str:
        _without_refusals(record)
        seen = getattr(record, "seen", None)  # nothing of it is to be cut, and it comes with every request
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if seen else without_tokens(_message(record)),
        }
        # Of a refusal Django writes once the request is over, and brings it along.
        if number := request_id.get() or getattr(getattr(record, "request", None), "number", ""):
            said["request"] = number
        said |= seen or {}
        if record.exc_info:
            said["traceback"] = without_tokens(self.formatException(record.exc_info))
        return as_json(said)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a line whose parts do not fit together is still a line
        return str(record.msg)
