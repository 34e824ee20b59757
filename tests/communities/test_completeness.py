"""How much an entry states of what everyone is asked: what counts, what does not apply, and that saying more helps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities import completeness, labels, vocabularies
from communities import entry as entries
from submissions import questionnaire
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_moderator

FIELDS = sorted({field for fields in completeness.FACTS.values() for field in fields})
VALUES = {
    "host": st.sampled_from(["IE", "FR"]),
    "region": st.sampled_from(sorted(labels.REGIONS)),
    "size": st.sampled_from(sorted(labels.SIZES)),
    "members": st.integers(0, 500),
    "participants": st.integers(0, 500),
    **{
        name: st.lists(st.sampled_from(one.slugs), min_size=1, max_size=2, unique=True)
        if one.many
        else st.sampled_from(one.slugs)
        for name, one in vocabularies.of_communities().items()
    },
}
facts = st.fixed_dictionaries(
    {},
    optional={field: VALUES.get(field, st.just("https://example.org")) for field in FIELDS}
    | {"withheld": st.lists(st.sampled_from(FIELDS), unique=True)},
)


def entry(**stated):
    return {**entries.blank(), "name": "Circle", "summary": "Officials who meet.", **stated}


def of(**stated):
    return completeness.of(entry(**stated))


@given(facts)
def test_every_fact_is_stated_or_missing_or_does_not_apply(stated):
    found = of(**stated)
    assert 0 <= found.share <= 1
    assert found.total == len({*found.stated, *found.missing}) <= len(completeness.FACTS)
    assert found.share == pytest.approx(len(found.stated) / found.total)


@given(facts, st.data())
def test_stating_or_withholding_one_thing_more_never_lowers_the_share(stated, data):
    blank = [field for field in FIELDS if field not in stated and field not in stated.get("withheld", [])]
    if not blank:
        return
    field = data.draw(st.sampled_from(blank))
    value = data.draw(VALUES.get(field, st.just("https://example.org")))
    withheld = [*stated.get("withheld", []), field]

    before = of(**stated)

    assert of(**{**stated, field: value}).share >= before.share
    assert of(**{**stated, "withheld": withheld}).share >= before.share
    assert set(before.stated) <= set(of(**{**stated, field: value}).stated)


def test_blank_entry_states_nothing_and_a_full_one_misses_nothing():
    assert (of().stated, of().share) == ([], 0)
    full = {name: ["data"] if one.many else one.slugs[0] for name, one in vocabularies.of_communities().items()}
    given = full | {"scale": "national", "host": "IE", "organisation": "x", "website": "https://example.org"}
    assert of(**given, participants=0, how_to_join="Come.").missing == []


@pytest.mark.parametrize(
    ("stated", "applying", "not_applying"),
    [
        ({}, {"host", "organisation", "route"}, {"region"}),
        ({"scale": "subnational"}, {"host"}, {"region"}),
        ({"scale": "regional"}, {"region"}, {"host"}),
        ({"scale": "international"}, set(), {"host", "region"}),
        ({"convener": "members"}, set(), {"organisation"}),
        ({"maturity": "closed"}, {"rhythm", "website"}, {"eligibility", "route", "how_to_join"}),
        ({"maturity": "paused"}, {"eligibility", "route", "how_to_join"}, set()),
    ],
)
def test_blank_fact_that_does_not_apply_does_not_count(stated, applying, not_applying):
    missing = set(of(**stated).missing)
    assert applying <= missing
    assert not not_applying & missing


def test_fact_that_does_not_apply_counts_where_it_is_stated():
    assert "host" in of(scale="international", host="IE").stated
    assert of(scale="international", host="IE").total == of(scale="international").total + 1


@pytest.mark.parametrize("stated", [{"participants": 0}, {"members": 12}, {"size": "to-50"}, {"withheld": ["members"]}])
def test_any_number_of_people_says_how_many_there_are(stated):
    assert "participants" in of(**stated).stated


def test_facts_are_the_main_questions_about_an_entry_in_their_order():
    """Whoever adds a main question decides here whether an entry is the less complete without its answer."""
    asked = [question.key for section in questionnaire.MAIN for question in section.questions if question.is_of_entry]
    assert list(completeness.FACTS) == [key for key in asked if key not in ("name", "summary")]


@pytest.mark.django_db
def test_page_says_how_many_facts_are_stated_and_names_the_missing_ones(client):
    factories.published(name="Circle", scale="national", withheld=["website"])

    page = Page(client.get("/communities/circle/").text)

    (section,) = [one for one in page.all("section") if one["aria-labelledby"] == "missing"]
    assert "States 5 of 17 main facts" in section.text
    assert "Stage of life" not in section.text
    assert "Website" not in section.text
    assert "Regular participants" in section.text
    (bar,) = [one for one in page.all("rect") if one["width"] == "29%"]
    assert bar.is_in("svg")


@pytest.mark.django_db
def test_page_of_a_complete_entry_asks_for_nothing(client):
    full = {name: [one.slugs[0]] if one.many else one.slugs[0] for name, one in vocabularies.of_communities().items()}
    factories.published(
        **full | {"scale": "national"}, name="Circle", organisation="Port", website="https://example.org",
        participants=20, how_to_join="Come."
    )  # fmt: skip
    assert "Not stated yet" not in client.get("/communities/circle/").text


@pytest.mark.django_db
def test_staff_read_the_same_figure(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator())
    community = factories.published(scale="national", withheld=["website"])
    text = client.get(f"/admin/communities/community/{community.pk}/change/").text
    assert "States 5 of 17 main facts" in text
    assert "Not stated yet: " in text
