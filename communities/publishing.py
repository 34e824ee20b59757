"""The one door: the only code that changes what is published.

Each act locks the catalogue's version, so publications happen one after the other; in one transaction it refuses a stale
base, writes the row with its terms, links and entry, and adds an append-only revision.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import chain, search, vocabularies
from . import entry as entries
from .entry import Entry, Problem
from .models import (
    Action,
    Address,
    CatalogueVersion,
    Community,
    CommunityTerm,
    Link,
    Revision,
    Role,
    Term,
)

Terms = dict[str, dict[str, Term]]  # by vocabulary, by slug

RESERVED_SLUGS = frozenset({"map", "feed", "compare", "export"})
LONGEST_SLUG = 70


class PublishingError(Exception):
    """The door stays shut; the message says why."""


class InvalidEntry(PublishingError):
    """The entry cannot be published as it is. `problems` names each field and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class StaleBase(PublishingError):
    """The change was made against a revision that is no longer the latest."""

    def __init__(self, community: Community, base: int | None) -> None:
        self.community, self.base = community, base
        super().__init__(
            _("This was written against revision %(base)s; revision %(now)s has been published since.")
            % {"base": base or "–", "now": community.revision_number}
        )


class NotPublished(PublishingError):
    """The act needs a published community, and this one is withdrawn (or the other way round)."""


def publish(
    proposed: Mapping[str, Any],
    *,
    role: str,
    reason: str = "",
    community: Community | None = None,
    base: int | None = None,
    confirmed: date | None = None,
    at: datetime | None = None,
) -> Revision:
    """Publish an entry: a new community, or a change of `community` made against revision number `base`.

    `role` says in what role it was sent (never who), `confirmed` that its convener confirms it as of that day.
    Publishing what is already so adds no revision; the latest one is given back.
    Raises InvalidEntry, StaleBase, NotPublished.
    """
    with transaction.atomic():
        _take_turn()
        if community is None:
            return _publish_new([proposed], role=role, reason=reason, confirmed=confirmed, at=at)[0]
        return _publish_change(proposed, _locked(community, base), role, reason, confirmed, at)


def publish_many(
    proposed: Iterable[Mapping[str, Any]], *, role: str, reason: str = "", at: datetime | None = None
) -> list[Revision]:
    """Publish many new communities in one transaction, all or none. Links may lead to others of the same lot by slug.

    A proposal may carry the slug it wants; a slug that is taken is refused. Raises InvalidEntry.
    """
    with transaction.atomic():
        _take_turn()
        return _publish_new(list(proposed), role=role, reason=reason, confirmed=None, at=at)


def withdraw(
    community: Community,
    *,
    role: str,
    reason: str,
    base: int | None = None,
    merged_into: Community | None = None,
    at: datetime | None = None,
) -> Revision:
    """Take a community off every public page; its address stays and says so, or leads to the one it was merged into.

    Raises StaleBase, NotPublished.
    """
    with transaction.atomic():
        _take_turn()
        community = _locked(community, base)
        if not community.is_published:
            raise NotPublished(_("This entry has been withdrawn already."))
        if merged_into is not None and not _locked(merged_into, None).is_published:
            raise NotPublished(_("The entry to merge into is not published."))
        at = at or timezone.now()
        community.withdrawn_at, community.merged_into = at, merged_into
        action = Action.MERGED if merged_into else Action.WITHDRAWN
        return _store(community, entries.upgrade(community.entry), action, [], role, reason, at)


def restore(
    community: Community, *, role: str, reason: str, base: int | None = None, at: datetime | None = None
) -> Revision:
    """Put a withdrawn community back as it was. Raises StaleBase, NotPublished."""
    with transaction.atomic():
        _take_turn()
        community = _locked(community, base)
        if community.is_published:
            raise NotPublished(_("This entry is published already."))
        community.withdrawn_at = community.merged_into = None
        at = at or timezone.now()
        return _store(community, entries.upgrade(community.entry), Action.RESTORED, [], role, reason, at)


