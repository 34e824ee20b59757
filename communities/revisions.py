"""Revisions: making the next one, proving that none was altered, blanking what must go. Only publishing stores them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from . import chain
from . import entry as entries
from .entry import Entry
from .models import Community, Revision, Role


@dataclass(frozen=True)
class Act:
    """In what role, why and when something is published."""

    role: Role
    reason: str
    at: datetime


def next_of(community: Community, wanted: Entry, act: Act, action: str, changed: list[str]) -> Revision:
    """The next revision of a community, not yet stored. Stamps `wanted` and counts up the community's number."""
    community.revision_number += 1
    _stamp(wanted, community, act.at)
    revision = Revision(
        community=community,
        number=community.revision_number,
        action=action,
        entry=wanted,
        entry_digest=entries.digest(wanted),
        changed=changed,
        role=act.role,
        reason=act.reason,
        at=act.at,
    )
    revision.previous_digest = _latest_digest(community) if revision.number > 1 else ""
    revision.digest = chain.seal(sealed_content(revision), revision.previous_digest)
    return revision


def _latest_digest(community: Community) -> str:
    return community.revisions.order_by("-number").values_list("digest", flat=True)[0]


def _stamp(wanted: Entry, community: Community, at: datetime) -> None:
    wanted["slug"] = community.slug
    wanted["revision"] = community.revision_number
    wanted["listed"] = community.listed_at.date().isoformat()
    wanted["updated"] = at.date().isoformat()
    wanted["confirmed"] = community.confirmed_on.isoformat() if community.confirmed_on else None


def redact(revision: Revision, fields: Iterable[str]) -> None:
    """Blank content fields of a past revision for good, and mark them in it. The digest of the whole entry stays."""
    fields = sorted(set(fields) & set(entries.CONTENT_FIELDS))
    redacted = {**revision.entry, **dict.fromkeys(fields)}
    redacted["redacted"] = sorted({*revision.entry.get("redacted", []), *fields})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL copdir.redact = 'on'")
        Revision.objects.filter(pk=revision.pk).update(entry=redacted)
        cursor.execute("SET LOCAL copdir.redact = 'off'")


def sealed_content(revision: Revision) -> dict[str, Any]:
    """What a revision's digest covers."""
    return {
        "community": revision.community_id,
        "number": revision.number,
        "action": str(revision.action),
        "entry": revision.entry_digest,
        "changed": revision.changed,
        "role": str(revision.role),
        "reason": revision.reason,
        "at": revision.at.isoformat(),
    }


def broken_revisions(community: Community) -> list[Revision]:
    """Revisions of a community that were altered behind the door's back; empty when the chain is whole."""
    return broken_among(list(community.revisions.order_by("number")))


def broken_among(revisions: list[Revision]) -> list[Revision]:
    """The same of all revisions of one community, in their order."""
    wrong = chain.broken(revisions, sealed_content)
    wrong += [
        revision
        for revision in revisions
        if not revision.is_redacted and entries.digest(revision.entry) != revision.entry_digest
    ]
    return wrong
