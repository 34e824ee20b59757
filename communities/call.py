"""The published calls as the public meets them: who came in by each. The index keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from . import mergers
from .call_models import Call, CallEntry
from .mergers import Merged
from .models import Community


@dataclass(frozen=True)
class Kept:
    """A call, and the ids of the published communities that came in by it."""

    call: Call
    ids: BitMap


def read(public: BitMap) -> dict[str, Kept]:
    """Every published call by its slug, the latest deadline first. One query, or three where there are any."""
    calls = Call.objects.published().prefetch_related("entries")
    into = mergers.read() if calls else {}
    return {one.slug: Kept(one, _ids(one, into) & public) for one in calls}


def previewed(call: Call, public: BitMap) -> Kept:
    """One call as it would be if it were published now."""
    return Kept(call, _ids(call, mergers.read()) & public)


def standings(calls: Mapping[str, Kept], now: datetime) -> tuple[int, ...]:
    """How each call stands at a moment: what a page says of calls stays true for as long as this stays equal."""
    return tuple(kept.call.standing(now) for kept in calls.values())


def came_in(community: Community, call: Call) -> None:
    """Keep that a community came in by a call. To be called inside the transaction that publishes it."""
    CallEntry.objects.update_or_create(community=community, defaults={"call": call})


def take_back(community: Community) -> None:
    """Forget by which call it came in: its approval was undone."""
    CallEntry.objects.filter(community=community).delete()


def _ids(call: Call, into: Merged) -> BitMap:
    return BitMap(mergers.now(entry.community_id, into) for entry in call.entries.all())
