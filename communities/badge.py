"""The badge that a community shows on its own site: that it is listed here, and when its convener confirmed it.

It is an SVG in English, as cards are, and it speaks for itself: whoever embeds it once never has to change it.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from csp.constants import NONE
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .card import fonts
from .entry import Entry
from .templatetags.catalogue import absolute, day

WIDTH, HEIGHT = 300, 48
TEXT_LEFT, SIZE = 42, 12
REGULAR = 0.94  # of the width of a text in bold, which is what can be measured here

# The one thing that is not said by attributes: the same badge on dark ground.
DARK = (
    "@media (prefers-color-scheme: dark) {"
    " .paper { fill: #10181a; stroke: #7e908d } .ink { fill: #e8eeec } .quiet { fill: #a8b8b5 }"
    " .ring { stroke: #7e908d } .act { fill: #82d3c9 } .tick { stroke: #0b2021 } }"
)
# Opened by itself it is a document: it may use that style, and nothing else.
POLICY = {
    "style-src": [f"'sha256-{b64encode(sha256(DARK.encode()).digest()).decode()}'"],
    "script-src": [NONE],
    "sandbox": True,
}


def drawn(entry: Entry, silence: str = "") -> str:
    """The badge of a published entry, as SVG; `silence` says how it stands where its convener does not answer."""
    confirmed = day(entry["confirmed"])
    month = date_format(confirmed, "YEAR_MONTH_FORMAT") if confirmed else ""
    status = _("Listed · confirmed %(month)s") % {"month": month} if month else _("Listed from public sources")
    if silence:
        status = _("Listed · not confirmed since %(month)s") % {"month": month} if month else _("Listed")
    name = _("OPSI Communities of Practice Directory")
    context = {
        "width": WIDTH,
        "height": HEIGHT,
        "left": TEXT_LEFT,
        "size": SIZE,
        "style": DARK,
        "is_confirmed": bool(confirmed) and not silence,
        "name": name,
        "name_width": round(fonts.SMALL.width(name) * SIZE),
        "status": status,
        "status_width": round(fonts.SMALL.width(status) * SIZE * REGULAR),
        "title": alt(),
    }
    return render_to_string("communities/badge.svg", context)


def alt() -> str:
    """What stands for the badge where it is not seen, whatever it says today."""
    return _("Listed in the OPSI Communities of Practice Directory")


def shown(entry: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The badge of the entry at an absolute address, as its own page shows it, with the HTML to copy."""
    path = reverse("open:badge", args=[entry["slug"]])
    picture = {"path": path, "alt": alt(), "width": WIDTH, "height": HEIGHT}
    code = render_to_string("communities/badge_code.html", {**picture, "path": absolute(path), "address": address})
    return {**picture, "code": code.strip()}
