"""What a page's head says to those who share its address: the words of its title and description, once for both."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from ..card import words

register = template.Library()


@register.simple_block_tag
def titled(content: str) -> str:
    """The page's name in its tab, with the site's, and alone where it is shared."""
    return format_html(
        '<title>{} · {}</title>\n<meta property="og:title" content="{}">',
        content,
        _("Communities of Practice Directory"),
        content,
    )


@register.simple_block_tag
def described(content: str) -> str:
    """What the page is about, for search engines and for those who share it."""
    return format_html(
        '<meta name="description" content="{}">\n<meta property="og:description" content="{}">', content, content
    )


@register.simple_tag
def site_card_alt() -> str:
    """The site's card in words."""
    return words.site_alt()
