"""A change of a single answer: one page with that question, then who you are, then the check."""

import re

import pytest

from communities import publishing
from submissions import approval
from submissions.models import Kind, State, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, letters

pytestmark = pytest.mark.django_db

YOU = {"sender_role": "member", "sender_email": "member@example.org", "consent_publish": "on"}


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle", website="https://harbour.gov.ie", city="Cork", topic=["data"])


def changed(community, field, **fields) -> Sender:
    visitor = Sender()
    visitor.post(f"/submit/change/{community.slug}/?field={field}", **fields)
    found = re.search(r"/submission/([^/]+)/you/\?from=check", visitor.response.get("Location", ""))
    visitor.token = found.group(1) if found else ""
    return visitor


def test_page_shows_every_answer_with_where_it_alone_is_changed(client, circle):
    page = Page(client.get(f"/submit/change/{circle.slug}/").text)
    for field in ("name", "summary", "website", "topic", "members", "assets"):
        assert f"/submit/change/{circle.slug}/?field={field}" in page.links()
    assert "?field=sender_email" not in " ".join(page.links())
    assert "?field=achieved" not in " ".join(page.links())


def test_one_answer_is_sent_by_three_pages_and_alters_nothing_else(circle):
    visitor = changed(circle, "website", website="https://www.harbour.ie")
    visitor.post(f"{visitor.at('you/')}?from=check", **YOU)
    assert visitor.response["Location"] == visitor.at("check/")
    visitor.send()
    change = visitor.submission
    assert (change.kind, change.state) == (Kind.CHANGE, State.UNCONFIRMED)
    assert approval.proposed_changes(change) == ["website"]
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("field", "fields", "said"),
    [
        ("website", {"website": "no address at all"}, "Enter the website’s address in full"),
        ("website", {}, "Nothing differs from the published entry yet"),
        ("website", {"website": "https://x.example.org", "website_2": "filled"}, "A hidden field was filled in"),
        ("name", {"name": ""}, "Enter the community’s name"),
        ("topic", {"topic": ["no-such-topic"]}, "Choose subjects from the list"),
    ],
)
def test_what_cannot_be_sent_is_said_and_begins_no_draft(circle, field, fields, said):
    page = Sender().post(f"/submit/change/{circle.slug}/?field={field}", **fields)
    assert said in page.words()
    assert not Submission.objects.exists()


def test_list_gets_more_rows_without_losing_what_was_typed(circle):
    typed = {f"assets-{number}-title": f"Brief {number}" for number in range(3)}
    page = Sender().post(f"/submit/change/{circle.slug}/?field=assets", more="assets", **typed)
    assert "assets-4-title" in str([form.values for form in page.forms()])
    assert "Brief 2" in str([form.values for form in page.forms()])
    assert not Submission.objects.exists()


@pytest.mark.parametrize("field", ["no-such-field", "sender_email", "achieved", "rating_direction", ""])
def test_what_is_no_answer_of_the_entry_leads_to_the_whole_form(client, circle, field):
    words = Page(client.get(f"/submit/change/{circle.slug}/?field={field}").text).words()
    assert "Or change only one answer" in words


def test_former_address_keeps_the_field(client):
    there = factories.published(name="Former Name")
    old = there.slug
    publishing.move(there, "present-name")
    response = client.get(f"/submit/change/{old}/?field=website")
    assert response["Location"] == "/submit/change/present-name/?field=website"


def test_page_asks_the_database_as_often_for_a_full_entry_as_for_a_bare_one(
    client, circle, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        client.get(f"/submit/change/{circle.slug}/")
    with django_assert_max_num_queries(6):
        client.get(f"/submit/change/{circle.slug}/?field=website")
