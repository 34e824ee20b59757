"""The sessions that the public can read, each with the community that has it now. Nothing here writes.

A session vanishes with its community, and comes back with it; where that was merged it leads on with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone
from pyroaring import BitMap

from . import mergers
from .models import Community, Role, Session


@dataclass(frozen=True)
class Announced:
    """A session, and the community that has it."""

    session: Session
    community: Community
    name_language: str

    @property
    def role(self) -> str:
        """Who announced it: a role, never a name."""
        return str(Role(self.session.role).label)


class SessionGone(Exception):
    """The session, or its community, was taken back."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def read(public: BitMap) -> tuple[Announced, ...]:
    """Those of these communities that have not ended yet, the next first. Three queries; one where there are none."""
    found = _announced(Session.objects.published().filter(ends_at__gt=timezone.now()))
    return tuple(one for one in found if one.community.pk in public)


def over(announced: Sequence[Announced], now: datetime) -> int:
    """How many of them have ended since: what a page lists stays true for as long as this stays equal."""
    return sum(one.session.ends_at <= now for one in announced)


def to_come(announced: Iterable[Announced]) -> list[Announced]:
    """Those of them that have not ended by now."""
    now = timezone.now()
    return [one for one in announced if one.session.ends_at > now]


def next_of(announced: Iterable[Announced], pk: int) -> Announced | None:
    """The next session of a community that takes place."""
    of_community = (one for one in to_come(announced) if one.community.pk == pk)
    return next((one for one in of_community if not one.session.called_off_at), None)


def one(pk: int) -> Announced | None:
    """The session of that number, ended or not; None where there never was one. Raises SessionGone."""
    session = Session.objects.filter(pk=pk).select_related("community").first()
    if session is None:
        return None
    if session.withdrawn_at:
        raise SessionGone(session.withdrawn_at)
    found = _announced(Session.objects.filter(pk=pk))
    if not found:
        raise SessionGone(session.community.withdrawn_at or session.published_at)
    return found[0]


def _announced(sessions: QuerySet[Session]) -> list[Announced]:
    rows = list(sessions.order_by("starts_at", "pk"))
    if not rows:
        return []
    merged = mergers.read()
    wanted = {row.pk: mergers.now(row.community_id, merged) for row in rows}
    known = Community.objects.published().annotate(name_language=KT("entry__written_in"))
    public = known.only("slug", "name", "acronym").in_bulk(set(wanted.values()))
    return [
        Announced(row, community, community.name_language or "")
        for row in rows
        if (community := public.get(wanted[row.pk]))
    ]
