"""Handing the care of an entry over: the records of stewards that an accepted claim begins and ends, and undoing it.

They move with an entry that is merged, and back. Runs inside the transaction of a verb of `moderation` or of
`merging.py`; decides nothing itself.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Community

from .models import Decision, Steward, Submission


class Former(models.TextChoices):
    """What becomes of those who look after an entry when somebody else does so too."""

    ENDS = "ends", _("Their record ends: the entry is handed over")
    STAYS = "stays", _("They stay, and there are two")


def others_of(submission: Submission) -> models.QuerySet[Steward]:
    """Who looks after the entry of a claim today, but for its sender."""
    current = Steward.objects.filter(community=submission.community_now, ended_at=None)
    return current.exclude(email__iexact=submission.sender_email).order_by("since", "pk")


def hand_over(submission: Submission, former: str, *, at: datetime) -> list[Steward]:
    """Put a claim's sender on record, beside the others or in their place. Gives back the others."""
    others = list(others_of(submission).select_for_update())
    if former == Former.ENDS:
        others_of(submission).update(ended_at=at, ended_by="hand-over")
    put_on_record(submission, at=at)
    return others


def put_on_record(submission: Submission, *, at: datetime) -> None:
    """Its sender answers for the entry from now on; one who does so already stays as they were."""
    of_entry: dict[str, Any] = {"community": submission.community_now, "ended_at": None}
    if not Steward.objects.filter(**of_entry, email__iexact=submission.sender_email).exists():
        Steward.objects.create(
            **of_entry,
            name=submission.sender_name,
            email=submission.sender_email,
            role=submission.sender_role,
            language=submission.language,
            since=at,
        )


def take_back(submission: Submission, decision: Decision) -> None:
    """Undo a hand-over: who was put on record goes, and whose record ended has it again."""
    records = Steward.objects.filter(community=submission.community_now)
    records.filter(since=decision.at).delete()
    on_record = records.filter(ended_at=None).values("email")
    ended = records.filter(ended_at=decision.at, ended_by="hand-over").exclude(email__in=on_record)
    ended.update(ended_at=None, ended_by="")


def moving(community: Community, into: Community) -> models.QuerySet[Steward]:
    """Whose records move along when a community is merged: of those on record for both, the one there stays."""
    current = Steward.objects.filter(ended_at=None)
    there = current.filter(community=into).values("email")
    return current.filter(community=community).exclude(email__in=there)


def move_along(community: Community, into: Community) -> None:
    """Whoever looks after an entry that was merged looks after the one that has it now."""
    moving(community, into).update(community=into, came_from=community)


def move_back(community: Community) -> None:
    """Undo that, also for those who have ended since."""
    came = Steward.objects.filter(came_from=community)
    again = Steward.objects.filter(community=community, ended_at=None).values("email")
    came.exclude(ended_at=None, email__in=again).update(community=community, came_from=None)
