"""What the catalogue tells somebody who plans a community: which come near, how one joins, and what others do."""

from collections import Counter

import pytest

from communities import index, planned, publishing
from communities.models import Community
from tests.factories import an_entry, published

pytestmark = pytest.mark.django_db

BARE = {"host": None, "countries": [], "languages": [], "scale": None, "kind": None, "purpose": []}


def matching(**plan):
    names = dict(Community.objects.values_list("pk", "name"))
    found = planned.matching(index.current(), plan)
    return [(names[one.pk], one.reasons) for one in found]


@pytest.fixture(autouse=True)
def others():
    """Enough of them that what two share is no chance."""
    publishing.publish_many([an_entry(**BARE, name=f"Other {number}") for number in range(9)], role="sources")


def test_closest_come_first_with_the_reasons_and_how_one_joins():
    published(**{**BARE, "name": "Same subject", "topic": ["data"]})
    published(**{**BARE, "name": "At home", "topic": ["data"], "host": "FI", "scale": "national", "route": "apply"})
    published(**{**BARE, "name": "Another subject", "topic": ["health"], "host": "FI", "scale": "national"})

    assert matching(topic=["data"], country=["FI"], scale=["national"]) == [
        (
            "At home",
            [
                "Same topic: Data and evidence",
                "Both in Finland",
                "Same scale: National",
                "How somebody joins: Apply or ask",
            ],
        ),
        ("Same subject", ["Same topic: Data and evidence"]),
    ]


def test_those_at_home_come_first_if_they_are_about_it():
    published(**{**BARE, "name": "Abroad", "topic": ["data", "crisis"], "host": "JP"})
    published(**{**BARE, "name": "At home", "topic": ["data"], "host": "FI"})
    published(**{**BARE, "name": "Something else", "topic": ["health"], "purpose": ["advising"], "host": "FI"})
    plan = {"topic": ["data", "crisis"], "purpose": ["advising"], "country": ["FI"]}
    assert [name for name, _reasons in matching(**plan)] == ["At home", "Abroad"]
    assert [name for name, _reasons in matching(**{**plan, "topic": []})] == ["Something else"]


def test_one_that_has_ended_cannot_be_joined():
    published(**{**BARE, "name": "Over", "topic": ["data"], "maturity": "closed", "ended": 2020})
    published(**{**BARE, "name": "Resting", "topic": ["data"], "maturity": "paused"})
    assert [name for name, _reasons in matching(topic=["data"])] == ["Resting"]


def test_without_a_subject_or_purpose_all_that_is_shared_counts():
    published(**{**BARE, "name": "At home", "topic": ["data"], "host": "FI"})
    assert matching(country=["FI"]) == [("At home", ["Both in Finland"])]


def test_what_nobody_has_comes_near_nothing():
    assert matching(topic=["crisis"]) == []
    assert matching(topic=["crisis"], country=["TV"], function=["filter"]) == []
    assert matching() == []


def test_what_does_not_count_is_passed_over():
    published(**{**BARE, "name": "Monthly", "topic": ["data"], "rhythm": "monthly"})
    assert matching(rhythm=["monthly"], size=["to-50"], identity=["scientist"]) == []


def test_others_are_counted_by_how_many_values_they_name():
    slugs = ["filter", "amplifier", "convening", "facilitator", "investor"]
    numbers = [0, 1, 1, 2, 3, 3, 4, 5]
    for number in numbers:
        published(**BARE, function=slugs[:number])
    catalogue = index.current()
    for few in range(6):
        assert planned.naming_more_than(catalogue, "function", few) == sum(number > few for number in numbers)
    assert catalogue.stating("function") == len(numbers) - Counter(numbers)[0]
    assert planned.counted(catalogue, [("function", "filter"), ("function", "investor")]) == [
        ("Filtering", 7),
        ("Investing or providing", 1),
    ]
