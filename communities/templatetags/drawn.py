"""What templates need to put something on a drawing so that it keeps its size: places in hundredths of the drawing."""

from django import template

from ..drawings import Drawing

register = template.Library()


@register.filter
def across(x: float, drawing: Drawing) -> str:
    """How far from the left edge a place is."""
    return f"{100 * (x - drawing.box[0]) / drawing.width:.1f}%"


@register.filter
def down(y: float, drawing: Drawing) -> str:
    """How far from the upper edge a place is."""
    return f"{100 * (y - drawing.box[1]) / drawing.height:.1f}%"


@register.filter
def hundredths(number: float) -> str:
    """A share of the drawing's width."""
    return f"{number:.1f}%"
