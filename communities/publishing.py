"""The one door: the only code that changes what is published.

Each act locks the catalogue's version, so publications happen one after the other; in one transaction it refuses a
stale base, writes the row with its terms, links and entry, and adds an append-only revision.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import entry as entries
from . import index, mergers, replaced, storing, term_use, vocabularies
from .entry import Entry
from .models import Action, Address, CatalogueVersion, Community, Revision, Role, Term, Terms
from .refusals import CannotReturn, InvalidEntry, NotPublished, PublishingError, StaleBase, TermStays
from .revisions import Act
from .schema import LONGEST_ADDRESS, SLUG, blank_value

MOST_ENTRIES = 500  # rewritten in one transaction, while no other publication can happen


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
    at: datetime | None = None,
) -> Revision:
    """Take a community off every public page; its address stays and says so. Raises StaleBase, NotPublished."""
    with transaction.atomic():
        _take_turn()
        community = _locked(community, base)
        if not community.is_published:
            raise NotPublished(_("This entry has been withdrawn already."))
        act = _act(role, reason, at)
        community.withdrawn_at = act.at
        return storing.store_changed(community, entries.upgrade(community.entry), index.terms(), act, Action.WITHDRAWN)


def merge(
    community: Community,
    *,
    into: Community,
    role: str,
    reason: str,
    proposed: Mapping[str, Any] | None = None,
    base: int | None = None,
    into_base: int | None = None,
    at: datetime | None = None,
) -> Revision:
    """Make two entries of one community one: `community` leads to `into` from then on, which reads as `proposed`.

    Without `proposed` it stays as it is. Each keeps its revisions and gets one more at this moment; that of the one
    that stays is given back. Raises InvalidEntry, StaleBase, NotPublished, PublishingError.
    """
    with transaction.atomic():
        _take_turn()
        gone, kept = _locked(community, base), _locked(into, into_base)
        if gone.pk == kept.pk:
            raise PublishingError(_("An entry cannot be merged into itself."))
        if not gone.is_published:
            raise NotPublished(_("This entry has been withdrawn already."))
        if not kept.is_published:
            raise NotPublished(_("The entry to merge into is not published."))
        act, terms, live = _act(role, reason, at), index.terms(), entries.upgrade(kept.entry)
        wanted = _sound({**live, **entries.content(live if proposed is None else proposed)}, terms)
        own = set(Address.objects.filter(community__in=(gone, kept)).values_list("slug", flat=True))
        wanted["links"] = [link for link in wanted["links"] if link["slug"] not in own]
        gone.withdrawn_at, gone.merged_into = act.at, kept
        storing.store_changed(gone, entries.upgrade(gone.entry), terms, act, Action.MERGED)
        changed = entries.changed_fields(live, wanted)
        return storing.store_changed(kept, wanted, terms, act, Action.JOINED, changed=changed)


def restore(
    community: Community, *, role: str, reason: str, base: int | None = None, at: datetime | None = None
) -> Revision:
    """Put a withdrawn community back as it was, and so the one that it was merged into. Raises StaleBase, NotPublished.

    What of that one was changed since stays; where that cannot stand beside the rest, it raises InvalidEntry.
    """
    with transaction.atomic():
        _take_turn()
        community = _locked(community, base)
        if community.is_published:
            raise NotPublished(_("This entry is published already."))
        act, terms, kept = _act(role, reason, at), index.terms(), community.merged_into
        community.withdrawn_at = community.merged_into = None
        restored = replaced.in_todays_terms(entries.upgrade(community.entry), terms)
        revision = storing.store_changed(community, restored, terms, act, Action.RESTORED)
        if kept is not None and kept.is_published:
            _part(_locked(kept, None), mergers.joined_by(community, kept), terms, act)
        return revision


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
        terms = index.terms()
        wanted = _sound({**entries.content(earlier), "slug": community.slug}, terms)
        changed = entries.changed_fields(entries.upgrade(community.entry), wanted)
        confirmed = date.fromisoformat(earlier["confirmed"]) if earlier["confirmed"] else None
        if not changed and confirmed == community.confirmed_on:
            return community.revisions.order_by("-number")[0]
        community.confirmed_on = confirmed
        return storing.store_changed(community, wanted, terms, _act(role, reason, at), Action.CHANGED, changed=changed)


def replace_term(
    term: Term, *, into: Term, role: str, reason: str, used_by: int | None = None, at: datetime | None = None
) -> list[Revision]:
    """Put one term of a vocabulary in the place of another, which nobody can choose any more, in all that has it.

    Every published entry that has it gets a revision; withdrawn ones are read in today's terms once they come back.
    `used_by` is how many entries somebody saw. Raises TermStays.
    """
    with transaction.atomic():
        _take_turn()
        locked = Term.objects.select_for_update().in_bulk((term.pk, into.pk))
        old, new = locked[term.pk], locked[into.pk]
        ids = list(term_use.entries(old).values_list("pk", flat=True))
        _must_be_replaceable(old, new)
        if used_by is not None and used_by != len(ids):
            raise TermStays(_("Entries were published since you looked. See once more what would change."))
        if len(ids) > MOST_ENTRIES:
            raise TermStays(
                _("More than %(most)d entries have this term, too many to be changed in one go.")
                % {"most": MOST_ENTRIES}
            )
        old.active, old.replaced_by = False, new
        old.save(update_fields=["active", "replaced_by"])
        term_use.replace(old, new)
        act, terms = _act(role, reason, at), index.terms()
        those = Community.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        rows = [(one, replaced.in_todays_terms(entries.upgrade(one.entry), terms)) for one in those]
        return storing.store_replaced(rows, old, new, terms, act)


def move(community: Community, slug: str) -> None:
    """Give a community another address; the old one leads to it for ever. Raises PublishingError where it cannot be."""
    is_one = re.fullmatch(SLUG, slug) and len(slug) <= LONGEST_ADDRESS and slug not in storing.RESERVED_SLUGS
    with transaction.atomic():
        _take_turn()
        community = Community.objects.select_for_update().get(pk=community.pk)
        holder = Address.objects.filter(slug=slug).values_list("community_id", flat=True).first()
        if not is_one or holder not in (None, community.pk):
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


def take_out(community: Community, fields: Iterable[str], *, role: str, reason: str) -> Revision:
    """Publish an entry without what these fields say; one that is listed no longer keeps it no longer."""
    with transaction.atomic():
        _take_turn()
        community = _locked(community, None)
        live = entries.upgrade(community.entry)
        wanted = entries.normalise({**live, **{field: blank_value(field) for field in fields}})
        changed = entries.changed_fields(live, wanted)
        return storing.store_changed(
            community, wanted, index.terms(), _act(role, reason, None), Action.CHANGED, changed=changed
        )


def _take_turn() -> None:
    CatalogueVersion.objects.select_for_update().get(pk=1)
    transaction.on_commit(index.look_again)


def _locked(community: Community, base: int | None) -> Community:
    locked = Community.objects.select_for_update().get(pk=community.pk)
    if base is not None and base != locked.revision_number:
        raise StaleBase(locked, base)
    return locked


def _must_be_replaceable(old: Term, new: Term) -> None:
    if old.pk == new.pk or old.vocabulary != new.vocabulary:
        raise TermStays(_("Choose another term of the same vocabulary."))
    if old.vocabulary not in vocabularies.of_communities():
        raise TermStays(_("Terms of this vocabulary are not in entries, and cannot be merged."))
    if old.slug in vocabularies.NEVER_REPLACED.get(old.vocabulary, ()):
        raise TermStays(_("The site itself counts on this term, so another cannot take its place."))
    if old.replaced_by_id:
        raise TermStays(_("Another term has taken the place of this one already."))
    if not new.active:
        raise TermStays(_("The term to merge into can no longer be chosen. Take one that can."))


def _part(kept: Community, joined: Revision | None, terms: Terms, act: Act) -> None:
    """Put an entry back as it was before the revision by which another was merged into it."""
    live = entries.upgrade(kept.entry)
    wanted = _sound(mergers.before(live, joined), terms) if joined else live
    changed = entries.changed_fields(live, wanted)
    storing.store_changed(kept, wanted, terms, act, Action.PARTED, changed=changed)


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
    terms = index.terms()
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
    terms = index.terms()
    new = []
    for pk, document in zip(storing.new_ids(len(proposed)), proposed, strict=True):
        wanted = entries.normalise(document)
        wanted["slug"] = storing.new_slug(wanted, pk, taken)
        taken.add(wanted["slug"])
        community = Community(pk=pk, slug=wanted["slug"], listed_at=act.at, updated_at=act.at, confirmed_on=confirmed)
        new.append((community, _sound(wanted, terms)))
    return storing.store_new(new, terms, act)


def _sound(proposed: Mapping[str, Any], terms: Terms) -> Entry:
    wanted = replaced.in_todays_terms(entries.normalise(proposed), terms)
    if problems := entries.validate(wanted, terms):
        raise InvalidEntry(problems)
    return wanted
