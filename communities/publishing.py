"""The one door: the only code that changes what is published.

Each act locks the catalogue's version, so publications happen one after the other; in one transaction it refuses a
stale base, writes the row with its terms, links and entry, and adds an append-only revision.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import entry as entries
from . import index, storing
from .entry import Entry
from .models import Action, Address, CatalogueVersion, Community, Revision, Role, Term, Terms
from .refusals import CannotReturn, InvalidEntry, NotPublished, PublishingError, StaleBase
from .revisions import Act


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
            return _publish_new([proposed], _act(role, reason, at), confirmed)[0]
        return _publish_change(proposed, _locked(community, base), _act(role, reason, at), confirmed)


def publish_many(
    proposed: Iterable[Mapping[str, Any]], *, role: str, reason: str = "", at: datetime | None = None
) -> list[Revision]:
    """Publish many new communities in one transaction, all or none. Links may lead to others of the same lot by slug.

    A proposal may carry the slug it wants; a slug that is taken is refused. Raises InvalidEntry.
    """
    with transaction.atomic():
        _take_turn()
        return _publish_new(list(proposed), _act(role, reason, at), None)


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
        act = _act(role, reason, at)
        community.withdrawn_at, community.merged_into = act.at, merged_into
        action = Action.MERGED if merged_into else Action.WITHDRAWN
        return storing.store_changed(community, entries.upgrade(community.entry), _terms(), act, action)


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
        restored = entries.upgrade(community.entry)
        return storing.store_changed(community, restored, _terms(), _act(role, reason, at), Action.RESTORED)


def revert(
    community: Community, *, to: int, role: str, reason: str, base: int | None = None, at: datetime | None = None
) -> Revision:
    """Publish once more what revision number `to` said, as a new revision; where that is so already, add none.

    Its confirmation comes back with it, whoever asks: a convener confirmed those words on that day, or nobody did.
    Raises InvalidEntry, StaleBase, NotPublished, CannotReturn.
    """
    with transaction.atomic():
        _take_turn()
        community = _locked(community, base)
        if not community.is_published:
            raise NotPublished(_("This entry is withdrawn. Restore it before changing it."))
        earlier = _readable_revision(community, to)
        terms = _terms()
        wanted = _sound({**entries.content(earlier), "slug": community.slug}, terms)
        changed = entries.changed_fields(entries.upgrade(community.entry), wanted)
        confirmed = date.fromisoformat(earlier["confirmed"]) if earlier["confirmed"] else None
        if not changed and confirmed == community.confirmed_on:
            return community.revisions.order_by("-number")[0]
        community.confirmed_on = confirmed
        return storing.store_changed(community, wanted, terms, _act(role, reason, at), Action.CHANGED, changed=changed)


def move(community: Community, slug: str) -> None:
    """Give a community another address; the old one leads to it for ever. Raises PublishingError where it is taken."""
    with transaction.atomic():
        _take_turn()
        community = Community.objects.select_for_update().get(pk=community.pk)
        holder = Address.objects.filter(slug=slug).values_list("community_id", flat=True).first()
        if slug in storing.RESERVED_SLUGS or slug != slugify(slug) or holder not in (None, community.pk):
            raise PublishingError(_("This address is taken or cannot be used. Choose another."))
        Address.objects.get_or_create(slug=slug, community=community)
        community.slug = slug
        community.entry = {**community.entry, "slug": slug}
        community.save(update_fields=["slug", "entry"])


def asked(community: Community, since: date) -> None:
    """Its convener is asked, from this day on, whether the entry is right; what follows from silence is public.

    To be called before anything else is locked.
    """
    with transaction.atomic():
        _take_turn()
        Community.objects.filter(pk=community.pk, asked_on=None).update(asked_on=since)


def heard_from(community: Community) -> None:
    """There was a sign of life: its silence is over. To be called before anything else is locked."""
    with transaction.atomic():
        if Community.objects.filter(pk=community.pk).exclude(asked_on=None).exists():
            _take_turn()
            Community.objects.filter(pk=community.pk).update(asked_on=None)


def _take_turn() -> None:
    CatalogueVersion.objects.select_for_update().get(pk=1)
    transaction.on_commit(index.look_again)


def _locked(community: Community, base: int | None) -> Community:
    locked = Community.objects.select_for_update().get(pk=community.pk)
    if base is not None and base != locked.revision_number:
        raise StaleBase(locked, base)
    return locked


def _readable_revision(community: Community, number: int) -> Entry:
    """What a revision said. Raises CannotReturn where there is none of that number, or part of it was erased."""
    revision = community.revisions.filter(number=number).first()
    if revision is None:
        raise CannotReturn(_("This entry has no version %(number)d.") % {"number": number})
    if revision.is_redacted:
        raise CannotReturn(
            _("Part of version %(number)d was erased, so it cannot be published again.") % {"number": number}
        )
    return entries.upgrade(revision.entry)


def _act(role: str, reason: str, at: datetime | None) -> Act:
    return Act(Role(role), reason, at or timezone.now())


def _publish_change(proposed: Mapping[str, Any], community: Community, act: Act, confirmed: date | None) -> Revision:
    if not community.is_published:
        raise NotPublished(_("This entry is withdrawn. Restore it before changing it."))
    live = entries.upgrade(community.entry)
    terms = _terms()
    wanted = _sound({**entries.content(proposed), "slug": community.slug}, terms)
    changed = entries.changed_fields(live, wanted)
    if not changed and confirmed is None:
        return community.revisions.order_by("-number")[0]
    if confirmed is not None:
        community.confirmed_on = confirmed
    action = Action.CHANGED if changed else Action.CONFIRMED
    return storing.store_changed(community, wanted, terms, act, action, changed=changed)


def _publish_new(proposed: list[Mapping[str, Any]], act: Act, confirmed: date | None) -> list[Revision]:
    taken = set(Address.objects.values_list("slug", flat=True)) | storing.RESERVED_SLUGS
    terms = _terms()
    new = []
    for pk, document in zip(storing.new_ids(len(proposed)), proposed, strict=True):
        wanted = entries.normalise(document)
        wanted["slug"] = storing.new_slug(wanted, pk, taken)
        taken.add(wanted["slug"])
        community = Community(pk=pk, slug=wanted["slug"], listed_at=act.at, updated_at=act.at, confirmed_on=confirmed)
        new.append((community, _sound(wanted, terms)))
    return storing.store_new(new, terms, act)


def _sound(proposed: Mapping[str, Any], terms: Terms) -> Entry:
    wanted = entries.normalise(proposed)
    if problems := entries.validate(wanted, terms):
        raise InvalidEntry(problems)
    return wanted


def _terms() -> Terms:
    """Every term there is today, active or not: what an entry may name."""
    return Term.objects.by_vocabulary()
