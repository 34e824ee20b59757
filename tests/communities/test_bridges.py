"""What connects countries and communities, as far as entries say so."""

import pytest

from communities import bridges, index, publishing
from communities.models import Community
from tests.factories import an_entry, published
from tests.page import Page

pytestmark = pytest.mark.django_db

AIM = {"topic": ["data"], "purpose": ["advising"]}


def in_countries(*hosts, **changes):
    publishing.publish_many([an_entry(host=host, **{**AIM, **changes}) for host in hosts], role="sources")


def aims():
    return [(aim.topic, aim.purpose, aim.communities, aim.countries) for aim in bridges.shared_aims(index.current())]


def linked(name, *others, relation="part-of"):
    links = [{"relation": relation, "slug": other} for other in others]
    return published(name=name, slug=name.lower(), links=links)


def test_aims_are_told_by_the_countries_that_share_them():
    in_countries("IE", "IE", "FR", "FR", "FI")
    in_countries("IE", "FR", "FI", "JP", "US", topic=["foresight", "design"])

    assert aims() == [
        ("Design and user research", "Advising or review", 5, 5),
        ("Strategic foresight and anticipation", "Advising or review", 5, 5),
        ("Data and evidence", "Advising or review", 5, 3),
    ]


def test_aim_of_fewer_than_five_or_of_one_country_is_not_told():
    in_countries("IE", "FR", "FI", "JP")
    in_countries("IE", "IE", "IE", "IE", "IE", "IE", topic=["foresight"])

    assert aims() == []


def test_its_address_lists_just_those_communities(client):
    in_countries("IE", "IE", "FR", "FR", "FI")
    in_countries("JP", purpose=["network-building"])
    (aim,) = bridges.shared_aims(index.current())

    assert client.get(aim.url).context["total"] == aim.communities == 5


def test_community_linked_with_others_by_either_side_is_a_bridge(client):
    for name in ("One", "Two", "Three"):
        linked(name)
    linked("Hub", "one", "two")
    linked("Late", "hub", relation="overlaps-with")
    linked("Both", "hub", "three", relation="overlaps-with")

    found = [(one.community.name, one.others) for one in bridges.bridges(index.current().everyone)]

    assert found == [("Hub", 4), ("Both", 2)]
    page = Page(client.get("/insights/").text)
    (table,) = (one for one in page.all("table") if "Communities linked with most others" in one.text)
    assert table.text.split()[-2:] == ["Hub4", "Both2"]


def test_what_is_withdrawn_connects_nothing():
    linked("One"), linked("Two")
    hub = linked("Hub", "one", "two")
    publishing.withdraw(hub, role="staff", reason="A test")

    assert bridges.bridges(index.current().everyone) == []


def test_linked_community_leads_on_to_those_that_are_not_linked_already():
    one = linked("One")
    hub = linked("Hub", "one")
    for name in ("Beta", "Alpha", "Delta", "Gamma"):
        linked(name, "hub")
    near = linked("Near", "hub", "one")

    onward = bridges.onward(one.pk, [hub.pk, near.pk], {}, index.current().everyone)

    assert [other.name for other in onward[hub.pk].named] == ["Alpha", "Beta", "Delta"]
    assert (onward[hub.pk].more, set(onward)) == (1, {hub.pk})
    assert bridges.onward(one.pk, [], {}, index.current().everyone) == {}


@pytest.mark.parametrize(
    ("says", "said_back", "words"),
    [(True, False, "This entry says so."), (False, True, "Its entry says so."), (True, True, "Both entries say so.")],
)
def test_page_says_whose_entry_says_that_they_overlap(client, says, said_back, words):
    overlap = "overlaps-with"
    linked("Other")
    linked("One", *["other"][: int(says)], relation=overlap)
    if said_back:
        other = Community.objects.get(slug="other")
        links = [{"relation": overlap, "slug": "one"}]
        publishing.publish({**other.entry, "links": links}, community=other, role="staff", reason="A test")

    response = client.get("/communities/one/")

    assert [(link["relation"], link["entry"]["name"], link["said_by"]) for link in response.context["linked"]] == [
        ("Overlaps with", "Other", words)
    ]
    assert words in response.text
