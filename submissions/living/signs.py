"""Signs of life: what shows that somebody still answers for an entry, who is due to be asked, and ending a round.

Called by the verbs of `moderation` as well; decides nothing about submissions.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest

from communities import publishing, vocabularies
from communities.models import Community

from ..models import Introduction, Kind, Relay, Round, State, Steward, Submission

# An approved one of these says that somebody cares for the entry. A report may come from anybody.
OF_LIFE = (Kind.NEW, Kind.CHANGE, Kind.CLOSURE, Kind.CONFIRMATION, Kind.CLAIM, Kind.LESSON, Kind.SESSION)
# Where an entry goes out of date soonest.
YOUNG = Q(maturity__slug__in=("setting-up", "launching"))
SMALL = Q(entry__size="to-50")


def last(communities: QuerySet[Community]) -> QuerySet[Any]:
    """The communities with `alive`, the moment of the last sign of life."""
    approved = Submission.objects.filter(community=OuterRef("pk"), state=State.APPROVED, kind__in=OF_LIFE)
    answered = Relay.objects.filter(steward__community=OuterRef("pk"))
    replied = Introduction.objects.filter(steward__community=OuterRef("pk"))
    return communities.annotate(
        alive=Greatest(
            "listed_at",
            Cast("confirmed_on", DateTimeField()),
            _latest(approved, F("decided_at")),
            _latest(Steward.objects.filter(community=OuterRef("pk")), F("since")),
            _latest(answered, Coalesce("answered_at", "declined_at")),
            _latest(replied, F("replied_at")),
        )
    )


def to_be_asked(now: datetime) -> QuerySet[Community]:
    """The published communities whose convener is due to be asked, those heard of longest ago first."""
    usually, sooner, soonest = (now - span for span in settings.ASKED_AGAIN_AFTER)
    due = Q(alive__lte=usually) | (YOUNG | SMALL) & Q(alive__lte=sooner) | YOUNG & SMALL & Q(alive__lte=soonest)
    asked = Round.objects.filter(community=OuterRef("pk"), ended_at=None)
    living = Community.objects.published().exclude(maturity__slug=vocabularies.CLOSED)
    reachable = living.filter(Exists(on_record(OuterRef("pk"))), ~Exists(asked))
    return last(reachable).filter(due).order_by("alive", "pk")


def heard_meanwhile() -> QuerySet[Community]:
    """Those of which a round is open though there was a sign of life since it began."""
    began = Round.objects.filter(community=OuterRef("pk"), ended_at=None).values("began_at")
    return last(Community.objects.annotate(began=Subquery(began))).filter(alive__gt=F("began"))


def left_alone() -> QuerySet[Community]:
    """Those of which a round is open though there is nobody to ask any more, or nothing to ask about."""
    open_ones = Round.objects.filter(community=OuterRef("pk"), ended_at=None)
    # Whoever was silent for so long that their record ended was still asked, and has not answered.
    silent = Steward.objects.filter(community=OuterRef("pk"), ended_by="silence")
    nobody = ~Exists(on_record(OuterRef("pk"))) & ~Exists(silent)
    gone = Q(withdrawn_at__isnull=False) | Q(maturity__slug=vocabularies.CLOSED)
    return Community.objects.filter(Exists(open_ones)).filter(nobody | gone)


def on_record(community: Community | OuterRef) -> QuerySet[Steward]:
    """Who answers for a community today."""
    return Steward.objects.filter(community=community, ended_at=None)


def heard(community: Community, at: datetime, by: str = Round.End.LIFE) -> None:
    """There was a sign of life: what follows from silence is over, and nothing more is asked in this round.

    The catalogue's turn is taken before the round is locked, as everywhere.
    """
    publishing.heard_from(community)
    Round.objects.filter(community=community, ended_at=None).update(ended_at=at, ended_by=by)


def _latest(rows: QuerySet[Any], when: Any) -> Subquery:
    """The latest of some moments; nothing where there are none."""
    return Subquery(rows.annotate(moment=when).exclude(moment=None).order_by("-moment").values("moment")[:1])
