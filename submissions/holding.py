"""Who is looking at a submission: taken softly by opening it, told to others, over by itself after half an hour."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .desk_models import Hold, Typed
from .models import Submission

HOLD_TIME = timedelta(minutes=30)


def take(submission: Submission, user: User) -> Hold:
    """The hold as it now is: this person's, unless somebody else has one that has not run out."""
    now = timezone.now()
    begun = {"user": user, "since": now, "until": now + HOLD_TIME}
    with transaction.atomic():
        hold, is_new = Hold.objects.select_for_update().get_or_create(submission=submission, defaults=begun)
        if is_new:
            return hold
        if hold.until <= now:
            hold.user, hold.since, hold.until = user, now, now + HOLD_TIME
        elif hold.user_id == user.pk:
            hold.until = now + HOLD_TIME
        hold.save()
    return hold


def of_another(submission: Submission, user: User) -> Hold | None:
    """Somebody else's hold, while it lasts."""
    good = Hold.objects.filter(submission=submission, until__gt=timezone.now())
    return good.exclude(user=user).select_related("user").first()


def let_go(submission: Submission, user: User) -> None:
    """End one's own hold."""
    Hold.objects.filter(submission=submission, user=user).delete()


def free_for(user: User) -> Q:
    """Which submissions nobody else is looking at."""
    held = Hold.objects.filter(until__gt=timezone.now()).exclude(user=user)
    return ~Q(pk__in=held.values("submission"))


def clear(submission: Submission) -> None:
    """Nobody looks at it any more, and what was typed and not sent has nothing left to decide."""
    Hold.objects.filter(submission=submission).delete()
    Typed.objects.filter(submission=submission).delete()
