"""Pausing and closing with honour: what is asked, what is published of it, and what undoing brings back."""

import re

import pytest
from django.db import IntegrityError, transaction

from communities.models import Community, Revision
from submissions import approval, moderation
from submissions.models import Kind, State, Steward, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import LEFT_BEHIND, a_closure, a_moderator, fresh, pending
from tests.submissions.test_review import decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

YOU = {"sender_role": "convener", "sender_email": "last.convener@example.org", "consent_publish": "on"}


@pytest.fixture
def circle():
    heir = factories.published(name="Heir of the Harbour")
    tied = [{"relation": "overlaps-with", "slug": heir.slug}]
    return factories.published(name="Harbour Circle", maturity="consolidating", founded=2012, links=tied)


def entry(community) -> dict:
    return Community.objects.get(pk=community.pk).entry


def begun(community, **fields) -> Sender:
    visitor = Sender()
    visitor.post(f"/submit/close/{community.slug}/", **fields)
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    return visitor


def approved(closure, **more) -> Submission:
    closure = pending(closure) if closure.state == State.DRAFT else fresh(closure)
    moderation.approve(closure, version=closure.version, user=a_moderator(), **more)
    return fresh(closure)


# Sending ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_community_is_closed_by_whoever_convenes_it_from_its_page_without_an_account(client, circle, language):
    link = f"{language}/submit/close/{circle.slug}/"
    assert link in Page(client.get(f"{language}/communities/{circle.slug}/").text).links()
    visitor = Sender()
    visitor.post(link, maturity="closed", last_active="2026-03")
    assert "/legacy/" in visitor.response["Location"]
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    given = {
        "ended": "2026",
        "achieved": "Forty briefs.",
        "assets-0-title": "Our briefs",
        "assets-0-url": "archive.example.org/briefs",
        "links-1-relation": "succeeded-by",
        "links-1-slug": "Heir of the Harbour",
        "thanks": "To the canteen.",
    }
    visitor.post(f"{language}{visitor.at('legacy/')}", **given)
    assert visitor.response["Location"].endswith(visitor.at("you/"))
    visitor.post(f"{language}{visitor.at('you/')}", **YOU)
    visitor.post(f"{language}{visitor.at('check/')}")
    closure = visitor.submission
    assert (closure.kind, closure.state, closure.community) == (Kind.CLOSURE, State.UNCONFIRMED, circle)
    for stranger in ("Harbour", "canteen", "Forty"):
        assert stranger not in last_letter()
    visitor.post(re.search(r"(/fr)?/submission/\S+/confirm/", last_letter()).group(0))
    assert fresh(closure).state == State.PENDING
    assert entry(circle)["maturity"] == "consolidating"
    assert closure.entry["ended"] == 2026
    assert closure.entry["assets"] == [{"title": "Our briefs", "url": "https://archive.example.org/briefs"}]
    assert {link["relation"] for link in closure.entry["links"]} == {"overlaps-with", "succeeded-by"}


def test_one_that_is_pausing_is_asked_nothing_about_an_end(circle):
    visitor = begun(circle, maturity="paused")
    assert visitor.response["Location"] == visitor.at("you/")
    visitor.page(visitor.at("legacy/"))
    assert visitor.response.status_code == 303
    visitor.post(visitor.at("you/"), **YOU)
    visitor.post(visitor.at("check/"))
    paused = visitor.submission
    assert paused.state == State.UNCONFIRMED
    assert approval.proposed_changes(paused) == ["maturity"]


def test_nothing_is_begun_before_it_is_said_which(circle):
    page = Sender().post(f"/submit/close/{circle.slug}/")
    assert "Choose whether it is pausing or has ended" in page.words()
    assert "Choose whether" in Sender().post(f"/submit/close/{circle.slug}/", maturity="consolidating").words()
    trapped = Sender().post(f"/submit/close/{circle.slug}/", maturity="closed", website_2="filled")
    assert "A hidden field was filled in" in trapped.words()
    assert not Submission.objects.exists()


def test_what_was_typed_for_an_end_is_not_published_of_a_pause(circle):
    closure = a_closure(circle, maturity="paused", **LEFT_BEHIND)
    assert closure.entry["maturity"] == "paused"
    assert (closure.entry["achieved"], closure.entry["ended"], closure.entry["thanks"]) == ("", None, "")


def test_pausing_what_is_paused_changes_nothing_and_is_not_sent():
    there = factories.published(maturity="paused")
    visitor = begun(there, maturity="paused")
    visitor.post(visitor.at("you/"), **YOU)
    assert "Nothing differs from the published entry yet" in visitor.send().words()
    assert visitor.submission.state == State.DRAFT
    assert letters() == []