def move(community: Community, slug: str) -> None:
    """Give a community another address; the old one leads to it for ever. Raises PublishingError where it is taken."""
    with transaction.atomic():
        _take_turn()
        community = Community.objects.select_for_update().get(pk=community.pk)
        holder = Address.objects.filter(slug=slug).values_list("community_id", flat=True).first()
        if slug in RESERVED_SLUGS or slug != slugify(slug) or holder not in (None, community.pk):
            raise PublishingError(_("This address is taken or cannot be used. Choose another."))
        Address.objects.get_or_create(slug=slug, community=community)
        community.slug = slug
        community.entry = {**community.entry, "slug": slug}
        community.save(update_fields=["slug", "entry"])


def redact(revision: Revision, fields: Iterable[str]) -> None:
    """Blank content fields of a past revision for good, and mark them in it. The digest of the whole entry stays."""
    fields = sorted(set(fields) & set(entries.CONTENT_FIELDS))
    redacted = {**revision.entry, **{field: None for field in fields}}
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
    revisions = list(community.revisions.order_by("number"))
    wrong = chain.broken(revisions, sealed_content)
    wrong += [
        revision
        for revision in revisions
        if "redacted" not in revision.entry and entries.digest(revision.entry) != revision.entry_digest
    ]
    return wrong


def _take_turn() -> None:
    CatalogueVersion.objects.select_for_update().get(pk=1)


def _locked(community: Community, base: int | None) -> Community:
    locked = Community.objects.select_for_update().get(pk=community.pk)
    if base is not None and base != locked.revision_number:
        raise StaleBase(locked, base)
    return locked


def _publish_change(
    proposed: Mapping[str, Any],
    community: Community,
    role: str,
    reason: str,
    confirmed: date | None,
    at: datetime | None,
) -> Revision:
    if not community.is_published:
        raise NotPublished(_("This entry is withdrawn. Restore it before changing it."))
    live = entries.upgrade(community.entry)
    wanted = _sound({**entries.content(proposed), "slug": community.slug})
    changed = entries.changed_fields(live, wanted)
    if not changed and confirmed is None:
        return community.revisions.order_by("-number")[0]
    if confirmed is not None:
        community.confirmed_on = confirmed
    action = Action.CHANGED if changed else Action.CONFIRMED
    return _store(community, wanted, action, changed, role, reason, at or timezone.now())


def _publish_new(
    proposed: list[Mapping[str, Any]], *, role: str, reason: str, confirmed: date | None, at: datetime | None
) -> list[Revision]:
    at = at or timezone.now()
    taken = set(Address.objects.values_list("slug", flat=True)) | RESERVED_SLUGS
    terms = _terms()
    new = []
    for pk, document in zip(_new_ids(len(proposed)), proposed, strict=True):
        wanted = entries.normalise(document)
        wanted["slug"] = _new_slug(wanted, pk, taken)
        taken.add(wanted["slug"])
        community = Community(pk=pk, slug=wanted["slug"], listed_at=at, updated_at=at, confirmed_on=confirmed)
        new.append((community, _sound(wanted, terms)))
    known = {slug: community.pk for community, wanted in new for slug in [wanted["slug"]]}
    return _store_new(new, known, terms, role, reason, at)


def _store_new(
    new: list[tuple[Community, Entry]], known: Mapping[str, int], terms: Terms, role: str, reason: str, at: datetime
) -> list[Revision]:
    revisions = [_next_revision(community, wanted, Action.PUBLISHED, [], role, reason, at) for community, wanted in new]
    for community, wanted in new:
        _fill(community, wanted, terms)
    communities = [community for community, _wanted in new]
    Community.objects.bulk_create(communities, batch_size=500)
    Address.objects.bulk_create([Address(slug=c.slug, community=c) for c in communities], batch_size=1000)
    CommunityTerm.objects.bulk_create(
        [CommunityTerm(community=c, term=term) for c, wanted in new for term in _chosen_many(wanted, terms)],
        batch_size=2000,
    )
    Link.objects.bulk_create([link for c, wanted in new for link in _links(c, wanted, known)])
    Revision.objects.bulk_create(revisions, batch_size=500)
    # Only an update can compute the text vector: an insert cannot speak of PostgreSQL's functions.
    for community, wanted in new:
        community.search = search.vector(wanted, terms)
    Community.objects.bulk_update(communities, ["search"], batch_size=200)
    return revisions


