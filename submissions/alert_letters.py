"""One function per letter of an alert: its subject and what it shows. Each puts it in the outbox; none sends.

What it says is in `templates/emails/`. Every letter but the first has the headers by which a mail program ends the
alert (RFC 8058).
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities import entry as entries
from communities import facets
from communities.filters import CommunityFilter
from communities.models import Community

from . import outbox, rendering
from .models import Alert, AlertLetter

MOST_SIGNS_IN_SUBJECT = 80
# Of more than these a letter gives the number, and the address of the list.
MOST_SHOWN = 20


def confirm(alert: Alert, token: str, code: str, *, language: str, days: int) -> None:
    """Asks whether the address is its reader's own. Holds nothing that whoever typed the address could choose."""
    with translation.override(language):
        page = settings.SITE_URL + reverse("submissions:alert_confirm", args=[token])
        _post(alert, "alert_confirm", _("Confirm your alert"), {"confirm": page, "code": code, "days": days})


def news(alert: Alert, token: str, chosen: CommunityFilter, found: Sequence[int]) -> None:
    """Tells of the communities of these ids, in this order."""
    with translation.override(alert.language):
        rows = Community.objects.filter(pk__in=found[:MOST_SHOWN]).in_bulk()
        shown = [entries.upgrade(rows[pk].entry) for pk in found[:MOST_SHOWN]]
        subject = (
            _("New in the catalogue: %(name)s") % {"name": Truncator(shown[0]["name"]).chars(MOST_SIGNS_IN_SUBJECT)}
            if len(found) == 1
            else ngettext(
                "%(number)d new community in your selection",
                "%(number)d new communities in your selection",
                len(found),
            )
            % {"number": len(found)}
        )
        newest = facets.address(reverse("communities:list"), chosen.query(sort="newest"))
        more = {
            "entries": shown,
            "total": len(found),
            "more": len(found) - len(shown),
            "newest": settings.SITE_URL + newest,
        }
        _post(alert, "alert_news", subject, {**_about(chosen, token), **more}, token)


def offer(alert: Alert, token: str, chosen: CommunityFilter) -> None:
    """Says that the alert will end, and offers to renew it."""
    with translation.override(alert.language):
        _post(alert, "alert_offer", _("Your alert ends soon"), {**_about(chosen, token), "ends": alert.ends_at}, token)


def selected(chosen: CommunityFilter) -> list[tuple[Any, Any]]:
    """A selection in words: what each part is called, and what was chosen of it."""
    return [(chip["name"], chip["value"]) for chip in facets.chips(chosen, "")]


def page_of(token: str) -> str:
    """The absolute address of the page on which an alert is renewed and ended, in the active language."""
    return settings.SITE_URL + reverse("submissions:alert_kept", args=[token])


def _about(chosen: CommunityFilter, token: str) -> dict[str, Any]:
    return {"terms": chosen.catalogue.terms, "selection": selected(chosen), "page": page_of(token)}


def _post(alert: Alert, name: str, subject: str, context: dict[str, Any], token: str = "") -> None:
    forms = rendering.render(f"emails/{name}.html", {"subject": subject, "alert": alert, **context})
    headers = {}
    if token:
        headers = {"List-Unsubscribe": f"<{page_of(token)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    unasked = bool(token)  # all but the first
    letter = outbox.put_to(
        alert.email, subject=subject, text=forms.text, html=forms.html, headers=headers, unasked=unasked
    )
    AlertLetter.objects.create(alert=alert, email=letter, name=name)
