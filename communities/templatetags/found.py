"""What templates need to show why an entry was found: words marked in its texts, and the places out of sight."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html

from ..reasons import Piece, Reason

register = template.Library()


@register.simple_tag(takes_context=True)
def marked(context: Mapping[str, Any], text: str) -> str:
    """A text with the words marked that the page's search found; without a search, the text."""
    marker = context.get("marker")
    return in_pieces(marker.pieces(text)) if marker else text


@register.simple_tag(takes_context=True)
def reasons_for(context: Mapping[str, Any], entry: Mapping[str, Any]) -> list[Reason]:
    """Where the words searched for stand in an entry, beside what its row shows."""
    marker = context.get("marker")
    return marker.reasons(entry, context["terms"]) if marker else []


@register.filter
def in_pieces(pieces: Iterable[Piece]) -> str:
    """Pieces of a text, escaped, some of them marked."""
    html = conditional_escape("")
    for text, is_marked in pieces:
        html = format_html("{}<mark>{}</mark>" if is_marked else "{}{}", html, text)
    return html
