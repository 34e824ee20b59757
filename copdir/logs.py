"""What the log may say: links in letters are keys, and answers in addresses are their reader's; no line has either."""

import logging
import re

TOKEN_IN_ADDRESS = re.compile(
    r"(/submission/|/submit/(?:alert|answer|entry)/|/accounts/(?:password/reset/key|confirm-email)/)[^/\s\"'?]+"
)
ANSWERS_IN_ADDRESS = re.compile(r"(/(?:start|submit/from-guide|submit/self-check)/[^\s?]*\?).+")


class LineWithoutTokens(logging.Formatter):
    """Writes a record with tokens of private links and answers cut to …, and a traceback for mistakes of our own."""

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "status_code", 500) < 500:  # a request that was refused
            record.exc_info = record.exc_text = None
        line = TOKEN_IN_ADDRESS.sub(r"\1…", super().format(record))
        return ANSWERS_IN_ADDRESS.sub(r"\1…", line)
