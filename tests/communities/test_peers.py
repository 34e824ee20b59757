"""Similar communities, and why."""

import pytest

from communities import index, peers, publishing
from communities.models import Community
from tests.factories import an_entry, published

pytestmark = pytest.mark.django_db

# Nothing in common with anything but what a test adds.
BARE = {"host": None, "countries": [], "languages": [], "scale": None, "kind": None, "purpose": []}

SAME_TOPIC = "Same topic: Strategic foresight and anticipation"


def similar(community, besides=()):
    names = dict(Community.objects.values_list("pk", "name"))
    return [(names[peer.pk], peer.reasons) for peer in peers.similar(index.current(), community.pk, besides)]


def crowd(many=8):
    """Others that share nothing, so that sharing something means something."""
    for number in range(many):
        published(**{**BARE, "name": f"Stranger {number}"})


def test_most_alike_first_with_reasons_in_words():
    crowd()
    one = published(**{**BARE, "name": "One", "topic": ["data", "foresight"], "host": "IE", "scale": "national"})
    published(**{**BARE, "name": "Alike", "topic": ["data", "foresight"], "host": "IE"})
    published(**{**BARE, "name": "A little", "topic": ["data"]})

    (first, why), (second, little) = similar(one)

    assert (first, second) == ("Alike", "A little")
    assert why == [
        "Same topic: Strategic foresight and anticipation, Data and evidence",
        "Both in Ireland",
    ]
    assert little == ["Same topic: Data and evidence"]


def test_rare_things_in_common_weigh_more_than_frequent_ones():
    for number in range(8):
        published(**{**BARE, "name": f"Data {number}", "topic": ["data"]})
    one = published(**{**BARE, "name": "One", "topic": ["data", "foresight"]})
    published(**{**BARE, "name": "Rare", "topic": ["foresight"]})

    assert similar(one)[0] == ("Rare", ["Same topic: Strategic foresight and anticipation"])


def test_what_everybody_shares_is_no_reason():
    for number in range(5):
        published(**{**BARE, "name": f"Network {number}", "kind": "network", "scale": "national"})
    one = published(**{**BARE, "name": "One", "kind": "network", "scale": "national"})

    assert similar(one) == []


def test_neither_itself_nor_those_already_shown_nor_more_than_four():
    crowd(20)
    one = published(**{**BARE, "name": "One", "topic": ["foresight"]})
    others = [published(**{**BARE, "name": f"Other {number}", "topic": ["foresight"]}) for number in range(6)]

    shown = [name for name, _reasons in similar(one, besides=[others[0].pk])]

    assert shown == ["Other 1", "Other 2", "Other 3", "Other 4"]


def test_page_shows_them_with_their_reasons(client):
    crowd()
    one = published(**{**BARE, "name": "One", "topic": ["foresight"]})
    published(**{**BARE, "name": "Other", "topic": ["foresight"]})

    shown = client.get(one.get_absolute_url()).context["similar"]

    assert [(found["entry"]["name"], found["reasons"]) for found in shown] == [
        ("Other", ["Same topic: Strategic foresight and anticipation"])
    ]


def test_community_that_is_not_published_has_none():
    assert peers.similar(index.current(), 0) == []


def names_of(found):
    names = dict(Community.objects.values_list("pk", "name"))
    return [(names[peer.pk], peer.reasons) for peer in found]


def test_one_step_ahead_is_like_it_and_at_the_next_stage():
    crowd()
    one = published(**{**BARE, "name": "One", "topic": ["foresight"], "maturity": "launching"})
    published(**{**BARE, "name": "Ahead", "topic": ["foresight"], "maturity": "consolidating"})
    published(**{**BARE, "name": "Further", "topic": ["foresight"], "maturity": "reinventing"})
    published(**{**BARE, "name": "Unlike", "topic": ["data"], "maturity": "consolidating"})

    assert names_of(peers.ahead(index.current(), one.pk)) == [
        ("Ahead", ["One step ahead: Consolidating", "Same topic: Strategic foresight and anticipation"])
    ]


@pytest.mark.parametrize("stage", [None, "reinventing", "paused", "closed"])
def test_nobody_is_ahead_of_who_states_no_stage_or_the_last(stage):
    crowd()
    one = published(**{**BARE, "name": "One", "topic": ["foresight"], "maturity": stage})
    for other in ("setting-up", "launching", "consolidating", "reinventing"):
        published(**{**BARE, "topic": ["foresight"], "maturity": other})
    assert peers.ahead(index.current(), one.pk) == []


def test_bridge_is_on_the_same_topic_at_another_scale_worldwide_or_at_home():
    crowd()
    topic = {**BARE, "topic": ["foresight"]}
    one = published(**{**topic, "name": "One", "host": "IE", "scale": "national"})
    published(**{**topic, "name": "World", "scale": "international"})
    published(**{**topic, "name": "City", "host": "IE", "scale": "subnational"})
    published(**{**topic, "name": "Region elsewhere", "region": "africa", "scale": "regional"})
    published(**{**topic, "name": "City elsewhere", "host": "JP", "scale": "subnational"})
    published(**{**topic, "name": "Peer", "host": "IE", "scale": "national"})
    published(**{**topic, "name": "Scale not stated", "host": "IE"})

    assert names_of(peers.bridges(index.current(), one.pk)) == [
        ("City", ["At another scale: State, province or city", SAME_TOPIC, "Both in Ireland"]),
        ("World", ["At another scale: International", SAME_TOPIC]),
    ]


def test_among_many_candidates_those_that_share_most_are_still_found():
    publishing.publish_many(
        [an_entry(**{**BARE, "name": f"Data {number}", "topic": ["data"]}) for number in range(peers.ENOUGH + 20)]
        + [an_entry(**{**BARE, "name": f"Stranger {number}"}) for number in range(600)],
        role="sources",
    )
    both = {**BARE, "topic": ["data"], "method": ["talks"]}
    one, alike = published(**{**both, "name": "One"}), published(**{**both, "name": "Alike"})
    assert peers.similar(index.current(), one.pk)[0].pk == alike.pk


def test_page_names_each_once_and_says_what_overlapping_ones_share(client):
    crowd()
    one = published(**{**BARE, "name": "One", "topic": ["foresight"], "maturity": "launching", "scale": "national"})
    published(
        **{**BARE, "name": "Ahead", "topic": ["foresight"], "maturity": "consolidating", "scale": "international"}
    )
    published(**{**BARE, "name": "Bridge", "topic": ["foresight"], "scale": "international"})
    link = {"relation": "overlaps-with", "slug": "one"}
    published(**{**BARE, "name": "Overlapping", "topic": ["foresight"], "links": [link]})

    response = client.get(one.get_absolute_url())

    shown = {
        why: [offer["entry"]["name"] for offer in response.context[why]] for why in ("ahead", "similar", "bridges")
    }
    assert shown == {"ahead": ["Ahead"], "similar": ["Bridge"], "bridges": []}
    assert [link["reasons"] for link in response.context["linked"]] == [
        ["Same topic: Strategic foresight and anticipation"]
    ]
    assert "Two communities that overlap, not one listed twice." in response.text
