"""What follows from a convener's silence: the mark “not confirmed since”, a lower rank, and at last dormant.

Only the day on which asking began is stored. How it stands is worked out from that and today (UTC), so nothing has to
be done on the day itself, and nothing is ever deleted for it. A community that is paused or has ended is never dormant.
`publishing.py` begins and ends a silence.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q

from . import vocabularies

QUIET, DORMANT = "quiet", "dormant"
RESTING = (vocabularies.PAUSED, vocabularies.CLOSED)


@dataclass(frozen=True)
class Silence:
    """Since when a convener has not answered; `rests` where the entry says itself that it is paused or has ended."""

    slug: str
    since: date
    rests: bool

    def standing(self, today: date) -> str:
        """QUIET, DORMANT, or nothing as long as there is time to answer."""
        if not self.rests and today >= dormant_on(self.since):
            return DORMANT
        return QUIET if today >= quiet_on(self.since) else ""


def quiet_on(since: date) -> date:
    """From which day on the entry says that nobody has confirmed it."""
    return since + settings.QUIET_AFTER


def dormant_on(since: date) -> date:
    """From which day on it counts as dormant."""
    return since + settings.DORMANT_AFTER


def is_quiet(today: date) -> Q:
    """Whether `Silence.standing` says anything, in SQL."""
    return Q(asked_on__lte=today - settings.QUIET_AFTER)


def is_dormant(today: date) -> Q:
    """What `Silence.standing` says of dormant communities, in SQL."""
    return Q(asked_on__lte=today - settings.DORMANT_AFTER) & (Q(maturity=None) | ~Q(maturity__slug__in=RESTING))
