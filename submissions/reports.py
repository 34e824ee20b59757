"""Reports: somebody says that an entry is wrong, has ended, stands there twice, or should go.

A report is in the queue at once, whoever sent it. An address that comes with it is confirmed apart, and only then may
anything but that one letter be sent there. What was reported is read by moderators and nobody else.
"""

import re
from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community

from . import letters, limits, links, moderation, once
from .limits import Limit
from .links import Issued
from .models import Kind, Purpose, State, Submission, Verb

WHOLE_SITE = "all"
SLUG_IN_ADDRESS = re.compile(r"/communities/([\w-]+)/?")


class Matter(models.TextChoices):
    """What is the matter."""

    WRONG = "wrong", _("Something on the page is wrong")
    ENDED = "ended", _("The community has ended")
    TWICE = "twice", _("It is listed twice")
    REMOVE = "remove", _("It is ours, and should not be listed")
    ELSE = "else", _("Something else")


def make(community: Community, said: Mapping[str, str], *, email: str, language: str, network: str) -> Issued | None:
    """Put a report into the queue; said again within the hour, it is the one that is there.

    `said` has `matter`, `other` and `words`. Gives back a private link while an address is to be confirmed. Raises
    TooOftenError.
    """
    report = once.about(
        community, Kind.REPORT, network, answers=dict(said), sender_email=email.lower(), language=language
    )
    with transaction.atomic():
        row = once.known(report) or _store(report, network)
        return links.issue(row, Purpose.RESUME) if row.awaits_confirmation else None


def ask_removal(community: Community, email: str, *, language: str, network: str) -> Submission:
    """Whoever was written to about an entry says that it should not be listed: a report whose address is confirmed.

    Runs inside a transaction.
    """
    said = {"matter": Matter.REMOVE.value, "other": "", "words": ""}
    report = once.about(community, Kind.REPORT, network, answers=said, sender_email=email.lower(), language=language)
    row = once.known(report) or once.store(report)
    if row is report:
        moderation.report(row)
        confirm(row)
    return row


def confirm(row: Submission) -> None:
    """The address is the reporter's: what was decided meanwhile is told, and else that the report is with OPSI.

    The row is locked.
    """
    row.address_confirmed_at = timezone.now()
    row.save(update_fields=["address_confirmed_at", "updated_at"])
    decision = row.decisions.order_by("-sequence")[0]
    tell = {Verb.APPROVE: letters.approved, Verb.DECLINE: letters.declined}.get(Verb(decision.verb))
    if tell:
        tell(row, decision)
    elif row.state == State.PENDING:
        letters.received(row)


def matter_of(submission: Submission) -> str:
    """What is the matter, in words."""
    slug = submission.answers.get("matter", "")
    return str(Matter(slug).label) if slug in Matter.values else ""


def other_of(submission: Submission) -> Community | None:
    """The listed community that a report names as the same, if its name or address leads to one."""
    typed = submission.answers.get("other", "")
    found = SLUG_IN_ADDRESS.search(typed)
    asked = models.Q(addresses__slug=found[1] if found else typed) | models.Q(name__iexact=typed)
    others = Community.objects.published().filter(asked).order_by("pk") if typed else ()
    return next((other for other in others if other.pk != submission.community_id), None)


def _store(report: Submission, network: str) -> Submission:
    limits.take(Limit.REPORTS_OF_NETWORK, network)
    limits.take(Limit.REPORTS_IN_ALL, WHOLE_SITE)
    row = once.store(report)
    if row is report:
        moderation.report(row)
        if row.sender_email:
            _ask_to_confirm(row, network)
    return row


def _ask_to_confirm(row: Submission, network: str) -> None:
    """Mail the link that confirms the address. Where it has had its letters for this hour, the report stands alone."""
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    try:
        limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(row.sender_email))
    except limits.TooOftenError:
        return
    letters.confirm_address(row)
