"""The one door: what it publishes, what it refuses, and the records that it leaves."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from communities import entry, publishing, refusals, revisions
from communities.models import Address, CatalogueVersion, Community, CommunityTerm, Link, Revision, Term

pytestmark = pytest.mark.django_db


def proposal(**changes):
    return entry.normalise({"name": "Futures Circle", "summary": "Officials who scan the horizon.", **changes})


def publish(**changes):
    return publishing.publish(proposal(**changes), role="staff").community


def catalogue_version():
    return CatalogueVersion.objects.get().number


def test_publish_new_entry_writes_row_terms_address_and_first_revision():
    revision = publishing.publish(
        proposal(host="IE", scale="national", purpose=["advising", "knowledge-sharing"], languages=["ga", "en"]),
        role="convener",
        reason="Sent by its convener",
        confirmed=date(2026, 11, 2),
    )

    community = Community.objects.published().get(slug="futures-circle")
    assert (community.host, community.countries, community.languages) == ("IE", ["IE"], ["en", "ga"])
    assert community.scale.slug == "national"
    assert sorted(community.terms.values_list("slug", flat=True)) == ["advising", "knowledge-sharing"]
    assert list(community.addresses.values_list("slug", flat=True)) == ["futures-circle"]
    assert (revision.number, revision.action, revision.role) == (1, "published", "convener")
    assert revision.entry == community.entry
    assert community.entry["confirmed"] == "2026-11-02"
    assert community.entry["revision"] == 1


def test_stored_entry_is_the_proposed_one_with_its_stamps():
    wanted = proposal(name="Réseau d’échange", topic=["foresight"], aliases=[{"name": "RE", "language": "fr"}])

    stored = publishing.publish(wanted, role="staff").community

    stored.refresh_from_db()
    assert entry.content(stored.entry) == entry.content(wanted)
    assert list(entry.normalise(stored.entry)) == list(entry.FIELDS)


def test_change_against_the_latest_revision_replaces_what_differs():
    community = publish(purpose=["advising"], mode="online")

    revision = publishing.publish(
        proposal(name="Futures Ring", purpose=["network-building"]), role="member", community=community, base=1
    )

    community.refresh_from_db()
    assert revision.changed == ["name", "mode", "purpose"]
    assert community.slug == "futures-circle"
    assert community.mode is None
    assert list(community.terms.values_list("slug", flat=True)) == ["network-building"]
    assert community.entry["name"] == community.name == "Futures Ring"


def test_change_against_an_older_revision_is_refused_and_leaves_nothing():
    community = publish()
    publishing.publish(proposal(scope="Wider"), role="staff", community=community, base=1)

    with pytest.raises(publishing.StaleBase) as refusal:
        publishing.publish(proposal(scope="Narrower"), role="staff", community=community, base=1)

    community.refresh_from_db()
    assert "revision 1. But revision 2 has been published since" in str(refusal.value)
    assert community.entry["scope"] == "Wider"
    assert community.revisions.count() == 2


def test_publishing_what_is_already_so_adds_no_revision_and_moves_no_version():
    community = publish()
    before = catalogue_version()

    revision = publishing.publish(proposal(), role="staff", community=community, base=1)

    assert revision.number == 1
    assert catalogue_version() == before


def test_confirmation_without_a_change_is_a_revision_of_its_own():
    community = publish()

    revision = publishing.publish(
        proposal(), role="convener", community=community, base=1, confirmed=date(2026, 11, 20)
    )

    assert (revision.action, revision.changed, revision.entry["confirmed"]) == ("confirmed", [], "2026-11-20")


def test_earlier_words_come_back_with_their_confirmation_as_a_new_revision():
    community = publish(scope="First")
    publishing.publish(proposal(scope="First"), role="convener", community=community, confirmed=date(2026, 11, 20))
    publishing.publish(proposal(scope="Later"), role="staff", community=community)

    revision = publishing.revert(community, to=2, role="staff", reason="It was right before.")

    assert (revision.number, revision.action, revision.changed) == (4, "changed", ["scope"])
    assert (revision.entry["scope"], revision.entry["confirmed"]) == ("First", "2026-11-20")


def test_going_back_to_what_is_so_already_adds_no_revision_but_an_earlier_confirmation_counts():
    community = publish()
    publishing.publish(proposal(), role="convener", community=community, confirmed=date(2026, 11, 20))

    assert publishing.revert(community, to=2, role="staff", reason="As it is.").number == 2
    assert community.revisions.count() == 2
    unconfirmed = publishing.revert(community, to=1, role="staff", reason="Nobody confirmed it.")
    assert (unconfirmed.number, unconfirmed.changed, unconfirmed.entry["confirmed"]) == (3, [], None)


def test_going_back_to_what_is_not_there_or_was_erased_is_refused_in_words():
    community = publish(scope="Something that must go")
    publishing.publish(proposal(), role="staff", community=community)
    revisions.redact(community.revisions.get(number=1), ["scope"])

    with pytest.raises(refusals.CannotReturn, match="Part of version 1 was erased"):
        publishing.revert(community, to=1, role="staff", reason="-")
    with pytest.raises(refusals.CannotReturn, match="no version 7"):
        publishing.revert(community, to=7, role="staff", reason="-")


def test_invalid_entry_is_refused_whole():
    with pytest.raises(publishing.InvalidEntry) as refusal:
        publishing.publish_many([proposal(), proposal(name="", scale="galactic")], role="sources")

    assert [problem.field for problem in refusal.value.problems] == ["name", "scale"]
    assert not Community.objects.exists()
    assert not Revision.objects.exists()


def test_two_communities_of_one_name_get_two_addresses():
    assert [publish().slug, publish().slug] == ["futures-circle", "futures-circle-2"]


@pytest.mark.parametrize(("name", "slug"), [("Map", "map-2"), ("Œuvre d’État", "oeuvre-d-etat"), ("100%", None)])
def test_address_is_romanised_reserved_words_are_avoided(name, slug):
    community = publish(name=name)

    assert community.slug == (slug or f"c-{community.pk}")


def test_name_that_cannot_be_romanised_is_addressed_by_its_id():
    community = publish(name="مجتمع الاستشراف")

    assert community.slug == f"c-{community.pk}"


def test_old_address_leads_to_the_present_one_and_is_never_given_away():
    community = publish()
    publishing.move(community, "ring")

    other = publish()

    assert Address.objects.get(slug="futures-circle").community == community
    assert other.slug == "futures-circle-2"
    with pytest.raises(publishing.PublishingError):
        publishing.move(other, "ring")
    with pytest.raises(publishing.PublishingError):
        publishing.move(other, "map")


def test_links_are_kept_as_rows_and_must_lead_to_another_community():
    grove = publish(name="Grove")
    tree = publish(name="Tree", links=[{"relation": "part-of", "slug": "grove"}])

    assert list(Link.objects.values_list("from_community", "relation", "to_community")) == [
        (tree.pk, "part-of", grove.pk)
    ]
    with pytest.raises(publishing.InvalidEntry):
        publish(name="Leaf", links=[{"relation": "part-of", "slug": "nowhere"}])
    with pytest.raises(publishing.InvalidEntry):
        publishing.publish(
            proposal(name="Grove", links=[{"relation": "overlaps-with", "slug": "grove"}]),
            role="staff",
            community=grove,
            base=1,
        )


def test_many_may_link_to_each_other_by_the_addresses_they_ask_for():
    publishing.publish_many(
        [
            proposal(name="Tree", links=[{"relation": "part-of", "slug": "the-grove"}]),
            proposal(name="Grove", slug="the-grove"),
        ],
        role="sources",
    )

    assert Link.objects.get().to_community.name == "Grove"


def test_withdrawn_community_is_not_public_and_comes_back_as_it_was():
    community = publish(purpose=["advising"])
    before = entry.content(community.entry)

    publishing.withdraw(community, role="staff", reason="At its convener’s wish", base=1)
    assert not Community.objects.published().exists()
    with pytest.raises(publishing.NotPublished):
        publishing.withdraw(community, role="staff", reason="Again")
    with pytest.raises(publishing.NotPublished):
        publishing.publish(proposal(scope="x"), role="staff", community=community, base=2)

    publishing.restore(community, role="staff", reason="A mistake", base=2)
    community.refresh_from_db()
    assert Community.objects.published().get() == community
    assert entry.content(community.entry) == before
    assert list(community.revisions.values_list("number", "action")) == [
        (3, "restored"),
        (2, "withdrawn"),
        (1, "published"),
    ]


def test_moved_entry_may_go_back_to_an_address_of_its_own_and_to_none_of_another():
    community, other = publish(name="Ring"), publish(name="Circle")
    longest = "r" * 80
    for slug in (longest, "ring"):
        publishing.move(community, slug)
        assert Community.objects.get(pk=community.pk).slug == slug
    for slug in ("circle", longest + "r"):
        with pytest.raises(refusals.PublishingError):
            publishing.move(community, slug)
    with pytest.raises(refusals.PublishingError):
        publishing.move(other, longest)
    assert Community.objects.get(pk=community.pk).slug == "ring"


def test_merge_needs_a_published_entry_to_merge_into():
    one, other = publish(), publish(name="Other")
    publishing.withdraw(other, role="staff", reason="Closed")

    with pytest.raises(publishing.NotPublished):
        publishing.merge(one, role="staff", reason="Same", into=other)


def test_chain_of_revisions_is_whole_and_names_an_altered_one():
    community = publish()
    publishing.publish(proposal(scope="Wider"), role="staff", community=community, base=1)
    assert revisions.broken_revisions(community) == []

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE communities_revision DISABLE TRIGGER revision_stays")
        cursor.execute("UPDATE communities_revision SET reason = 'forged' WHERE number = 1")
        cursor.execute("ALTER TABLE communities_revision ENABLE TRIGGER revision_stays")

    assert [revision.number for revision in revisions.broken_revisions(community)] == [1]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE communities_revision SET reason = 'x'",
        "DELETE FROM communities_revision",
        "TRUNCATE communities_revision CASCADE",
        "DELETE FROM communities_address",
        "UPDATE communities_address SET community_id = 0",
    ],
)
def test_database_refuses_to_change_or_delete_revisions_and_addresses(change):
    publish()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_redacting_blanks_a_field_leaves_a_mark_and_keeps_the_chain():
    community = publish(scope="Something that must go")

    revisions.redact(community.revisions.get(), ["scope"])

    revision = community.revisions.get()
    assert revision.entry["scope"] is None
    assert revision.entry["redacted"] == ["scope"]
    assert revisions.broken_revisions(community) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.update(entry={})


def test_every_publication_moves_the_version_and_the_row_keeps_it():
    before = catalogue_version()
    community = publish()
    first = catalogue_version()
    community.refresh_from_db()
    assert before < community.version <= first

    publishing.publish(proposal(scope="Wider"), role="staff", community=community, base=1)

    community.refresh_from_db()
    assert first < community.version <= catalogue_version()


def test_version_moves_with_a_term_changed_by_staff():
    before = catalogue_version()

    Term.objects.filter(vocabulary="topic", slug="data").update(label="Data")

    assert catalogue_version() > before


def test_database_refuses_a_term_of_another_vocabulary():
    community = publish()
    wrong = Term.objects.get(vocabulary="purpose", slug="advising")

    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=community.pk).update(scale=wrong)


def test_database_refuses_a_term_in_use_to_go_and_a_slug_to_change():
    publish(purpose=["advising"])

    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.filter(slug="advising").update(slug="counsel")
    with pytest.raises(Exception, match="protected"):
        Term.objects.get(slug="advising").delete()


@pytest.mark.parametrize(
    "columns",
    [{"name": ""}, {"slug": ""}, {"host": "FR"}, {"merged_into_id": "self"}],
)
def test_database_refuses_a_row_that_contradicts_itself(columns):
    community = publish(host="IE")
    columns = {key: community.pk if value == "self" else value for key, value in columns.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=community.pk).update(**columns)


def test_publishing_many_takes_as_many_queries_as_publishing_a_few(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        publishing.publish_many([proposal(name=f"Circle {n}", purpose=["advising"]) for n in range(40)], role="sources")

    assert CommunityTerm.objects.count() == 40
