"""Fresh links by mail in place of those whose 30 days are over: to the address on record, and nowhere else."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from post_office.models import Email

from . import limits, links, outbox, rendering
from .limits import Limit


def mail(address: str, url: str, *, about: str, language: str, network: str) -> Email:
    """Put the letter with a fresh link into the outbox; `about` names what it opens. Raises TooOftenError."""
    with transaction.atomic(), translation.override(language):
        limits.take(Limit.LETTERS_OF_NETWORK, network)
        limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(address))
        subject = _("Your fresh link")
        context = {"subject": subject, "url": url, "about": about, "days": links.LONGEST_LIFE.days}
        forms = rendering.render("emails/fresh_link.html", context)
        return outbox.put_to(address, subject=subject, text=forms.text, html=forms.html)
