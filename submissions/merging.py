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
    counted = {
        _addresses: community.addresses.count() - 1,
        _merged_before: len(own) - 1,
        _links: linking.exclude(from_community__in=(community, into)).count(),
        _lessons: Lesson.objects.published().filter(community__in=own).count(),
        _replies: Reply.objects.published().filter(cited__community__in=own).distinct().count(),
        _collections: CollectionEntry.objects.filter(community__in=own).values("collection").distinct().count(),
        _calls: CallEntry.objects.filter(community__in=own).count(),
        _stewards: stewardship.moving(community, into).count(),
        _submissions: Submission.objects.filter(community__in=own, state__in=UNDECIDED).count(),
    }
    return [say(count) % {"n": count} for say, count in counted.items() if count > 0]


def _addresses(n: int) -> str:
    return ngettext("%(n)d earlier address, which leads there", "%(n)d earlier addresses, which lead there", n)


def _merged_before(n: int) -> str:
    return ngettext(
        "%(n)d entry that was merged into it before, with all that is its own",
        "%(n)d entries that were merged into it before, with all that is their own",
        n,
    )


def _links(n: int) -> str:
    return ngettext("%(n)d link from another entry", "%(n)d links from other entries", n)


def _lessons(n: int) -> str:
    return ngettext("%(n)d lesson", "%(n)d lessons", n)


def _replies(n: int) -> str:
    return ngettext("%(n)d answered question that cites it", "%(n)d answered questions that cite it", n)


def _collections(n: int) -> str:
    return ngettext("its place in %(n)d collection", "its place in %(n)d collections", n)


def _calls(n: int) -> str:
    return ngettext("%(n)d call by which it came in", "%(n)d calls by which it came in", n)


def _stewards(n: int) -> str:
    return ngettext("%(n)d person on record who looks after it", "%(n)d people on record who look after it", n)


def _submissions(n: int) -> str:
    return ngettext(
        "%(n)d submission that is not decided yet, to be compared with what is left",
        "%(n)d submissions that are not decided yet, to be compared with what is left",
        n,
    )
