"""The communities that one is linked with, by its own entry or theirs. What was merged leads on to what has it now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from . import labels, mergers
from .entry import Entry
from .mergers import Merged
from .models import Community, Link

SUCCEEDED_BY = "succeeded-by"


@dataclass(frozen=True)
class Linked:
    """A community that this one names in its links, or that names it: how, and whose entry says so, in words."""

    pk: int
    relation: str
    entry: Entry
    said_by: str
    is_own: bool
    succeeds: bool


def of(community: Community, merged: Merged) -> list[Linked]:
    """The published communities that this one names in its links, or that name it."""
    own = mergers.all_of(community.pk, merged)
    rows = list(
        Link.objects.filter(Q(from_community=community) | Q(to_community__in=own))
        .order_by("pk")
        .values_list("from_community", "relation", "to_community")
    )
    there = Community.objects.published().entries_of(
        {pk for one, _relation, other in rows for pk in (one, mergers.now(other, merged))} - {community.pk}
    )
    ways = [(mergers.now(other, merged), how, True) for one, how, other in rows if one == community.pk]
    ways += [(one, how, False) for one, how, _other in rows if one != community.pk]
    once: dict[tuple[int, str], Linked] = {}
    for pk, how, is_own in ways:
        if pk in there:
            relation = str(labels.RELATIONS[how] if is_own else labels.RELATIONS_BACK[how])
            before = once.get((pk, relation))
            said_by = _said_by(is_own, before is not None and before.is_own != is_own)
            once[pk, relation] = Linked(pk, relation, there[pk], said_by, is_own, is_own and how == SUCCEEDED_BY)
    return list(once.values())


def _said_by(is_own: bool, both: bool) -> str:
    if both:
        return _("Both entries say so.")
    return _("This entry says so.") if is_own else _("Its entry says so.")


def successors(those: Iterable[Linked]) -> list[Entry]:
    """Of those, the entries of the communities that carry on what this one did, as its own entry says."""
    return [one.entry for one in those if one.succeeds]
