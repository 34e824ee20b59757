"""Counting priorities and self-checks, and publishing their figures in steps that give no single answer away.

A step of a figure takes all answers to it that wait, once they are five or more and not all alike; whether it is time
is looked at once a day. What it publishes is frozen. Why that is safe: docs/decisions.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from communities import vocabularies
from communities.priority_models import FEWEST, Measure, PriorityFigure

from . import limits
from .limits import Limit
from .models import CheckAnswer, CheckSent, CheckTally, CountedPriority, Steward

INGREDIENTS = vocabularies.read()["ingredient"].slugs
RATING = "rating_"
KNOWN_FOR = timedelta(days=1)

Answers = Mapping[tuple[Measure, str], int]


def keep(answers: Answers, *, page: str, network: str) -> None:
    """Keep a self-check's answers until they are counted. The same ones from the same `page` are kept once.

    Raises TooOftenError.
    """
    meant = json.dumps([page, sorted((measure, slug, value) for (measure, slug), value in answers.items())])
    mark = salted_hmac("submissions.tallying", meant, algorithm="sha256").hexdigest()
    CheckSent.objects.filter(at__lte=timezone.now() - KNOWN_FOR).delete()
    if CheckSent.objects.filter(mark=mark).exists():
        return
    try:
        with transaction.atomic():
            CheckSent.objects.create(mark=mark)
            limits.take(Limit.CHECKS_OF_NETWORK, network)
            CheckAnswer.objects.bulk_create(
                CheckAnswer(measure=measure, ingredient=slug, value=value) for (measure, slug), value in answers.items()
            )
    except IntegrityError:
        return  # the same came at the same moment and was first


def is_step(waiting: list[int]) -> bool:
    """Whether these answers may be published together: enough of them, and more than one answer is among them."""
    return len(waiting) >= FEWEST and len(set(waiting)) > 1


def figure(count: int, total: int) -> tuple[int, int]:
    """How many answers and which mean are told: in fives, rounded down, and in halves."""
    return count - count % FEWEST, (4 * total + count) // (2 * count)


def publish_due(now: datetime | None = None) -> int:
    """Take every step that is due. Gives back how many. Each figure is looked at once a day."""
    today = (now or timezone.now()).date()
    places = [(measure, slug) for measure in Measure for slug in INGREDIENTS]
    if CheckTally.objects.filter(looked_on__gte=today).count() == len(places):
        return 0
    CheckTally.objects.bulk_create(
        [CheckTally(measure=measure, ingredient=slug) for measure, slug in places], ignore_conflicts=True
    )
    due = CheckTally.objects.filter(Q(looked_on=None) | Q(looked_on__lt=today)).values_list("pk", flat=True)
    steps = 0
    for pk in list(due):
        with transaction.atomic():
            tally = (
                CheckTally.objects.select_for_update(skip_locked=True).filter(pk=pk).exclude(looked_on=today).first()
            )
            if tally is not None:
                steps += _step(tally, now or timezone.now())
                tally.looked_on = today
                tally.save()
    return steps


def _step(tally: CheckTally, now: datetime) -> bool:
    if tally.measure == Measure.STATED:
        stated = _stated(tally.ingredient, now)
        waiting = list(stated.values())
    else:
        rows = CheckAnswer.objects.filter(measure=tally.measure, ingredient=tally.ingredient).select_for_update()
        kept = dict(rows.values_list("pk", "value"))
        waiting = list(kept.values())
    if not is_step(waiting):
        return False
    tally.count += len(waiting)
    tally.total += sum(waiting)
    number, halves = figure(tally.count, tally.total)
    PriorityFigure.objects.create(
        measure=tally.measure, ingredient=tally.ingredient, number=number, halves=halves, published_on=now.date()
    )
    if tally.measure == Measure.STATED:
        CountedPriority.objects.bulk_create(
            CountedPriority(community_id=community, ingredient=tally.ingredient) for community in stated
        )
    else:
        CheckAnswer.objects.filter(pk__in=kept).delete()
    return True


def _stated(ingredient: str, now: datetime) -> dict[int, int]:
    """What conveners answered in the questionnaire: by community that is not counted yet, the latest answer."""
    counted = CountedPriority.objects.filter(ingredient=ingredient).values("community")
    current = Steward.objects.filter(ended_at=None, community__withdrawn_at=None).exclude(community__in=counted)
    settled = current.filter(since__lte=now - settings.UNDO_TIME).order_by("since", "pk")
    said = settled.values_list("community", "private_answers")
    rated = ((community, answers.get(f"{RATING}{ingredient}")) for community, answers in said)
    return {community: value for community, value in rated if value in range(1, 6)}
