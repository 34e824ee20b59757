"""Similar communities, and why."""

import pytest

from communities import index, peers
from communities.models import Community
from tests.factories import published

pytestmark = pytest.mark.django_db

# Nothing in common with anything but what a test adds.
BARE = {"host": None, "countries": [], "languages": [], "scale": None, "kind": None, "purpose": []}


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
