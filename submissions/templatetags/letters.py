"""The words of a letter for libraries that ask for templates of their own: there, too, its HTML is the one source."""

from typing import Any, cast

from django import template
from django.template import Context
from django.template.loader import render_to_string

from .. import rendering

register = template.Library()


@register.simple_tag(takes_context=True)
def words_of(context: Context, name: str) -> str:
    """The plain text of the letter whose HTML is the template `name`."""
    values = cast("dict[str, Any]", context.flatten())
    return rendering.read(render_to_string(name, values))
