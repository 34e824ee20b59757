"""The facets as bitmaps: equal to SQL on any catalogue and selection, never poisoned by what was rolled back."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities import index, publishing, vocabularies
from communities.filters import CommunityFilter
from communities.models import Community, Term
from tests.factories import an_entry, changed, collected, published

VOCABULARIES = vocabularies.of_communities()
NAMES = ("Foresight circle", "Data guild", "Réseau data", "Design lab")


def values_of(name):
    fixed = {
        "country": ["IE", "FR", "KE", "JP"],
        "language": ["en", "fr", "ga"],
        "confirmed": ["yes", "no"],
        "dormant": ["yes", "no"],
        "region": ["africa", "europe"],
        "collection": ["one", "two"],
        "call": [],
    }
    return fixed[name] if name in fixed else list(VOCABULARIES[name].slugs[:4])


def some_of(name, most):
    return st.lists(st.sampled_from(values_of(name)), max_size=most, unique=True)


entries = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "countries": some_of("country", 3),
        "host": st.none() | st.sampled_from(values_of("country")),
        "languages": some_of("language", 2),
        "region": st.none() | st.sampled_from(values_of("region")),
        **{
            name: some_of(name, vocabulary.most or 3)
            if vocabulary.many
            else st.none() | st.sampled_from(values_of(name))
            for name, vocabulary in VOCABULARIES.items()
        },
    }
)
selections = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: some_of(name, 3)
            for name in (
                "country",
                "language",
                "confirmed",
                "dormant",
                "region",
                "scale",
                "purpose",
                "topic",
                "collection",
            )
        },
        "q": st.sampled_from(["data", "foresight", "reseau dat", "daat", "nothing here"]),
    },
)


def query(selection):
    data = QueryDict(mutable=True)
    for name, value in selection.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


silences = st.sampled_from([None, 0, 181, 182])  # days
catalogues = st.lists(st.tuples(entries, st.booleans(), st.booleans(), silences, some_of("collection", 2)), max_size=8)
EVERY_VALUE = [(name, value) for name in index.PARAMETERS for value in values_of(name)]
UNHURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def build(catalogue):
    chosen = {slug: [] for slug in values_of("collection")}
    for entry, confirmed, withdrawn, silent, collections in catalogue:
        community = published(**entry, confirmed=date(2026, 5, 1) if confirmed else None)
        if silent is not None:
            publishing.asked(community, timezone.now().date() - timedelta(days=silent))
        if withdrawn:
            publishing.withdraw(community, role="staff", reason="A test")
        for slug in collections:
            chosen[slug].append(community)
    for slug, communities in chosen.items():
        collected(communities, slug=slug)
    return index.current()


def assert_equal_to_sql(built, selection, values):
    chosen = CommunityFilter(query(selection), built)
    assert list(chosen.ids) == sorted(chosen.qs.values_list("pk", flat=True))
    for name, value in values:
        alone = CommunityFilter(query({**selection, name: [value]}), built)
        assert chosen.counts[name].get(value, 0) == alone.qs.count(), (name, value)


class IndexAgainstSql(TestCase):
    """Hypothesis needs a transaction for each example; its TestCase gives it one."""

    @settings(max_examples=20, **UNHURRIED)
    @given(catalogues, selections, st.lists(st.sampled_from(EVERY_VALUE), min_size=10, max_size=15, unique=True))
    def test_selection_and_counts_equal_sql(self, catalogue, selection, values):
        assert_equal_to_sql(build(catalogue), selection, values)

    @pytest.mark.long
    @settings(max_examples=1000, **UNHURRIED)
    @given(catalogues, selections, st.lists(st.sampled_from(EVERY_VALUE), min_size=4, max_size=6, unique=True))
    def test_a_thousand_selections_of_a_thousand_catalogues_equal_sql(self, catalogue, selection, values):
        assert_equal_to_sql(build(catalogue), selection, values)

    @pytest.mark.long
    @settings(max_examples=50, **UNHURRIED)
    @given(catalogues, st.lists(selections, min_size=1, max_size=4))
    def test_selection_and_every_count_equal_sql(self, catalogue, asked):
        built = build(catalogue)
        for selection in asked:
            assert_equal_to_sql(built, selection, EVERY_VALUE)


@pytest.fixture
def fresh(monkeypatch):
    """This process looks again at every turn."""
    monkeypatch.setattr(index, "LOOK_EVERY", 0)


def names(built):
    return sorted(Community.objects.filter(pk__in=built.everyone).values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_only_what_changed_is_read_again(fresh, django_assert_num_queries):
    kept = published(name="Stays", topic=["data"])
    moved = published(name="Moves", scale="national")
    left = published(name="Leaves")
    first = index.current()

    changed(moved, scale="regional", name="Moved")
    publishing.withdraw(left, role="staff", reason="A test")
    published(name="Comes")
    with django_assert_num_queries(7):
        second = index.current()

    assert names(second) == ["Comes", "Moved", "Stays"]
    assert second.rows[kept.pk] is first.rows[kept.pk]
    assert list(second.having(("scale", "regional"))) == [moved.pk]
    assert moved.pk not in second.having(("scale", "national"))
    assert moved.pk in first.having(("scale", "national")), "an index that others may be reading does not change"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_read_twice_while_nothing_changes(fresh, django_assert_num_queries):
    published()
    first = index.current()

    with django_assert_num_queries(1):
        assert index.current() is first


@pytest.mark.django_db(transaction=True)
def test_publication_is_seen_at_once_where_it_was_made_and_within_half_a_second_elsewhere(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(index, "monotonic", lambda: now[0])
    index.current()

    community = published()
    assert community.pk in index.current().everyone

    with transaction.atomic():  # what another process does: this one is not told
        Community.objects.filter(pk=community.pk).update(withdrawn_at=community.listed_at)
    now[0] += 0.4
    assert community.pk in index.current().everyone
    now[0] += 0.2
    assert community.pk not in index.current().everyone


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_leaves_no_trace(fresh):
    published(name="Stays")
    index.current()

    with transaction.atomic():
        published(name="Never was")
        assert names(index.current()) == ["Never was", "Stays"]
        transaction.set_rollback(True)
    one = published(name="Comes later")

    assert names(index.current()) == ["Comes later", "Stays"]
    assert list(index.current().everyone)[-1] == one.pk


@pytest.mark.django_db(transaction=True)
def test_another_history_of_the_database_is_read_from_its_beginning(fresh):
    published(name="Stays")
    lost = published(name="Not in the backup")
    index.current()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE communities_community DISABLE TRIGGER USER")
        cursor.execute("UPDATE communities_community SET withdrawn_at = now() WHERE id = %s", [lost.pk])
        cursor.execute("ALTER TABLE communities_community ENABLE TRIGGER USER")
        cursor.execute("UPDATE communities_catalogueversion SET number = number - 1")

    assert names(index.current()) == ["Stays"]


@pytest.mark.django_db(transaction=True)
def test_term_renamed_by_staff_is_shown_renamed(fresh):
    index.current()

    Term.objects.filter(vocabulary="topic", slug="data").update(label="Data and statistics")

    assert index.current().terms["topic"]["data"].shown == "Data and statistics"


@pytest.mark.django_db
@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_communities_as_for_one(django_assert_num_queries):
    published()
    with django_assert_num_queries(7):
        index.current()
    publishing.publish_many([an_entry() for _turn in range(30)], role="sources")
    with django_assert_num_queries(7):
        assert len(index.current().everyone) == 31


def called():
    return index.terms()["topic"]["data"].label


def rename(label):
    Term.objects.filter(vocabulary="topic", slug="data").update(label=label)


@pytest.mark.django_db(transaction=True)
def test_terms_are_read_again_only_by_a_transaction_with_another_version(
    index_anew, fresh, django_assert_num_queries, monkeypatch
):
    before = index.current().terms
    with transaction.atomic(), django_assert_num_queries(1):
        assert index.terms() is before

    monkeypatch.setattr(index, "LOOK_EVERY", 60)
    rename("Data, says another process")
    assert index.terms() is before, "what was read lately does, as it does for pages"
    with transaction.atomic():
        assert called() == "Data, says another process"
        rename("Data, says this transaction")
        assert called() == "Data, says this transaction"
        transaction.set_rollback(True)
    with transaction.atomic():
        assert called() == "Data, says another process"


@pytest.mark.django_db(transaction=True)
def test_terms_are_had_in_a_transaction_before_anything_was_read(index_anew):
    with transaction.atomic():
        assert called() == Term.objects.get(vocabulary="topic", slug="data").label
