"""Two entries of one community made one, with all that belongs to them, and parted again. The catalogue's door decides.

What was merged leads on to what has it now, worked out whenever it is asked for: lessons, collections, links, cited
replies, submissions that wait. Only the records of stewards move, and back.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from communities import mergers, publishing
from communities.models import CallEntry, CollectionEntry, Community, Lesson, Link, Reply, Revision, Role

from . import stewardship
from .models import OPEN_TO_EDITING, State, Submission

UNDECIDED = (*OPEN_TO_EDITING, State.UNCONFIRMED, State.PENDING)


def merge(
    community: Community,
    *,
    into: Community,
    proposed: Mapping[str, Any],
    base: int,
    into_base: int,
    reason: str,
) -> Revision:
    """Merge an entry into another, which reads as `proposed` from then on. Raises PublishingError, as the door does."""
    with transaction.atomic():
        revision = publishing.merge(
            community,
            into=into,
            proposed=proposed,
            base=base,
            into_base=into_base,
            role=Role.STAFF,
            reason=reason,
        )
        stewardship.move_along(community, into)
    return revision


def restore(community: Community, *, role: str, reason: str, base: int) -> Revision:
    """Publish a withdrawn entry again; one that was merged takes back what was its own. Raises PublishingError."""
    with transaction.atomic():
        revision = publishing.restore(community, role=role, reason=reason, base=base)
        stewardship.move_back(community)
    return revision


def what_moves(community: Community, into: Community) -> list[str]:
    """What leads on to the other entry once this one is merged into it, in words; what there is none of is left out."""
    own = mergers.all_of(community.pk, mergers.read())
    linking = Link.objects.filter(to_community__in=own, from_community__in=Community.objects.published())
    counted = [
        (community.addresses.count() - 1, _earlier_addresses),
        (len(own) - 1, _merged_before),
        (linking.exclude(from_community__in=(community, into)).count(), _links),
        (Lesson.objects.published().filter(community__in=own).count(), _lessons),
        (Reply.objects.published().filter(cited__community__in=own).distinct().count(), _replies),
        (CollectionEntry.objects.filter(community__in=own).values("collection").distinct().count(), _collections),
        (CallEntry.objects.filter(community__in=own).count(), _calls),
        (stewardship.moving(community, into).count(), _stewards),
        (Submission.objects.filter(community__in=own, state__in=UNDECIDED).count(), _submissions),
    ]
    return [say(count) % {"n": count} for count, say in counted if count > 0]


def _earlier_addresses(n: int) -> str:
    return ngettext("%(n)d earlier address leads there as well.", "%(n)d earlier addresses lead there as well.", n)


def _merged_before(n: int) -> str:
    return ngettext(
        "%(n)d entry that was merged into this one before leads there as well.",
        "%(n)d entries that were merged into this one before lead there as well.",
        n,
    )


def _links(n: int) -> str:
    return ngettext(
        "%(n)d other entry names this one in its links; the link leads there.",
        "%(n)d other entries name this one in their links; the links lead there.",
        n,
    )


def _lessons(n: int) -> str:
    return ngettext("%(n)d lesson stands there.", "%(n)d lessons stand there.", n)


def _replies(n: int) -> str:
    return ngettext("%(n)d answered question cites that one.", "%(n)d answered questions cite that one.", n)


def _collections(n: int) -> str:
    return ngettext("%(n)d collection shows that one.", "%(n)d collections show that one.", n)


def _calls(n: int) -> str:
    return ngettext("%(n)d call counts that one.", "%(n)d calls count that one.", n)


def _stewards(n: int) -> str:
    return ngettext(
        "%(n)d person on record looks after that one from then on.",
        "%(n)d people on record look after that one from then on.",
        n,
    )


def _submissions(n: int) -> str:
    return ngettext(
        "%(n)d submission about this one is not decided yet; it is compared with that one.",
        "%(n)d submissions about this one are not decided yet; they are compared with that one.",
        n,
    )
