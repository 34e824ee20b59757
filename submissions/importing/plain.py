"""Cells made into plain text: markup off, entities decoded once, invisible signs out of names, formulas kept inert."""

import html
import re

from django.utils.translation import gettext as _

from communities import invisible

TAGS = frozenset(
    """
    a abbr article b big blockquote body br button center cite code dd del details div dl dt em embed fieldset figure
    font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main mark math meta
    nav noscript object ol p pre s script section select small source span strike strong style sub summary sup svg
    table tbody td template textarea tfoot th thead title tr tt u ul video xml
    """.split()  # noqa: SIM905 - a list of names reads best as words
)
# What stands between these is no text: it goes with them.
WITHOUT_TEXT = "script|style|head|title|xml|template|iframe|object|noscript|svg|math|select|textarea"
NEW_LINE = frozenset(
    """
    article blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main ol p pre section
    table tr ul
    """.split()  # noqa: SIM905
)

# A tag has no sign before its name, and attributes with "="; "a < b and c > d" is none, nor is "<https://…>".
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*(?::[a-z0-9]+)?)(?:\s+[^<>=]*=[^<>]*|(?:\s+[a-z-]+)?)\s*/?>", re.IGNORECASE
)
_COMMENT = re.compile(
    r"<!--(?:(?!-->).)*(?:-->|\Z)|<!\[[^\]>]*\]>|<\?[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE | re.DOTALL
)
_NO_TEXT = re.compile(rf"<({WITHOUT_TEXT})\b[^<>]*>(?:(?!</\1\b).)*(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)

# What a spreadsheet would calculate: "=…" always; behind + - @ a call, a sum or a command.
_FORMULA = re.compile(r"=|[+\-@]\s*[A-Za-z_.]+\(|[+\-@]\s*\w+\s*\|")
_FORMULA_LIKE = re.compile(r"[@+]|-\s*\d")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula, and nobody would write it as words."""
    return bool(_FORMULA.match(text.strip()))


def is_formula_like(text: str) -> bool:
    """Whether the text is honest enough to keep, but begins as formulas do."""
    return bool(_FORMULA_LIKE.match(text.strip()))


def without_markup(text: str) -> tuple[str, str]:
    """The text without HTML, and what was done in words ("" where nothing was).

    Entities are decoded once: what an author escaped to show is shown. Markup that was pasted escaped is taken off too.
    """
    if _has_markup(text):
        return _strip(text), _("it held HTML; the plain text was taken, without what cannot be read as text")
    decoded = html.unescape(text) if _ENTITY.search(text) else text
    if decoded == text:
        return text, ""
    if _has_markup(decoded):
        return _strip(decoded, entities=False), _("it held escaped HTML; the plain text was taken")
    return decoded, _("signs written as HTML entities were decoded")


def without_invisible(text: str) -> tuple[str, bool]:
    """The text without direction marks, zero-width signs and the like, and whether there were any."""
    plain = invisible.without_invisible(text)
    return plain, plain != text


def _has_markup(text: str) -> bool:
    return bool(_COMMENT.search(text)) or any(_is_tag(match) for match in _TAG.finditer(text))


def _is_tag(match: re.Match[str]) -> bool:
    return match["name"].lower() in TAGS or ":" in match["name"]


def _strip(text: str, *, entities: bool = True) -> str:
    text = _NO_TEXT.sub(" ", _COMMENT.sub("", text))
    text = re.sub(r"\s*\n\s*", "\n", text) if "\n\n" in text else text
    plain = _TAG.sub(_instead, text)
    plain = html.unescape(plain) if entities else plain
    lines = (" ".join(line.split()) for line in plain.replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _instead(match: re.Match[str]) -> str:
    name, ends = match["name"].lower(), bool(match["end"])
    if not _is_tag(match):
        return match[0]
    if name == "li":
        return "" if ends else "\n– "
    if name in ("td", "th"):
        return " " if ends else ""
    return "\n" if name in NEW_LINE else ""
