"""One function per letter: to those who answer for an entry, and to those who are invited to. Each goes to the outbox.

What they say is in `templates/emails/`. They are in the language on record.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from post_office.models import Email

from communities import entry as entries
from communities import silence
from communities.models import Community

from .. import links, outbox, rendering
from ..living_models import MOST_INVITING_LETTERS
from ..models import Invitation, Round, Steward
from ..rendering import Forms

MOST_SIGNS_IN_SUBJECT = 80


def still_right(of: Round, steward: Steward, token: str, number: int) -> Email:
    """Asks whether an entry is still right, and says what follows from silence, and that it can be undone."""
    community, since = steward.community, of.began_at.date()
    with translation.override(steward.language):
        subject = {
            1: _("Is it still right? %(name)s"),
            2: _("Not answered yet: is it still right? %(name)s"),
        }.get(number, _("Our last letter about it: %(name)s")) % {"name": _short(community)}
        context = {
            "community": community,
            "page": page_of(token),
            "number": number,
            "most": len(settings.LETTERS_ON_DAYS),
            "quiet": silence.quiet_on(since),
            "dormant": silence.dormant_on(since),
            "days": links.LONGEST_LIFE.days,
        }
        forms = rendering.render("emails/still_right.html", {"subject": subject, **context})
        return outbox.put_to(steward.email, subject=subject, text=forms.text, html=forms.html, unasked=True)


def invite(invitation: Invitation, token: str, number: int) -> Email:
    """Invites who reads a published mailbox to answer for an entry; the second time is the last."""
    with translation.override(invitation.language):
        subject = _subject(invitation.community, number)
        forms = invitation_as_written(invitation.community, token, number)
        return outbox.put_to(invitation.address, subject=subject, text=forms.text, html=forms.html, unasked=True)


def invitation_as_written(community: Community, token: str, number: int = 1) -> Forms:
    """The letter that invites, in the active language; staff see it like this before it goes."""
    context = {
        "subject": _subject(community, number),
        "community": community,
        "entry": entries.upgrade(community.entry),
        "page": page_of(token),
        "days": links.LONGEST_LIFE.days,
        "is_last": number == MOST_INVITING_LETTERS,
    }
    return rendering.render("emails/invitation.html", context)


def page_of(token: str) -> str:
    """The absolute address of the page behind a letter, in the active language."""
    return settings.SITE_URL + reverse("submissions:entry", args=[token])


def _subject(community: Community, number: int) -> str:
    text: Any = _("A reminder: is this right? %(name)s") if number > 1 else _("Listed by the OECD’s OPSI: %(name)s")
    return str(text % {"name": _short(community)})


def _short(community: Community) -> str:
    return Truncator(community.name).chars(MOST_SIGNS_IN_SUBJECT)
