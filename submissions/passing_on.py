"""Passing a wish to be introduced on to those who look after a community, and taking that back.

Runs inside the transaction of a verb of `moderation`; decides nothing itself.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from communities.models import Community

from . import introduction_letters, links
from .models import Decision, Introduction, Steward, Submission

LIFE = timedelta(days=30)
QUARTER = timedelta(days=91)


def asker_of(submission: Submission) -> Steward | None:
    """The steward who asks, of the community for which they ask; None where a visitor asks, or who asked has ended."""
    slug = submission.answers.get("from", "")
    if not slug:
        return None
    of_community = Steward.objects.filter(community__addresses__slug=slug, ended_at=None)
    return of_community.filter(email__iexact=submission.sender_email).select_related("community").first()


def is_asker_gone(submission: Submission) -> bool:
    """Whether it was asked for a community that its sender looks after no longer."""
    return bool(submission.answers.get("from")) and asker_of(submission) is None


def willing(community: Community | None, *, but_for: str) -> models.QuerySet[Steward]:
    """Who looks after a community today and agreed to be asked; not whoever asks."""
    current = Steward.objects.filter(community=community, ended_at=None, may_be_asked=True)
    return current.exclude(email__iexact=but_for).order_by("since", "pk")


def free(submission: Submission) -> models.QuerySet[Steward]:
    """Those of them who were not asked too often this quarter."""
    since = timezone.now() - QUARTER
    of_late = Count("introductions", filter=Q(introductions__passed_on_at__gt=since))
    asked = willing(submission.community_now, but_for=submission.sender_email).annotate(of_late=of_late)
    return asked.filter(of_late__lt=settings.INTRODUCTIONS_A_QUARTER)


def pass_on(submission: Submission, decision: Decision) -> int:
    """Write to each of them, with a link of their own. Gives back to how many.

    Their records are locked first, so that two wishes at once are counted one after the other.
    """
    list(willing(submission.community_now, but_for=submission.sender_email).select_for_update())
    asked = list(free(submission).select_related("community"))
    for steward in asked:
        token = links.fresh_token()
        passed_on = Introduction.objects.create(
            submission=submission,
            steward=steward,
            token_hash=links.hash_of(token),
            passed_on_at=decision.at,
            expires_at=decision.at + LIFE,
        )
        introduction_letters.asked(passed_on, decision, token)
    return len(asked)


def take_back(submission: Submission) -> None:
    """It was not passed on: the letters have not left, and their links open nothing."""
    submission.introductions.all().delete()
