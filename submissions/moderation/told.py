"""How a decision, and whoever took it, is called on the desk."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ..models import Decision


def described(decision: Decision) -> str:
    """One decision in words: "Approved by Ann Other, 2 November 2026 10:40"."""
    what, at = decision.done, moment_of(decision)
    if decision.user:
        return _("%(what)s by %(who)s, %(at)s") % {"what": what, "who": name_of(decision.user), "at": at}
    return f"{what}, {at}"


def moment_of(decision: Decision) -> str:
    """When it was taken, as the desk writes it: "2 November 2026 10:40"."""
    return formats.date_format(timezone.localtime(decision.at), "DATETIME_FORMAT")


def name_of(user: Any) -> str:
    """What a member of staff is called on the desk."""
    return str(user.get_full_name() or user.get_username())
