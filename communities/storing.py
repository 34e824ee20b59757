"""An entry into rows: the columns, terms, links and addresses beside it. Only publishing calls this."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import columns, revisions, vectors, vocabularies
from .entry import Entry, Problem
from .folding import fold
from .models import Action, Address, Community, CommunityTerm, Link, Revision, Term, Terms
from .refusals import InvalidEntry
from .revisions import Act

RESERVED_SLUGS = frozenset({"map", "feed", "compare", "export"})
LONGEST_SLUG = 70


def store_new(new: list[tuple[Community, Entry]], terms: Terms, act: Act) -> list[Revision]:
    """Store communities that are new, each with its first revision. They may link to each other."""
    first = [revisions.next_of(community, wanted, act, Action.PUBLISHED, []) for community, wanted in new]
    ids = {community.slug: community.pk for community, _wanted in new}
    for community, wanted in new:
        _fill(community, wanted, terms)
        community.search = vectors.vector(wanted, terms)
    communities = [community for community, _wanted in new]
    Community.objects.bulk_create(communities, batch_size=500)
    Address.objects.bulk_create([Address(slug=c.slug, community=c) for c in communities], batch_size=1000)
    CommunityTerm.objects.bulk_create(
        [CommunityTerm(community=c, term=term) for c, wanted in new for term in columns.many(wanted, terms)],
        batch_size=2000,
    )
    Link.objects.bulk_create([link for c, wanted in new for link in _links(c, wanted, ids)])
    Revision.objects.bulk_create(first, batch_size=500)
    return first


def store_changed(
    community: Community, wanted: Entry, terms: Terms, act: Act, action: str, *, changed: Sequence[str] = ()
) -> Revision:
    """Store a community whose entry, publication or confirmation changed, with its next revision."""
    revision = revisions.next_of(community, wanted, act, action, list(changed))
    community.updated_at = act.at
    _fill(community, wanted, terms)
    community.search = vectors.vector(wanted, terms)
    community.save()
    community.communityterm_set.all().delete()
    CommunityTerm.objects.bulk_create(
        [CommunityTerm(community=community, term=term) for term in columns.many(wanted, terms)]
    )
    community.links_out.all().delete()
    Link.objects.bulk_create(_links(community, wanted, {}))
    revision.save(force_insert=True)
    return revision


def store_replaced(
    rows: Sequence[tuple[Community, Entry]], old: Term, new: Term, terms: Terms, act: Act
) -> list[Revision]:
    """Store communities of whose entries nothing changed but that one term became another, each with its revision."""
    name = old.vocabulary
    made = [revisions.next_of(community, wanted, act, Action.CHANGED, [name]) for community, wanted in rows]
    for community, wanted in rows:
        community.updated_at = act.at
        _fill(community, wanted, terms)
        community.search = vectors.vector(wanted, terms)
    changed = ["entry", "search", "updated_at", "revision_number"]
    changed += [name] if name in vocabularies.choose_one() else []
    Community.objects.bulk_update([community for community, _wanted in rows], changed, batch_size=100)
    of_these = CommunityTerm.objects.filter(term=old, community__in=[community for community, _wanted in rows])
    both = CommunityTerm.objects.filter(term=new).values("community")
    of_these.exclude(community__in=both).update(term=new)
    of_these.delete()
    return Revision.objects.bulk_create(made, batch_size=500)


def _fill(community: Community, wanted: Entry, terms: Terms) -> None:
    community.entry = wanted
    for column, value in columns.of(wanted, terms).items():
        setattr(community, column, value)


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


def new_ids(count: int) -> list[int]:
    """Ids from the table's own sequence, taken beforehand because a slug may have to be made from its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Community._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def new_slug(wanted: Entry, pk: int, taken: set[str]) -> str:
    """The address of a new community: the one it asks for, else its name romanised, else `c-` and its id."""
    if wanted["slug"]:
        if wanted["slug"] in taken:
            message = _("The address “%(slug)s” is taken.") % {"slug": wanted["slug"]}
            raise InvalidEntry([Problem("slug", message)])
        return str(wanted["slug"])
    words = slugify(fold(wanted["name"]))[:LONGEST_SLUG].strip("-") if isinstance(wanted["name"], str) else ""
    stem = words if any(letter.isalpha() for letter in words) else f"c-{pk}"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
