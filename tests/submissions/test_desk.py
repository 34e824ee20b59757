"""The desk's first page: what waits first, then the rest, and every page that the account may see."""

import re

import pytest
from django.contrib.auth.models import User

from submissions import moderation
from submissions.models import State
from submissions.templatetags import desk as tags
from tests.submissions.submitted import a_draft, an_import, in_state, pending

pytestmark = pytest.mark.django_db


def test_first_page_counts_what_waits_and_leads_to_the_longest_waiting(desk, moderator):
    longest, latest = pending(entry={"name": "Longest"}), pending(entry={"name": "Latest"})
    in_state(State.DECLINED, moderator)
    html = desk.get("/admin/").content.decode()
    assert "<b>2</b> submissions wait for a decision." in html
    assert f'href="/admin/submissions/submission/{longest.pk}/change/">Take up the longest waiting' in html
    assert html.index("Longest") < html.index("Latest")
    assert str(latest.pk) in html


def test_first_page_says_when_nothing_waits(desk):
    html = desk.get("/admin/").content.decode()
    assert "Nothing waits for a decision." in html
    assert "Take up the longest waiting" not in html


def test_numbers_of_the_rest_are_those_of_the_queue_they_lead_to(desk, moderator):
    mine = pending()
    moderation.assign(mine, version=mine.version, user=moderator, assignee=moderator)
    pending()
    in_state(State.CHANGES_REQUESTED, moderator)
    in_state(State.UNCONFIRMED)
    an_import()
    a_draft()  # its writer's own: not on the desk
    found = tags.what_waits(moderator)
    assert [number for _title, _query, number in found.others] == [1, 1, 1, 1, 1]
    assert found.number == 2
    for _title, query, number in found.others:
        listed = desk.get(f"/admin/submissions/submission/?{query}").context["cl"].result_count
        assert (query, listed) == (query, number)


def test_pages_stand_under_headings_and_none_is_lost(client, password_is_enough):
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    response = client.get("/admin/")
    addresses = {model["admin_url"] for app in response.context["app_list"] for model in app["models"]}
    html = response.content.decode()
    assert {address for address in addresses if f'href="{address}"' in html} == addresses
    headings = re.findall(r'<h2 id="section-\d+">([^<]+)</h2>', html)
    assert headings == ["Catalogue", "Submissions and letters", "People and signing in"]


def test_moderator_sees_no_heading_without_pages(desk):
    assert "People and signing in" not in desk.get("/admin/").content.decode()
