"""What the log may say: a link in a letter is a key, so it is taken out of every line."""

import logging
import re

TOKEN_IN_ADDRESS = re.compile(r"(/submission/|/submit/alert/)[^/\s\"'?]+")


class LineWithoutTokens(logging.Formatter):
    """Writes a record with the token of a private link cut to …, and a traceback only for mistakes of our own."""

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "status_code", 500) < 500:  # a request that was refused
            record.exc_info = record.exc_text = None
        return TOKEN_IN_ADDRESS.sub(r"\1…", super().format(record))
