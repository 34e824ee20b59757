"""Merging two entries through the one door: one of them stays, both addresses live, and parting puts both back."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from communities import entry as entries
from communities import mergers, publishing, revisions, uniting
from communities.models import Community, Link, Revision
from communities.refusals import InvalidEntry, NotPublished, PublishingError, StaleBase
from communities.uniting import BOTH, FIRST, SECOND
from tests import factories
from tests.factories import changed, published

pytestmark = pytest.mark.django_db

STAFF = {"role": "staff", "reason": "The same community"}


def fresh(community):
    return Community.objects.get(pk=community.pk)


def merge(gone, into, **how):
    return publishing.merge(fresh(gone), into=fresh(into), **{**STAFF, **how})


def restore(community, **how):
    return publishing.restore(fresh(community), role="staff", reason="They are two", **how)


def acts(community):
    return list(community.revisions.order_by("number").values_list("action", flat=True))


def names(page):
    return [(one.key, one.of, one.joined) for one in page.context["versions"]]


# The door ------------------------------------------------------------------------------------------


def test_one_stays_as_proposed_and_each_has_a_revision_of_that_moment():
    gone, kept = published(name="Circle", city="Cork"), published(name="Ring", topic=["data"])

    revision = merge(gone, kept, proposed={**kept.entry, "city": "Cork"}, base=1, into_base=1)

    assert (revision.community_id, revision.action, revision.changed) == (kept.pk, "joined", ["city"])
    assert (acts(gone), acts(kept)) == (["published", "merged"], ["published", "joined"])
    assert gone.revisions.get(number=2).at == revision.at
    assert fresh(kept).entry["city"] == "Cork"
    assert fresh(gone).merged_into == kept
    assert [one.name for one in Community.objects.published()] == ["Ring"]
    assert revisions.broken_revisions(gone) == revisions.broken_revisions(kept) == []


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"base": 7}, StaleBase),
        ({"into_base": 7}, StaleBase),
        ({"proposed": {**entries.blank(), "name": "", "summary": "x"}}, InvalidEntry),
    ],
)
def test_stale_or_unsound_changes_nothing(how, refusal):
    gone, kept = published(), published()
    with pytest.raises(refusal):
        merge(gone, kept, **how)
    assert (acts(gone), acts(kept)) == (["published"], ["published"])
    assert fresh(gone).is_published


def test_only_two_that_are_published_are_merged():
    one, other, gone = published(), published(), published()
    publishing.withdraw(gone, **STAFF)
    for first, second in ((gone, one), (one, gone)):
        with pytest.raises(NotPublished):
            merge(first, second)
    with pytest.raises(PublishingError, match="into itself"):
        merge(one, one)
    merge(one, other)
    with pytest.raises(NotPublished):
        merge(one, other)


def test_database_refuses_entries_that_lead_back_to_themselves():
    one, other, third = published(), published(), published()
    merge(one, other)
    merge(other, third)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE communities_community SET withdrawn_at = now(), merged_into_id = %s WHERE id = %s",
            [one.pk, third.pk],
        )


def test_what_the_two_said_of_each_other_goes_and_comes_back():
    kept = published(name="Ring")
    gone = published(name="Circle", links=[{"relation": "part-of", "slug": "ring"}])
    changed(kept, links=[{"relation": "overlaps-with", "slug": "circle"}])

    merge(gone, kept)
    assert fresh(kept).entry["links"] == []
    restore(gone)
    assert fresh(kept).entry["links"] == [{"relation": "overlaps-with", "slug": "circle"}]
    assert Link.objects.filter(from_community=kept, to_community=gone).exists()


# Parting ---------------------------------------------------------------------------------------------


def test_restoring_puts_both_back_and_says_so_in_both_histories():
    gone, kept = published(name="Circle", city="Cork"), published(name="Ring", topic=["data"])
    before = [entries.content(one.entry) for one in (gone, kept)]
    merge(gone, kept, proposed={**kept.entry, "city": "Cork", "topic": ["data", "foresight"], "name": "Ring of all"})

    restore(gone, base=2)

    assert [entries.content(fresh(one).entry) for one in (gone, kept)] == before
    assert acts(gone) == ["published", "merged", "restored"]
    assert acts(kept) == ["published", "joined", "parted"]
    assert sorted(kept.revisions.get(number=3).changed) == ["city", "name", "topic"]
    assert fresh(gone).merged_into is None
    assert revisions.broken_revisions(gone) == revisions.broken_revisions(kept) == []


def test_what_was_changed_since_stays_when_they_part():
    gone, kept = published(city="Cork"), published(scope="Then")
    merge(gone, kept, proposed={**kept.entry, "city": "Cork", "scope": "Of both"})
    changed(fresh(kept), scope="Newer", how_to_join="Write")

    restore(gone)

    entry = fresh(kept).entry
    assert (entry["city"], entry["scope"], entry["how_to_join"]) == ("", "Newer", "Write")


def test_of_two_mergers_each_is_undone_by_itself():
    kept, one, other = published(), published(city="Cork"), published(scope="Wide")
    merge(one, kept, proposed={**kept.entry, "city": "Cork"})
    merge(other, kept, proposed={**fresh(kept).entry, "scope": "Wide"})
    restore(one)
    entry = fresh(kept).entry
    assert (entry["city"], entry["scope"]) == ("", "Wide")
    assert fresh(other).merged_into == kept


def test_erased_words_do_not_come_back_when_they_part():
    gone, kept = published(scope="Other"), published(scope="A secret of the past.")
    merge(gone, kept, proposed={**kept.entry, "scope": "Other"})
    revisions.redact(kept.revisions.get(number=1), ["scope"])
    restore(gone)
    assert fresh(kept).entry["scope"] == "Other"


def test_where_the_other_is_not_published_any_more_it_is_left_alone():
    gone, kept = published(), published()
    merge(gone, kept)
    publishing.withdraw(fresh(kept), **STAFF)
    restore(gone)
    assert (fresh(gone).is_published, acts(kept)) == (True, ["published", "joined", "withdrawn"])


def test_merged_on_and_on_every_address_leads_to_the_last_and_back():
    one, two, three = published(name="One"), published(name="Two"), published(name="Three")
    merge(one, two)
    merge(two, three)
    merged = mergers.read()
    assert {mergers.now(pk, merged) for pk in (one.pk, two.pk, three.pk)} == {three.pk}
    restore(two)
    merged = mergers.read()
    assert mergers.now(one.pk, merged) == two.pk


# Where it is read -------------------------------------------------------------------------------------


def test_both_addresses_live_on_the_site_in_the_api_and_in_files(client):
    gone, kept = published(name="Circle", slug=""), published(name="Ring")
    merge(gone, kept)
    for page in ("", "history/", "cite.bib", "card.png"):
        response = client.get(f"/communities/circle/{page}")
        assert (response.status_code, response.headers["Location"].partition("?")[0]) == (
            301,
            f"/communities/ring/{page}",
        )
    assert client.get("/fr/communities/circle/").headers["Location"] == "/fr/communities/ring/"
    assert client.get("/api/communities/circle/").headers["Location"].endswith("/api/communities/ring/")
    assert [one["slug"] for one in json.loads(client.get("/communities/export.json").getvalue())] == ["ring"]
    assert "circle" not in client.get("/sitemap.xml").content.decode()


def test_history_of_both_is_one_with_the_newest_first(client):
    gone, kept = published(name="Circle", city="Cork"), published(name="Ring")
    changed(gone, scope="Wide")
    merge(gone, kept, proposed={**kept.entry, "city": "Cork"})
    changed(fresh(kept), scope="Wider", reason="Its convener wrote")

    page = client.get("/communities/ring/history/")

    assert names(page) == [
        ("v3", "", []),
        ("v2", "", ["Circle"]),
        (f"{gone.pk}-v3", "Circle", []),
        (f"{gone.pk}-v2", "Circle", []),
        ("v1", "", []),
        (f"{gone.pk}-v1", "Circle", []),
    ]
    text = page.content.decode()
    assert "Since then “<bdi>Circle</bdi>” leads here" in text
    assert "“<bdi>Circle</bdi>”, version 3: Merged into another entry" in text

    restore(gone)
    assert [one.revision.action for one in client.get("/communities/ring/history/").context["versions"]] == [
        "parted",
        "changed",
        "joined",
        "published",
    ]
    assert "Circle" not in client.get("/communities/ring/history/").content.decode()


def test_links_of_others_lead_to_what_has_it_now(client):
    gone, kept, hub = published(name="Circle"), published(name="Ring"), published(name="Hub")
    published(name="Leaf", links=[{"relation": "part-of", "slug": "circle"}, {"relation": "part-of", "slug": "hub"}])
    published(name="Old", maturity="closed", links=[{"relation": "succeeded-by", "slug": "circle"}])
    merge(gone, kept)

    leaf = client.get("/communities/leaf/").context["linked"]
    assert sorted(one["entry"]["name"] for one in leaf) == ["Hub", "Ring"]
    assert [one["name"] for one in client.get("/communities/old/").context["successors"]] == ["Ring"]
    ring = client.get("/communities/ring/").context["linked"]
    assert sorted((one["entry"]["name"], one["said_by"]) for one in ring) == [
        ("Leaf", "Its entry says so."),
        ("Old", "Its entry says so."),
    ]
    onward = next(one["onward"] for one in ring if one["entry"]["name"] == "Leaf")
    assert [one.name for one in onward.named] == [hub.name]

    restore(gone)
    assert client.get("/communities/ring/").context["linked"] == []


def test_history_takes_as_many_queries_for_many_merged_as_for_one(client):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            client.get("/communities/ring/history/")
        return len(caught)

    kept = published(name="Ring")
    merge(published(), kept)
    of_one = asked()
    for _number in range(4):
        merge(published(), kept)
    assert asked() == of_one


# Field by field, without a database ------------------------------------------------------------------

FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(["", "Cork", "Galway"]),
        "scope": st.sampled_from(["", "Wide", "Narrow"]),
        "topic": st.lists(st.sampled_from(["data", "foresight", "service-design"]), unique=True),
        "members": st.sampled_from([None, 5, 80]),
        "sources": st.lists(
            st.sampled_from([{"title": letter, "url": f"https://example.org/{letter}"} for letter in "abc"]),
            unique_by=lambda one: one["title"],
        ),
    },
)
CHOICES = st.dictionaries(
    st.sampled_from(["city", "scope", "topic", "members", "sources"]), st.sampled_from([FIRST, SECOND, BOTH])
)


@given(FIELDS, FIELDS, CHOICES)
def test_each_field_is_of_one_or_the_other_or_of_both_and_parting_gives_back_what_was(one, other, chosen):
    first, second = factories.an_entry(slug="one", **one), factories.an_entry(slug="other", **other)
    made = uniting.united(first, second, chosen)
    for field in ("city", "scope", "topic", "members", "sources"):
        choice = chosen.get(field, FIRST)
        if choice == BOTH and uniting.can_be_united(field):
            assert all(item in made[field] for item in [*first[field], *second[field]])
            assert all(item in [*first[field], *second[field]] for item in made[field])
        else:
            assert made[field] == (second if choice == SECOND else first)[field]
    differing = entries.changed_fields(first, made)
    assert entries.content(uniting.put_back(made, made, first, differing)) == entries.content(first)


def test_revisions_of_mergers_can_be_changed_by_nobody():
    gone, kept = published(), published()
    merge(gone, kept)
    for sql in (
        "UPDATE communities_revision SET reason = 'x' WHERE action = %s",
        "DELETE FROM communities_revision WHERE action = %s",
    ):
        for action in ("merged", "joined"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [action])
    assert Revision.objects.filter(action__in=("merged", "joined")).count() == 2