def _store(
    community: Community, wanted: Entry, action: str, changed: list[str], role: str, reason: str, at: datetime
) -> Revision:
    terms = _terms()
    revision = _next_revision(community, wanted, action, changed, role, reason, at)
    revision.previous_digest = community.revisions.order_by("-number").values_list("digest", flat=True).first() or ""
    revision.digest = chain.seal(sealed_content(revision), revision.previous_digest)
    community.updated_at = at
    _fill(community, wanted, terms)
    community.search = search.vector(wanted, terms)
    community.save()
    community.communityterm_set.all().delete()
    CommunityTerm.objects.bulk_create(
        [CommunityTerm(community=community, term=term) for term in _chosen_many(wanted, terms)]
    )
    community.links_out.all().delete()
    Link.objects.bulk_create(_links(community, wanted, {}))
    revision.save(force_insert=True)
    return revision


def _next_revision(
    community: Community, wanted: Entry, action: str, changed: list[str], role: str, reason: str, at: datetime
) -> Revision:
    community.revision_number += 1
    _stamp(wanted, community, at)
    revision = Revision(
        community=community,
        number=community.revision_number,
        action=action,
        entry=wanted,
        entry_digest=entries.digest(wanted),
        changed=changed,
        role=Role(role),
        reason=reason,
        at=at,
    )
    revision.digest = chain.seal(sealed_content(revision), "")
    return revision


def _stamp(wanted: Entry, community: Community, at: datetime) -> None:
    wanted["slug"] = community.slug
    wanted["revision"] = community.revision_number
    wanted["listed"] = community.listed_at.date().isoformat()
    wanted["updated"] = at.date().isoformat()
    wanted["confirmed"] = community.confirmed_on.isoformat() if community.confirmed_on else None


def _fill(community: Community, wanted: Entry, terms: Terms) -> None:
    """Set the columns that filters, sorting and constraints need from the entry."""
    community.entry = wanted
    for column in ("name", "acronym", "host", "countries", "languages", "region"):
        setattr(community, column, wanted[column])
    community.name_sort = search.fold(wanted["name"])[:240]
    community.search_names = search.folded_names(wanted)
    for name in vocabularies.choose_one():
        setattr(community, name, terms[name][wanted[name]] if wanted[name] else None)


def _chosen_many(wanted: Entry, terms: Terms) -> list[Term]:
    return [terms[name][slug] for name in vocabularies.choose_many() for slug in wanted[name]]


def _links(community: Community, wanted: Entry, known: Mapping[str, int]) -> list[Link]:
    slugs = {link["slug"] for link in wanted["links"]}
    ids = dict(Address.objects.filter(slug__in=slugs).values_list("slug", "community_id")) if slugs else {}
    links = []
    for link in wanted["links"]:
        other = ids.get(link["slug"], known.get(link["slug"]))
        if other is None or other == community.pk:
            message = _("“%(slug)s” is not the address of another community.") % {"slug": link["slug"]}
            raise InvalidEntry([Problem("links", message)])
        links.append(Link(from_community=community, relation=link["relation"], to_community_id=other))
    return links


def _sound(proposed: Mapping[str, Any], terms: Terms | None = None) -> Entry:
    wanted = entries.normalise(proposed)
    if problems := entries.validate(wanted, terms or _terms()):
        raise InvalidEntry(problems)
    return wanted


def _terms() -> Terms:
    return {name: {term.slug: term for term in terms} for name, terms in Term.objects.all().by_vocabulary().items()}


def _new_ids(count: int) -> list[int]:
    """Ids from the table's own sequence, taken beforehand because a slug may have to be made from its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Community._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _new_slug(wanted: Entry, pk: int, taken: set[str]) -> str:
    if wanted["slug"]:
        if wanted["slug"] in taken:
            message = _("The address “%(slug)s” is taken.") % {"slug": wanted["slug"]}
            raise InvalidEntry([Problem("slug", message)])
        return str(wanted["slug"])
    words = slugify(search.fold(wanted["name"]))[:LONGEST_SLUG].strip("-") if isinstance(wanted["name"], str) else ""
    stem = words if any(letter.isalpha() for letter in words) else f"c-{pk}"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
