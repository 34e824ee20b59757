"""How long a decision usually takes, as measured, and where in the queue a submission stands. Writes nothing."""

from datetime import timedelta
from math import ceil
from statistics import median_high

from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import OF_QUESTIONNAIRE, Origin, State, Submission, Verb

# Of fewer no figure is given, and of more only these latest are counted.
LEAST, LATEST = 5, 50
DAY = timedelta(days=1)


def in_words() -> str:
    """How long it usually takes: what was measured, if enough were decided, and what OPSI aims at."""
    target = ceil(settings.DECISION_TARGET / DAY)
    aim = ngettext("Our aim is %(days)d day.", "Our aim is %(days)d days.", target) % {"days": target}
    waits = _waits()
    if len(waits) < LEAST:
        return _("Too few were decided yet to say how long it takes.") + f" {aim}"
    days = max(1, ceil(median_high(waits) / DAY))
    measured = ngettext(
        "Half of the last %(number)d were decided within %(days)d day.",
        "Half of the last %(number)d were decided within %(days)d days.",
        days,
    )
    return f"{measured % {'number': len(waits), 'days': days}} {aim}"


def place_in_words(submission: Submission) -> str:
    """Which one in the queue it is; nothing for what never waited. A decision that can be undone is not to be seen."""
    if submission.pending_since is None:
        return ""
    since = submission.pending_since
    earlier = Q(pending_since__lt=since) | Q(pending_since=since, pk__lt=submission.pk)
    others = Submission.objects.filter(state=State.PENDING).exclude(pk=submission.pk)
    counted = others.aggregate(earlier=Count("pk", filter=earlier), all=Count("pk"))
    numbers = {"place": counted["earlier"] + 1, "all": counted["all"] + 1}
    return _("It is number %(place)d of %(all)d in the queue, in which those that wait longest come first.") % numbers


def _waits() -> list[timedelta]:
    """From the first moment with OPSI to the decision, of the latest that people sent and OPSI answered."""
    decided = Submission.objects.filter(
        state__in=(State.APPROVED, State.DECLINED), origin=Origin.FORM, kind__in=OF_QUESTIONNAIRE
    )
    reached = Min("decisions__at", filter=Q(decisions__verb=Verb.CONFIRM))
    timed = decided.annotate(reached=reached).filter(reached__lte=F("decided_at")).order_by("-decided_at", "-pk")
    return [at - since for since, at in timed.values_list("reached", "decided_at")[:LATEST]]
