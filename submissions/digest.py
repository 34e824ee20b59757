"""The weekly digest: each Monday a letter to all who decide, on what came, was decided, waits and is stuck.

It names no sender and quotes nothing: it goes by mail.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office.models import STATUS, Email

from communities.models import Community

from . import moderation, outbox, rendering
from .figures.deciding import DECIDING, REACHED
from .models import Decision, Digest, Kind, State, Submission

MORNING = 6  # UTC: before offices open from Europe westward
WEEK = timedelta(weeks=1)


def write_due(now: datetime | None = None) -> int:
    """Write this week's letters that were not written yet. Gives back how many. Two at once write each but once."""
    now = now or timezone.now()
    monday = now.date() - timedelta(days=now.weekday())
    if now.date() == monday and now.hour < MORNING:
        return 0
    told = Q(digest__week__gte=monday) | Q(digest__wanted=False)
    waiting = list(moderation.moderators().exclude(email="").exclude(told))
    return sum(_write(user, monday, now) for user in waiting)


def is_wanted(user: User) -> bool:
    """Whether somebody gets it."""
    return not Digest.objects.filter(user=user, wanted=False).exists()


def want(user: User, *, wanted: bool) -> None:
    """Send it to somebody from now on, or no more."""
    Digest.objects.update_or_create(user=user, defaults={"wanted": wanted})


def _write(user: User, monday: date, now: datetime) -> bool:
    Digest.objects.get_or_create(user=user)
    with transaction.atomic():
        one = Digest.objects.select_for_update().get(user=user)
        if not one.wanted or (one.week is not None and one.week >= monday):
            return False
        one.week = monday
        one.save(update_fields=["week"])
        with translation.override(settings.LANGUAGE_CODE):
            context = _told(monday, now)
            waits = context["number"]
            subject = (
                ngettext("The desk this week: %(number)d waits", "The desk this week: %(number)d wait", waits)
                % {"number": waits}
                if waits
                else _("The desk this week: nothing waits")
            )
            forms = rendering.render("emails/digest.html", {"subject": subject, **context})
        outbox.put_to(user.email, subject=subject, text=forms.text, html=forms.html, unasked=True)
    return True


def _told(monday: date, now: datetime) -> dict[str, Any]:
    """What waits now, and what went on in the week before this one."""
    waits = Submission.objects.filter(state=State.PENDING).order_by()
    kinds = waits.values_list("kind").annotate(number=Count("pk"), since=Min("pending_since")).order_by("since")
    start = datetime.combine(monday, datetime.min.time(), tzinfo=now.tzinfo)
    acts = Decision.objects.filter(at__gte=start - WEEK, at__lt=start)
    return {
        "waits": [(Kind(kind).label, number, (now - since).days) for kind, number, since in kinds],
        "number": sum(number for _kind, number, _since in kinds),
        "late": waits.filter(pending_since__lt=now - settings.DECISION_TARGET).count(),
        "came": acts.filter(verb__in=REACHED).count(),
        "decided": acts.filter(verb__in=DECIDING).count(),
        "asked": Submission.objects.filter(state=State.CHANGES_REQUESTED).count(),
        "given_up": Email.objects.filter(status=STATUS.failed, last_updated__gte=start - WEEK).count(),
        "listed": Community.objects.published().count(),
        "confirmed": Community.objects.published().filter(confirmed_on__gt=now.date() - timedelta(days=365)).count(),
        "desk": settings.SITE_URL + reverse("admin:index"),
        "figures": settings.SITE_URL + reverse("admin:submissions_decision_changelist"),
    }
