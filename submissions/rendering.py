"""A letter's two forms: HTML as its template writes it, and plain text read off that HTML, so that both say the same.

What letters say stands in `templates/emails/`; who is sent which, and when, in `letters.py`.
"""

import re
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.template.loader import render_to_string

BLOCKS = frozenset(["blockquote", "div", "h1", "p"])
UNSEEN = frozenset(["head"])
EMPTY = frozenset(["br", "hr"])
SIGNATURE = "-- "  # by this line mail programs know where the letter ends and its foot begins
QUOTED = "    "


class Forms(NamedTuple):
    """One letter, twice."""

    text: str
    html: str


def render(template: str, context: dict[str, Any]) -> Forms:
    """Both forms of a letter in the active language; what is in the context is escaped and never read as HTML."""
    html = render_to_string(template, context)
    return Forms(text=read(html), html=html)


def read(html: str) -> str:
    """The words of a letter as plain text: a paragraph for each block, quotations indented, hidden parts left out.

    A link is only its label here: templates write the address of each link beside it.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.paragraphs).replace(f"{SIGNATURE}\n\n", f"{SIGNATURE}\n") + "\n"


class _Reader(HTMLParser):
    """Gathers paragraphs. It knows the few elements that letters are made of; templates close what they open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._words = ""
        self._quotes = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_unseen = bool(self._unseen) or tag in UNSEEN or "hidden" in dict(attrs)
        if is_unseen:
            self._unseen += tag not in EMPTY and tag != "meta"
        elif tag == "br":
            self._words += "\n"
        elif tag == "hr":
            self._end_paragraph()
            self.paragraphs.append(SIGNATURE)
        elif tag in BLOCKS:
            self._end_paragraph()
            self._quotes += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag in BLOCKS:
            self._end_paragraph()
            self._quotes -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._words += re.sub(r"\s+", " ", data)

    def _end_paragraph(self) -> None:
        lines = [line.strip() for line in self._words.strip().split("\n")]
        self._words = ""
        if any(lines):
            self.paragraphs.append("\n".join(QUOTED * self._quotes + line for line in lines))
