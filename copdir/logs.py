"""What the log may say: a link in a letter is a key, so it is taken out of every line."""

import logging
import re

TOKEN_IN_ADDRESS = re.compile(r"(/submission/)[^/\s\"'?]+")


class LineWithoutTokens(logging.Formatter):
    """Writes a record as usual, its traceback included, with /submission/TOKEN/ cut to /submission/…/."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN_IN_ADDRESS.sub(r"\1…", super().format(record))
