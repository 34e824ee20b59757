"""Merging terms: every entry changes through the one door and says why, and no slug dies."""

import json
from urllib.parse import parse_qs

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from communities import index, publishing, revisions, term_admin
from communities.models import Community, LessonPurpose, Role, Searched, Term, TermMatch
from communities.refusals import TermStays
from submissions import moderation
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_change, a_moderator, pending

pytestmark = pytest.mark.django_db

STAFF = {"role": "staff", "reason": "One word for both"}


@pytest.fixture
def chief(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    return client


def term(slug, vocabulary="topic"):
    return Term.objects.get(vocabulary=vocabulary, slug=slug)


def fresh(community):
    return Community.objects.get(pk=community.pk)


def merge(old="data", new="foresight", vocabulary="topic", **how):
    return publishing.replace_term(term(old, vocabulary), into=term(new, vocabulary), **{**STAFF, **how})


def address(one, act="merge"):
    return f"/admin/communities/term/{one.pk}/{act}/"


# The door ------------------------------------------------------------------------------------------------


def test_every_entry_that_has_it_gets_a_revision_that_says_why_and_no_other():
    one = factories.published(topic=["data"])
    both = factories.published(topic=["data", "foresight"])
    neither = factories.published(topic=["foresight"])

    made = merge()

    assert sorted(revision.community_id for revision in made) == sorted([one.pk, both.pk])
    assert {(revision.action, revision.reason, tuple(revision.changed)) for revision in made} == {
        ("changed", "One word for both", ("topic",))
    }
    assert [fresh(community).entry["topic"] for community in (one, both, neither)] == [["foresight"]] * 3
    assert [community.slug for community in fresh(both).terms.filter(vocabulary="topic")] == ["foresight"]
    assert fresh(neither).revision_number == 1
    assert not revisions.broken_revisions(both)
    assert (term("data").active, term("data").replaced_by) == (False, term("foresight"))


def test_a_single_choice_changes_its_column_too():
    one = factories.published(rhythm="weekly")
    merge("weekly", "monthly", "rhythm")
    assert (fresh(one).entry["rhythm"], fresh(one).rhythm.slug) == ("monthly", "monthly")


def test_lessons_questions_searches_and_other_words_follow():
    community = factories.published()
    lesson = factories.learned(community, purpose=["advising", "network-building"])
    alone = factories.learned(community, purpose=["advising"])
    reply = factories.answered([community], terms=[("purpose", "advising")])
    searched = Searched.objects.create(country="IE", purpose=term("advising", "purpose"), on="2026-01-01")
    TermMatch.objects.filter(term__vocabulary="purpose").delete()
    for slug in ("advising", "network-building"):
        TermMatch.objects.create(term=term(slug, "purpose"), scheme="odi", word="Both")
    TermMatch.objects.create(term=term("advising", "purpose"), scheme="odi", word="One")

    merge("advising", "network-building", "purpose")

    new = term("network-building", "purpose")
    assert list(LessonPurpose.objects.order_by("lesson").values_list("lesson", "term")) == [
        (lesson.pk, new.pk),
        (alone.pk, new.pk),
    ]
    assert list(reply.terms.all()) == [new]
    searched.refresh_from_db()
    assert searched.purpose == new
    assert sorted(TermMatch.objects.filter(term=new).values_list("word", flat=True)) == ["Both", "One"]


@pytest.mark.parametrize(
    ("old", "new", "vocabulary", "says"),
    [
        ("data", "data", "topic", "Choose another term"),
        ("national", "regional", "scale", "The site itself counts on this term"),
        ("closed", "paused", "maturity", "The site itself counts on this term"),
        ("member", "other", "respondent", "are not in entries"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(old, new, vocabulary, says):
    factories.published(scale="national", topic=["data"])
    with pytest.raises(TermStays, match=says):
        merge(old, new, vocabulary)
    assert Community.objects.get().revision_number == 1


def test_replaced_once_retired_or_of_another_vocabulary_it_is_refused():
    with pytest.raises(TermStays, match="same vocabulary"):
        publishing.replace_term(term("data"), into=term("advising", "purpose"), **STAFF)
    merge()
    with pytest.raises(TermStays, match="already"):
        merge(new="open-data")
    with pytest.raises(TermStays, match="no longer be chosen"):
        merge("foresight", "data")


def test_too_many_and_more_than_somebody_saw_are_refused_and_nothing_changes(monkeypatch):
    communities = [factories.published(topic=["data"]) for _number in range(3)]
    with pytest.raises(TermStays, match="since you looked"):
        merge(used_by=2)
    monkeypatch.setattr(publishing, "MOST_ENTRIES", 2)
    with pytest.raises(TermStays, match="More than 2 entries"):
        merge()
    assert {fresh(one).revision_number for one in communities} == {1}
    assert term("data").active
    monkeypatch.setattr(publishing, "MOST_ENTRIES", 3)
    merge()
    assert {fresh(one).revision_number for one in communities} == {2}


def test_database_refuses_terms_that_lead_elsewhere_or_round_in_a_circle():
    merge()
    wrong = [
        ("data", {"active": True}),
        ("foresight", {"active": False, "replaced_by": term("data")}),
        ("open-data", {"active": False, "replaced_by": term("advising", "purpose")}),
        ("open-data", {"active": True, "replaced_by": term("data")}),
    ]
    for slug, changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Term.objects.filter(vocabulary="topic", slug=slug).update(**changes)


def test_what_is_published_or_comes_back_later_is_in_todays_terms():
    gone, live = factories.published(topic=["data"]), factories.published(topic=["data"], scope="Wide")
    change = pending(a_change(live, proposes={"scope": "Wider"}))
    publishing.withdraw(gone, role=Role.STAFF, reason="A test")
    merge()
    publishing.restore(fresh(gone), role=Role.STAFF, reason="A test")
    assert fresh(gone).entry["topic"] == ["foresight"]
    moderation.approve(change, version=change.version, user=a_moderator(), base=2)
    assert (fresh(live).entry["scope"], fresh(live).entry["topic"]) == ("Wider", ["foresight"])
    publishing.revert(fresh(live), to=1, role=Role.STAFF, reason="A test")
    assert (fresh(live).entry["scope"], fresh(live).entry["topic"]) == ("Wide", ["foresight"])
    assert factories.published(topic=["data", "foresight"]).entry["topic"] == ["foresight"]


# No slug dies --------------------------------------------------------------------------------------------


@pytest.fixture
def merged_twice():
    """Of three terms one is left: data became foresight, and that became open data."""
    named = factories.published(name="Circle", topic=["data"])
    factories.published(name="Other", topic=["climate"])
    factories.learned(named, purpose=["advising"])
    merge()
    merge("foresight", "open-data")
    merge("advising", "network-building", "purpose")
    return named


@pytest.mark.parametrize("slug", ["data", "foresight", "open-data"])
def test_old_slugs_select_what_the_new_one_does_everywhere(client, merged_twice, slug):
    page = client.get(f"/communities/?topic={slug}")
    assert [row["name"] for row in json.loads(client.get(f"/communities/export.json?topic={slug}").getvalue())] == [
        "Circle"
    ]
    assert client.get(f"/api/communities/?topic={slug}").json()["count"] == 1
    assert client.get(f"/communities/feed/?topic={slug}").status_code == 200
    assert f"“{slug}” is not a choice" not in page.text
    assert "Circle" in page.text
    assert "Circle" in client.get(f"/precedents/?topic={slug}").text
    assert len(index.current().having(("topic", slug))) == 1


def test_links_on_the_page_have_the_slug_of_today(client, merged_twice):
    chosen = client.get("/communities/?topic=data&topic=foresight")
    feeds = [link["href"] for link in Page(chosen.text).all("a") if "/communities/export.csv?" in link["href"]]
    assert parse_qs(feeds[0].partition("?")[2])["topic"] == ["open-data"]


def test_lessons_are_found_by_the_old_slug(client, merged_twice):
    assert client.get("/api/lessons/?purpose=advising").json()["count"] == 1
    assert client.get("/api/lessons/?purpose=network-building").json()["count"] == 1


def test_api_says_what_stands_for_it_and_nobody_is_offered_it(client, merged_twice):
    served = {one["slug"]: one for one in client.get("/api/vocabularies/").json()["topic"]["terms"]}
    assert (served["data"]["active"], served["data"]["replaced_by"]) == (False, "open-data")
    assert (served["open-data"]["active"], served["open-data"]["replaced_by"]) == (True, None)
    offered = [
        box["value"] for box in Page(client.get("/communities/?topic=ai").text).all("input") if box["name"] == "topic"
    ]
    assert "data" not in offered


# The desk ------------------------------------------------------------------------------------------------


def test_page_before_names_the_entries_and_what_else_follows_and_then_it_happens(chief):
    one = factories.published(name="Circle", topic=["data"])
    factories.answered([one], terms=[("topic", "data")])
    old, new = term("data"), term("foresight")
    assert "Merge it into another term" in chief.get(address(old, "change")).text

    page = chief.post(address(old), {"into": new.pk, "reason": "One word for both"})
    for line in (
        "1 entry says",
        f'<a href="/admin/communities/community/{one.pk}/change/">Circle</a>',
        "1 answered question stands under that term.",
        "It cannot be undone in one step",
    ):
        assert line in page.text
    assert fresh(one).revision_number == 1

    form = next(form.values for form in Page(page.text).forms() if "used_by" in form.values)
    done = chief.post(address(old), {**form, "step": "merge"}, follow=True)
    assert next(str(message) for message in done.context["messages"]).endswith("Entries changed: 1.")
    assert fresh(one).revisions.first().reason == "One word for both"
    assert LogEntry.objects.get().object_id == str(old.pk)
    assert "Merge it into another term" not in done.text


def test_page_names_some_of_many_and_says_how_many_more(chief, monkeypatch):
    monkeypatch.setattr(term_admin, "NAMED", 2)
    for _number in range(3):
        factories.published(topic=["data"])
    page = chief.post(address(term("data")), {"into": term("open-data").pk, "reason": ""}).text
    assert "1 more entry" in page
    assert page.count("/admin/communities/community/") == 2 + 1  # and the list of all, in the page's head


def test_reason_is_said_where_none_is_given(chief):
    one = factories.published(topic=["data"])
    chief.post(address(term("data")), {"into": term("open-data").pk, "reason": "", "used_by": "1", "step": "merge"})
    assert fresh(one).revisions.first().reason == f"The term “{term('data').label}” became “{term('open-data').label}”."


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"into": ""}, "This field is required"),
        ({"into": "999999"}, "Select a valid choice"),
        ({"into": "foresight"}, "Select a valid choice"),
        ({"used_by": "7", "step": "merge"}, "since you looked"),
        ({"used_by": "x", "step": "merge"}, "since you looked"),
    ],
)
def test_refusals_are_in_words_and_change_nothing(chief, given, says):
    one = factories.published(topic=["data"])
    response = chief.post(address(term("data")), {"into": term("open-data").pk, "reason": "", **given})
    assert says in response.text
    assert fresh(one).revision_number == 1


def test_only_who_may_merges_terms(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator())
    assert client.get(address(term("data"))).status_code == 403
    given = {"into": term("open-data").pk, "used_by": "0", "step": "merge"}
    assert client.post(address(term("data")), given).status_code == 403
    assert term("data").active
    assert "Merge it into another term" not in client.get(address(term("data"), "change")).text


def test_a_replaced_term_that_may_be_chosen_again_stands_for_itself(chief):
    merge()
    old = term("data")
    given = {"label": old.label, "order": old.order, "active": "on"}
    chief.post(address(old, "change"), given)
    assert (term("data").active, term("data").replaced_by) == (True, None)


def test_wording_a_term_moves_the_version(chief):
    before = index.current().version
    old = term("data")
    chief.post(address(old, "change"), {"label": "Data, well kept", "order": old.order, "active": "on"})
    assert index.current().version > before
    assert index.current().terms["topic"]["data"].label == "Data, well kept"
