"""What staff write in Markdown, as HTML in which nothing can act: whatever is not listed here is taken out.

Headings, pictures and tables are not: an introduction is a few paragraphs, and pages load nothing from elsewhere.
"""

from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.text import Truncator
from markdown import Markdown

TAGS = {"p", "br", "ul", "ol", "li", "em", "strong", "a", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "http", "mailto"}
NOT_READ = ("hashheader", "setextheader", "hr", "code")  # what would make these stays as it was typed
LONGEST_START = 40  # words


class Inert(str):
    """HTML in which nothing can act: it stands in a page as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def as_html(text: str) -> Inert:
    """The text as paragraphs, lists, emphasis and links."""
    reader = Markdown(extensions=["sane_lists"])
    for name in NOT_READ:
        reader.parser.blockprocessors.deregister(name)
    made = reader.convert(text)
    return Inert(nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"))


def start(text: str) -> str:
    """The first paragraph in plain words, cut where it is long."""
    words = unescape(strip_tags(as_html(text).partition("</p>")[0]))
    return Truncator(" ".join(words.split())).words(LONGEST_START)
