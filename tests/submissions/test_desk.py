"""The desk's first page: what waits first, then the rest, and every page that the account may see."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from post_office.models import STATUS, Email

from submissions import moderation, whatwaits
from submissions.models import State, Submission
from tests.submissions.submitted import a_change, a_draft, a_moderator, a_report, an_import, in_state, pending

pytestmark = pytest.mark.django_db


def test_first_page_counts_what_waits_and_leads_to_the_longest_waiting(desk, moderator):
    longest, latest = pending(entry={"name": "Longest"}), pending(a_change())
    in_state(State.DECLINED, moderator)
    html = desk.get("/admin/").content.decode()
    assert "<b>2</b> submissions wait for a decision." in html
    assert opened(desk, next_link(html, "Take up the longest waiting")) == longest
    assert opened(desk, next_link(html, "Take up<", after="Changes")) == latest


def test_first_page_says_when_nothing_waits(desk):
    html = desk.get("/admin/").content.decode()
    assert "Nothing waits for a decision." in html
    assert "Take up the longest waiting" not in html


def next_link(html, words, after=""):
    place = html.index(words, html.index(after))
    return re.findall(r'href="([^"]+)"', html[:place])[-1].replace("&amp;", "&")


def opened(desk, address):
    """The submission whose page the address leads to."""
    return desk.get(address, follow=True).context["submission"]


def test_numbers_are_those_of_the_queue_they_lead_to(desk, moderator):
    mine, answered, others = pending(), in_state(State.CHANGES_REQUESTED, moderator), pending()
    moderation.assign(mine, version=mine.version, user=moderator, assignee=moderator)
    moderation.assign(others, version=others.version, user=moderator, assignee=a_moderator("colleague"))
    moderation.answer(answered, version=answered.version, words="In Cork.")
    pending(a_change())
    a_report()
    in_state(State.CHANGES_REQUESTED, moderator)
    in_state(State.RELAYED, moderator)
    in_state(State.UNCONFIRMED)
    an_import()
    a_draft()  # its writer's own: not on the desk
    found = whatwaits.on_the_desk(moderator)
    assert {str(line.title): line.number for line in found.busy} == {
        "Answers to what was asked": 1,
        "New communities": 2,
        "Changes": 1,
        "Reports": 1,
        "Held by an import, with a question": 1,
    }
    assert [line.number for line in found.elsewhere] == [1, 1, 1]
    assert (found.number, found.mine) == (5, 1)
    new = found.busy[1]
    assert (new.mine, new.others, new.nobodys) == (1, 1, 0)
    of_the_desk = [line for line in [*found.lines, *found.elsewhere] if line.see.startswith("/admin/")]
    for line in of_the_desk:  # and not the public list of those that are dormant
        assert (line.see, desk.get(line.see).context["cl"].result_count) == (line.see, line.number)


def test_first_page_says_how_old_the_oldest_is_and_what_is_late(desk, settings):
    settings.DECISION_TARGET = timedelta(days=7)
    late, fresh = pending(), pending()
    Submission.objects.filter(pk=late.pk).update(pending_since=timezone.now() - timedelta(days=9, hours=1))
    html = " ".join(desk.get("/admin/").content.decode().split())
    assert "9 days, late" in html
    assert "1 has waited longer than we aim at." in html
    assert "Our aim is 7 days." in html
    assert "Nothing among: Answers to what was asked, Changes," in html
    Submission.objects.filter(pk=late.pk).update(pending_since=fresh.pending_since)
    assert "late" not in desk.get("/admin/").content.decode().split('aria-labelledby="waits"')[1].split("</section>")[0]


def test_first_page_asks_as_often_for_much_as_for_little(desk, moderator):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            desk.get("/admin/")
        return len(caught)

    pending()
    queries()
    before = queries()
    for _number in range(3):
        pending()
        pending(a_change())
        in_state(State.CHANGES_REQUESTED, moderator)
    assert queries() == before


def test_letters_that_could_not_be_sent_wait_for_those_who_may_see_them(moderator):
    pending()
    Email.objects.update(status=STATUS.failed)
    chief = User.objects.create_superuser("chief", password="a long pass phrase")
    waiting = {str(line.title): line.number for line in whatwaits.on_the_desk(chief).lines}
    assert waiting["Letters that could not be sent"] == Email.objects.count() > 0
    assert "Letters that could not be sent" not in {str(one.title) for one in whatwaits.on_the_desk(moderator).lines}


def test_next_one_stays_in_the_selection_until_nothing_is_left_of_it(desk):
    finnish, swedish = pending(entry={"host": "FI"}), pending(entry={"host": "SE"})
    last = pending(entry={"host": "FI"})
    response = desk.get("/admin/submissions/submission/next/?country=FI&q=network", follow=True)
    assert response.context["submission"] == finnish
    address = response.redirect_chain[-1][0].partition("#")[0]
    spam = {"decision": "spam", "version": finnish.version}
    response = desk.post(address, spam, follow=True)
    assert response.context["submission"] == last
    response = desk.post(
        response.redirect_chain[-1][0].partition("#")[0], {**spam, "version": last.version}, follow=True
    )
    assert response.redirect_chain[-1][0] == "/admin/submissions/submission/?country=FI&q=network"
    assert "Nothing else waits in this selection." in [str(one) for one in response.context["messages"]]
    assert opened(desk, "/admin/submissions/submission/next/") == swedish


@pytest.mark.parametrize(
    "odd", ["country=%00", "age=%F0%9F%98%80", "turn=x", "assignee=1'", "call=%ff", "language=%00"]
)
def test_next_takes_odd_selections_without_harm(desk, odd):
    pending()
    assert desk.get(f"/admin/submissions/submission/next/?{odd}").status_code in (302, 400)
    assert desk.get(f"/admin/submissions/submission/?{odd}").status_code in (200, 302, 400)


def test_queue_is_narrowed_by_language(desk):
    french, english = pending(entry={"written_in": "fr"}), pending()
    spoken_french = pending(entry={"written_in": ""}, language="fr")
    address = "/admin/submissions/submission/?language="
    assert set(desk.get(f"{address}fr").context["cl"].result_list) == {french, spoken_french}
    assert list(desk.get(f"{address}en").context["cl"].result_list) == [english]


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
