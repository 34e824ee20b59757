"""An earlier version published again by staff: what it brings back, what stays on record, and what is refused."""

from datetime import date

import pytest

from communities import entry as entries
from communities import publishing, revisions
from communities.models import Community, CommunityTerm, Link
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_is_enough(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def moderator(client):
    client.force_login(a_moderator())
    return client


def address(community, act="change"):
    return f"/admin/communities/community/{community.pk}/{act}/"


def revert(client, community, to, base, reason="As it was"):
    response = client.post(address(community, "revert"), {"to": to, "base": base, "reason": reason}, follow=True)
    return [str(message) for message in response.context["messages"]]


def fresh(community):
    return Community.objects.get(pk=community.pk)


def offered(client, community):
    """The versions that the page offers to publish again, with what their forms would send."""
    page = Page(client.get(address(community)).text)
    return [form.values for form in page.forms() if form.action == address(community, "revert")]


def test_earlier_version_is_published_again_as_a_revision_of_staff(moderator):
    community = factories.published(name="Harbour Lab", city="Cork", topic=["foresight"])
    factories.changed(community, name="Harbor Lab", city="", topic=["data"])

    told = revert(moderator, community, to=1, base=2, reason="The city was right")

    latest = community.revisions.get(number=3)
    assert told == ["Version 1 is published again."]
    assert entries.content(fresh(community).entry) == entries.content(community.revisions.get(number=1).entry)
    assert fresh(community).entry == latest.entry
    assert (latest.action, latest.role, latest.reason) == ("changed", "staff", "The city was right")
    assert latest.changed == ["name", "city", "topic"]
    assert revisions.broken_revisions(community) == []


def test_columns_terms_and_links_follow_the_version(moderator):
    parent = factories.published(name="Parent")
    community = factories.published(
        topic=["foresight"], mode="online", links=[{"relation": "part-of", "slug": parent.slug}]
    )
    factories.changed(community, topic=["data"], mode=None, links=[], host="FR", countries=["FR"])

    revert(moderator, community, to=1, base=2)

    live = fresh(community)
    topics = CommunityTerm.objects.filter(community=community, term__vocabulary="topic")
    assert list(topics.values_list("term__slug", flat=True)) == ["foresight"]
    assert (live.mode.slug, live.host, live.countries) == ("online", "IE", ["IE"])
    assert list(Link.objects.values_list("from_community", "relation", "to_community")) == [
        (community.pk, "part-of", parent.pk)
    ]


def test_address_stays_the_present_one(moderator):
    community = factories.published(name="Harbour Lab", city="Cork")
    publishing.move(community, "harbour")
    factories.changed(fresh(community), city="")

    revert(moderator, community, to=1, base=2)

    assert (fresh(community).slug, fresh(community).entry["slug"], fresh(community).entry["city"]) == (
        "harbour",
        "harbour",
        "Cork",
    )


@pytest.mark.parametrize(
    ("then", "since", "says"),
    [
        (date(2025, 3, 1), date(2026, 4, 2), "confirmed by its convener on 1 Mar 2025"),
        (None, date(2026, 4, 2), "no longer read as confirmed"),
    ],
)
def test_confirmation_comes_back_with_the_version_and_the_page_says_so_before(moderator, then, since, says):
    community = factories.published(confirmed=then, city="Cork")
    factories.changed(community, city="Galway", confirmed=since)
    assert says in moderator.get(address(community)).text

    revert(moderator, community, to=1, base=2)

    assert fresh(community).confirmed_on == then


def test_reason_is_said_where_none_is_given(moderator):
    community = factories.published(city="Cork")
    factories.changed(community, city="")
    revert(moderator, community, to=1, base=2, reason="  ")
    assert community.revisions.first().reason == "Version 1, published again"


def test_page_lists_versions_in_words_and_offers_those_that_differ(moderator):
    community = factories.published(city="Cork", reason="Found in public")
    factories.changed(community, city="Galway", organisation="The Port", reason="It moved")
    publishing.withdraw(community, role="staff", reason="Asked to")
    publishing.restore(community, role="staff", reason="")

    response = moderator.get(address(community))

    assert [(one.revision.number, one.changed, one.can_return) for one in response.context["versions"]] == [
        (4, [], False),
        (3, [], False),
        (2, ["Organisation that convenes it", "City"], False),
        (1, [], True),
    ]
    for words in ("Version 2: Changed", "It moved", "Found in public", "Public sources, read by OPSI"):
        assert words in response.text
    (form,) = offered(moderator, community)
    assert (form["to"], form["base"]) == (["1"], ["4"])


@pytest.mark.parametrize(
    ("to", "base", "says"),
    [
        (1, 1, "revision 2 has been published since"),
        (1, "", "revision 2 has been published since"),
        (2, 2, "Version 2 says what is published now."),
        (9, 2, "This entry has no version 9."),
        ("", 2, "This entry has no version 0."),
        ("x", 2, "This entry has no version 0."),
    ],
)
def test_stale_pages_and_versions_that_cannot_return_are_refused_in_words(moderator, to, base, says):
    community = factories.published(city="Cork")
    factories.changed(community, city="Galway")

    (told,) = revert(moderator, community, to, base)

    assert says in told
    assert (fresh(community).revision_number, fresh(community).entry["city"]) == (2, "Galway")


def test_version_of_another_community_is_none_of_this_one(moderator):
    community, other = factories.published(), factories.published()
    factories.changed(other, city="Cork")
    assert revert(moderator, community, to=2, base=1) == ["This entry has no version 2."]


@pytest.mark.parametrize("field", ["scope", "languages"])
def test_version_of_which_part_was_erased_is_neither_offered_nor_published_again(moderator, field):
    community = factories.published(scope="Words that must go", languages=["en"])
    factories.changed(community, scope="", languages=[], city="Cork")
    revisions.redact(community.revisions.get(number=1), [field])

    assert "Part of it was erased" in moderator.get(address(community)).text
    assert offered(moderator, community) == []
    assert revert(moderator, community, to=1, base=2) == [
        "Part of version 1 was erased, so it cannot be published again."
    ]
    assert fresh(community).revision_number == 2


def test_page_warns_where_a_version_states_what_its_convener_withholds_today(moderator):
    community = factories.published(city="Cork", funder="The Port")
    factories.changed(community, city="", funder="", withheld=["city"])
    text = moderator.get(address(community)).text
    assert "asked to keep private since: City<" in text


def test_withdrawn_community_is_restored_first(moderator):
    community = factories.published(city="Cork")
    factories.changed(community, city="Galway")
    publishing.withdraw(community, role="staff", reason="x")

    assert offered(moderator, community) == []
    assert revert(moderator, community, to=1, base=3) == ["This entry is withdrawn. Restore it before changing it."]
    assert not fresh(community).is_published


def test_visitor_and_staff_without_the_right_publish_nothing_again(client, django_user_model):
    community = factories.published(city="Cork")
    factories.changed(community, city="Galway")

    asked = client.post(address(community, "revert"), {"to": 1, "base": 2})
    client.force_login(django_user_model.objects.create_user("clerk", password="a long pass phrase", is_staff=True))
    refused = client.post(address(community, "revert"), {"to": 1, "base": 2})

    assert asked.url.startswith("/admin/login/")
    assert refused.status_code == 403
    assert fresh(community).revision_number == 2


def test_markup_in_a_version_is_shown_as_text(moderator):
    bad = "<script>alert(1)</script>"
    community = factories.published(city=bad, reason=bad)
    factories.changed(community, city="Cork", reason=bad)
    page = moderator.get(address(community)).text
    assert "alert(1)" in page
    assert bad not in page
