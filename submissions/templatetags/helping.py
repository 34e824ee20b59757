"""Where help is to be had: the same lines, in the same place, on every page of the questionnaire."""

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("components/help.html")
def need_help() -> dict[str, str]:
    """Whom to ask; by e-mail where this site has an address for questions, else through OPSI's own website."""
    return {"address": settings.CONTACT_EMAIL}
