"""What a session that is announced says, key by key: what each answer is called, and which moments are meant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from communities import zones

PREFIX = "session_"
# The keys of the answers, in the order in which they are asked.
LABELS: Mapping[str, Any] = {
    "session_language": _("Language of the session"),
    "session_about": _("What it is about"),
    "session_day": _("Day"),
    "session_starts": _("Start"),
    "session_ends": _("End"),
    "session_zone": _("Time zone"),
    "session_link": _("Link to join"),
    "session_place": _("Place"),
    "session_sign_up": _("How to sign up"),
}


def moments(said: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """When it starts and ends; an end that is earlier by the clock is one on the next day. Raises NoSuchTime."""
    day = date.fromisoformat(said["session_day"])
    starts, ends = (time.fromisoformat(said[key]) for key in ("session_starts", "session_ends"))
    last = day + timedelta(days=1) if ends <= starts else day
    zone = said["session_zone"]
    return zones.moment(day, starts, zone), zones.moment(last, ends, zone)