def test_only_permissions_that_are_asked_for_are_on_record(circle):
    assert {one["use"] for one in a_closure(circle).consents} == {"publish", "case-study"}


def test_a_former_address_leads_on_and_what_is_gone_cannot_be_closed(client, circle):
    assert client.get("/submit/close/no-such-community/").status_code == 404
    assert client.get(f"/submit/close/{circle.slug}/").status_code == 200


def test_closure_without_its_base_is_refused_by_the_database(circle):
    closure = a_closure(circle)
    with pytest.raises(IntegrityError, match="submission_change_has_its_base"), transaction.atomic():
        Submission.objects.filter(pk=closure.pk).update(base_revision=None)


# Deciding --------------------------------------------------------------------------------------------


def test_moderator_sees_field_by_field_and_approval_makes_a_legacy_page(client, desk, circle):
    successor = [{"relation": "succeeded-by", "slug": "heir-of-the-harbour"}]
    closure = pending(a_closure(circle, links=successor))
    page = Page(shown(desk, closure))
    for words in ("What it achieved", "Forty ministries", "Where its knowledge went", "Consolidating"):
        assert words in page.words()
    decided = approved(closure)
    assert decided.state == State.APPROVED
    legacy = Page(client.get(f"/communities/{circle.slug}/").text)
    for words in (
        "2012 to 2026",
        "Listed and kept: this community no longer meets",
        "Forty ministries wrote a foresight brief.",
        "The National Archive keeps all of it.",
        "All our briefs",
        "The yearly foresight days of the university.",
        "To the canteen, which stayed open.",
    ):
        assert words in legacy.words()
    assert "/communities/heir-of-the-harbour/" in legacy.links()
    assert "https://archive.example.org/briefs" in legacy.links()
    assert f"/submit/change/{circle.slug}/?field=maturity" in legacy.links()
    assert f"/submit/close/{circle.slug}/" not in legacy.links()
    assert "It has ended, and is kept with what it leaves behind" in legacy.words()
    assert "How to join" not in legacy.words()
    heir = Page(client.get("/communities/heir-of-the-harbour/").text)
    assert f"/communities/{circle.slug}/" in heir.links()


def test_paused_community_says_so_and_can_be_picked_up_again(client, circle):
    approved(a_closure(circle, maturity="paused"))
    page = Page(client.get(f"/communities/{circle.slug}/").text)
    assert "This community is paused" in page.words()
    again = f"/submit/change/{circle.slug}/?field=maturity"
    assert again in page.links()
    visitor = Sender()
    visitor.post(again, maturity="consolidating")
    assert "/you/" in visitor.response["Location"]


def test_picked_up_again_it_no_longer_says_what_it_left_behind(circle):
    approved(a_closure(circle))
    visitor = Sender()
    visitor.post(f"/submit/change/{circle.slug}/?field=maturity", maturity="consolidating")
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    again = visitor.submission.entry
    assert (again["maturity"], again["ended"], again["achieved"], again["thanks"]) == ("consolidating", None, "", "")


def test_undoing_an_approval_puts_the_entry_back_in_a_revision_of_its_own(circle):
    before = entry(circle)
    closure = approved(a_closure(circle))
    moderation.undo(closure, version=closure.version, user=a_moderator())
    after = entry(circle)
    assert {key: after[key] for key in after if key not in ("revision", "updated", "confirmed")} == {
        key: before[key] for key in before if key not in ("revision", "updated", "confirmed")
    }
    assert Revision.objects.filter(community=circle).count() == 3
    assert fresh(closure).state == State.PENDING


def test_fields_can_be_left_out_and_its_sender_is_told(desk, circle):
    closure = pending(a_closure(circle))
    decide(desk, closure, "approve", take=["maturity", "ended", "achieved"])
    live = entry(circle)
    assert (live["maturity"], live["ended"], live["thanks"]) == ("closed", 2026, "")
    letter = last_letter()
    assert "It is listed and kept" in letter
    assert "Thanks" in letter


def test_closing_makes_nobody_a_steward(circle):
    approved(a_closure(circle))
    assert not Steward.objects.exists()


def test_moderator_can_ask_and_the_answer_comes_back_without_the_address(circle):
    closure = pending(a_closure(circle))
    moderation.ask(closure, version=closure.version, user=a_moderator(), about_fields={"legacy": "Which office?"})
    visitor = Sender(re.search(r"/submission/([^/]+)/", last_letter()).group(1))
    assert visitor.at("legacy/?from=check#id_legacy") in visitor.page(visitor.at()).links()
    visitor.post(visitor.at("legacy/"), legacy="The archive of the ministry.")
    visitor.post(visitor.at("check/"), words="Here it is.")
    closure = fresh(closure)
    assert closure.state == State.PENDING
    assert closure.entry["legacy"] == "The archive of the ministry."
