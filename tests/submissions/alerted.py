"""Alerts in any state, brought there by what visitors do, with the token of the link in their last letter."""

import re
from dataclasses import dataclass

from post_office.models import Email

from submissions import alerts
from submissions.models import Alert

TOKEN = re.compile(r"/submit/alert/([^/\s]+)/")


@dataclass(frozen=True)
class Alerted:
    alert: Alert
    token: str


def an_alert(email: str = "reader@example.org", query: str = "", *, is_begun: bool = True) -> Alerted:
    """An alert that was asked for; its token confirms it, or ends it where it has begun."""
    alerts.ask(email, query, "week", language="en", network="192.0.2.1")
    match = TOKEN.search(Email.objects.latest("pk").message)
    assert match
    link = alerts.find(match[1], confirms=True)
    assert link
    token = alerts.confirm(link, language="en") if is_begun else match[1]
    return Alerted(Alert.objects.get(pk=link.alert_id), token)
