"""Valid entries and published communities for tests; everything is published through the one door."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from communities import call, lessons, publishing, replies, sessions
from communities import entry as entries
from communities.models import Call, Collection, CollectionEntry, Community, Lesson, Reply, Role, Session

_numbers = count(1)


def an_entry(**changes: Any) -> entries.Entry:
    """A sound proposal: a national network in Ireland with a number in its name, and `changes` on top."""
    number = next(_numbers)
    proposal = {
        "name": f"Network {number}",
        "summary": f"Public servants who learn together, group {number}.",
        "host": "IE",
        "languages": ["en"],
        "scale": "national",
        "kind": "network",
        "purpose": ["network-building"],
        "sources": [{"title": "A public page", "url": "https://example.org/source"}],
    }
    return entries.normalise({**entries.blank(), **proposal, **changes})


def published(
    *,
    role: str = Role.SOURCES,
    reason: str = "",
    confirmed: date | None = None,
    at: datetime | None = None,
    **changes: Any,
) -> Community:
    """A published community whose entry is `an_entry(**changes)`; `confirmed` is the day its convener confirmed it."""
    revision = publishing.publish(an_entry(**changes), role=role, reason=reason, confirmed=confirmed, at=at)
    return Community.objects.get(pk=revision.community_id)


def changed(
    community: Community, *, role: str = Role.STAFF, reason: str = "", confirmed: date | None = None, **changes: Any
) -> Community:
    """The community after `changes` of its entry have been published."""
    publishing.publish(
        {**community.entry, **changes}, community=community, role=role, reason=reason, confirmed=confirmed
    )
    return Community.objects.get(pk=community.pk)


def collected(communities: Iterable[Community], *, notes: Iterable[str] = (), **changes: Any) -> Collection:
    """A published collection of these communities, in this order, with what is noted of the first ones."""
    number = next(_numbers)
    stated = {
        "title": f"Collection {number}",
        "slug": f"collection-{number}",
        "introduction": "What they have in common.",
        "published": True,
        **changes,
    }
    made = Collection.objects.create(**stated)
    said = dict(enumerate(notes, start=1))
    CollectionEntry.objects.bulk_create(
        CollectionEntry(collection=made, community=community, position=position, note=said.get(position, ""))
        for position, community in enumerate(communities, start=1)
    )
    return made


def a_call(came_in: Iterable[Community] = (), **changes: Any) -> Call:
    """A published call that is open for ten days more, and the communities that came in by it."""
    number, now = next(_numbers), timezone.now()
    stated = {
        "title": f"Call {number}",
        "slug": f"call-{number}",
        "words": "Tell us of **yours**.",
        "opens_at": now - timedelta(days=5),
        "closes_at": now + timedelta(days=10),
        "published": True,
        **changes,
    }
    made = Call.objects.create(**stated)
    for community in came_in:
        call.came_in(community, made)
    return made


def an_extra(key: str = "q1", **changes: Any) -> dict[str, Any]:
    """A question of a call's own, as the call keeps it; `options` are texts."""
    options = [{"text": text, "text_fr": ""} for text in changes.pop("options", ())]
    asked = {"kind": "line", "who": "opsi", "required": False, "text": f"Question {key}?", "text_fr": "", "help": ""}
    return {"key": key, **asked, "help_fr": "", "options": options, **changes}


def learned(community: Community, *, role: str = Role.CONVENER, at: datetime | None = None, **changes: Any) -> Lesson:
    """A published lesson of a community."""
    number = next(_numbers)
    said = {
        "did": f"We began with four people and a lunch, try {number}.",
        "happened": "Twelve came to the second one. By the summer there were forty.",
        "again": "yes",
        "maturity": "setting-up",
        "written_in": "en",
        **changes,
    }
    return lessons.publish(said, community=community, role=role, at=at)


def announced(
    community: Community,
    *,
    role: str = Role.CONVENER,
    session: Session | None = None,
    at: datetime | None = None,
    **changes: Any,
) -> Session:
    """A published session of a community, ten days from now."""
    number = next(_numbers)
    starts = changes.pop("starts_at", (at or timezone.now()) + timedelta(days=10))
    said = {
        "about": f"What {number} ministries learned in a year.",
        "language": "en",
        "zone": "Europe/Helsinki",
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=90),
        "link": "https://meet.example.org/room",
        **changes,
    }
    return sessions.publish(said, community=community, role=role, session=session, at=at)


def answered(communities: Iterable[Community], **changes: Any) -> Reply:
    """A published reply that cites these communities, in this order."""
    number = next(_numbers)
    stated = {
        "question": f"Has anyone tried what number {number} wants?",
        "reply": "Yes, *twice*. It took longer than they thought.",
        "cites": [one.pk for one in communities],
        **changes,
    }
    return replies.publish(replies.Draft(**stated))
