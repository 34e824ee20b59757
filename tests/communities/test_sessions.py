"""Sessions open to guests: what the database and their door refuse, who reads them, their pages and files."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from communities import index, publishing, session_shelf, sessions, zones
from communities.models import Community, Role, Session
from communities.refusals import NotPublished
from tests.atom import faults
from tests.communities.test_icalendar import unfolded
from tests.factories import announced, changed, published
from tests.page import Page
from tests.submissions.submitted import a_senior_moderator

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def withdraw(community, into=None):
    community, how = Community.objects.get(pk=community.pk), {"role": Role.STAFF, "reason": "A test"}
    publishing.merge(community, into=into, **how) if into else publishing.withdraw(community, **how)


def words_at(client, address) -> str:
    return Page(client.get(address).text).words()


# What the database refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        {"about": ""},
        {"language": ""},
        {"zone": ""},
        {"role": ""},
        {"link": ""},
        {"link": "javascript:alert(1)"},
        {"ends_at": timezone.now() - DAY},
        {"withdrawn_at": timezone.now() - 9 * DAY},
        {"called_off_at": timezone.now() - 9 * DAY},
        {"changed_at": timezone.now() - 9 * DAY},
        {"starts_at": None},
    ],
)
def test_database_refuses_a_session_without_its_parts(stated):
    session = announced(published())
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(**stated)


@pytest.mark.parametrize(
    "change",
    [
        lambda those: those.update(community=published()),
        lambda those: those.update(id=987654),
        lambda those: those.delete(),
        lambda those: connection.cursor().execute("DELETE FROM communities_session"),
    ],
    ids=["another's", "another number", "deleted", "deleted behind its back"],
)
def test_database_keeps_number_and_community(change):
    session = announced(published())
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Session.objects.filter(pk=session.pk))
    assert Session.objects.filter(pk=session.pk).exists()


def test_every_change_moves_the_catalogues_version():
    community = published()
    session = announced(community)
    for act in (
        lambda: announced(community),
        lambda: sessions.call_off(session),
        lambda: sessions.withdraw(session),
        lambda: sessions.restore(session),
    ):
        before = index.committed_version()
        act()
        assert index.committed_version() != before


# The door -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"about": " "},
        {"about": "x" * 201},
        {"language": "xx"},
        {"zone": "Atlantis/Poseidonis"},
        {"link": "", "place": " "},
        {"link": "ftp://example.org"},
        {"place": "x" * 201},
        {"sign_up": "x" * 301},
        {"starts_at": NOON - HOUR},
        {"starts_at": NOON},
        {"starts_at": NOON + 367 * DAY},
        {"ends_at": NOON + 10 * DAY},
        {"ends_at": NOON + 10 * DAY + 13 * HOUR},
    ],
)
def test_door_refuses_what_is_no_session_to_come(wrong):
    with pytest.raises(sessions.InvalidSession):
        announced(published(), at=NOON, **wrong)
    assert not Session.objects.exists()


def test_door_takes_a_role_and_never_a_name():
    with pytest.raises(ValueError, match="Ann Sender"):
        announced(published(), role="Ann Sender")


def test_acts_are_refused_twice_and_a_withdrawn_community_has_none():
    community = published()
    session = announced(community)
    with pytest.raises(NotPublished):
        sessions.restore(session)
    sessions.call_off(session)
    with pytest.raises(NotPublished):
        sessions.call_off(session)
    sessions.withdraw(session)
    with pytest.raises(NotPublished):
        sessions.withdraw(session)
    with pytest.raises(NotPublished):
        announced(published(), session=session)
    withdraw(community)
    with pytest.raises(NotPublished):
        announced(community)


def test_what_is_over_is_not_called_off():
    session = announced(published(), at=NOON)
    with pytest.raises(NotPublished):
        sessions.call_off(session, at=session.ends_at)


def test_every_act_is_a_later_one_to_calendars():
    session = announced(published())
    seen = [session.sequence]
    for act in (sessions.call_off, sessions.withdraw, sessions.restore):
        act(session)
        seen.append(Session.objects.get().sequence)
    assert seen == sorted(set(seen))


# Clocks ---------------------------------------------------------------------------------------------


def test_times_that_no_clock_shows_are_refused_and_of_two_the_first_is_taken():
    day, clock = datetime(2027, 3, 28), datetime(2027, 3, 28, 2, 30).time()
    with pytest.raises(zones.NoSuchTime):
        zones.moment(day.date(), clock, "Europe/Paris")
    assert zones.moment(datetime(2027, 10, 31).date(), clock, "Europe/Paris") == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_every_zone_offered_is_one_and_named_after_a_place():
    offered = dict(zones.offered())
    assert (offered["Europe/Helsinki"], offered["America/New_York"], offered["UTC"]) == (
        "Helsinki (Europe)",
        "New York (America)",
        "UTC",
    )
    for name in offered:
        zones.check(name)


# Who reads them -------------------------------------------------------------------------------------


def test_session_vanishes_with_its_community_and_leads_on_with_it(client):
    community, heir = published(name="Old circle"), published(name="Heir circle")
    session = announced(community)
    withdraw(community, into=heir)
    assert "Heir circle" in words_at(client, "/sessions/")
    assert "Next session open to guests" in words_at(client, heir.get_absolute_url())
    withdraw(heir)
    assert session.about not in words_at(client, "/sessions/")
    gone = client.get(session.get_absolute_url())
    assert (gone.status_code, session.about in gone.text) == (410, False)


def test_withdrawn_says_so_without_its_words_and_unknown_is_not_there(client):
    session = announced(published())
    sessions.withdraw(session)
    for address in (session.get_absolute_url(), f"{session.get_absolute_url()}session.ics"):
        response = client.get(address)
        assert response.status_code == 410
        assert session.about not in response.text
    assert client.get("/sessions/999999/").status_code == 404
    assert session.about not in client.get("/sessions/calendar.ics").text


@pytest.mark.django_db(transaction=True)
def test_kept_pages_list_a_session_until_it_ends_and_no_longer(time_machine):
    time_machine.move_to(NOON, tick=False)
    community = published()
    session = announced(community, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR, about="Only today.")
    index.look_again()
    reader = Client()
    addresses = ["/sessions/", "/sessions/calendar.ics", "/sessions/feed/", community.get_absolute_url()]
    before = {address: reader.get(address) for address in addresses}
    time_machine.move_to(session.ends_at - timedelta(seconds=1), tick=False)
    for address, response in before.items():
        assert "Only today." in response.text, address
        assert reader.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    time_machine.move_to(session.ends_at, tick=False)
    for address, response in before.items():
        after = reader.get(address, headers={"if-none-match": response["ETag"]})
        assert (after.status_code, "Only today." in after.text) == (200, False), address
    assert "It is over." in words_at(reader, session.get_absolute_url())


# Their pages ----------------------------------------------------------------------------------------


def test_calendar_is_by_month_and_day_with_times_there_and_in_utc(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    circle = published(name="Harbour Circle")
    late = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)
    announced(circle, starts_at=late, ends_at=late + HOUR, about="Late there.")
    announced(circle, starts_at=late - 20 * DAY, ends_at=late - 20 * DAY + HOUR, about="Before.", zone="UTC")
    announced(circle, starts_at=late + DAY, ends_at=late + DAY + HOUR, about="After.")
    page = Page(client.get("/sessions/").text)
    words = page.words()
    order = ["Thursday 11 March", "Before.", "Wednesday 31 March", "Late there.", "Thursday 1 April", "After."]
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "1 April 2027, 01:30 to 02:30, time of Helsinki" in words
    assert "31 March 2027, 22:30 to 23:30 UTC" in words
    assert "11 March 2027, 22:30 to 23:30 UTC" in words
    assert "time of UTC" not in words


def test_session_that_ends_on_another_day_says_which(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    night = datetime(2027, 3, 10, 21, 0, tzinfo=UTC)
    session = announced(published(), starts_at=night, ends_at=night + 2 * HOUR)
    words = words_at(client, session.get_absolute_url())
    assert "10 March 2027, 23:00 to 11 March 2027, 01:00, time of Helsinki" in words
    assert "10 March 2027, 21:00 to 23:00 UTC" in words


def test_filters_narrow_page_calendar_and_feed_alike(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    finn = published(name="Finn", host="FI", countries=["FI"], topic=["foresight"])
    world = published(name="World", host=None, countries=[], scale="international")
    announced(finn, about="In Finnish.", language="fi")
    announced(world, about="In English.", starts_at=NOON + 60 * DAY)
    for query, shown, hidden in (
        ("country=FI", "In Finnish.", "In English."),
        ("country=international", "In English.", "In Finnish."),
        ("language=fi", "In Finnish.", "In English."),
        ("topic=foresight", "In Finnish.", "In English."),
        ("month=2027-04", "In English.", "In Finnish."),
        (f"community={finn.slug}", "In Finnish.", "In English."),
        ("q=world", "In English.", "In Finnish."),
    ):
        for place in ("/sessions/", "/sessions/calendar.ics", "/sessions/feed/"):
            text = client.get(f"{place}?{query}").text
            assert (shown in text, hidden in text) == (True, False), (place, query)
    page = Page(client.get("/sessions/?country=FI").text)
    assert "/sessions/calendar.ics?country=FI" in page.links()
    assert "/sessions/feed/?country=FI" in page.links()


def test_what_is_not_known_is_left_out_of_the_page_with_a_notice_and_refused_by_files(client):
    announced(published(), about="Still here.")
    words = words_at(client, "/sessions/?month=2001-13&country=zz&page=7")
    assert "Still here." in words
    assert "2001-13" in words
    for place in ("/sessions/calendar.ics", "/sessions/feed/"):
        for query in ("month=2001-13", "colour=red", f"q={'x' * 400}"):
            refused = client.get(f"{place}?{query}")
            assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_calendar_that_somebody_subscribed_to_may_be_empty_for_a_while(client):
    announced(published(name="Harbour Circle"))
    for query in ("country=FR", "country=international", "language=fr", "topic=health", "month=2031-05", "community=x"):
        answer = client.get(f"/sessions/calendar.ics?{query}")
        assert (answer.status_code, "VEVENT" in answer.text) == (200, False), query
        assert "No session to come fits this" in words_at(client, f"/sessions/?{query}")


def test_none_says_so_and_where_to_go(client):
    words = words_at(client, "/sessions/")
    assert "No session is announced now" in words
    announced(published())
    assert "No session to come fits this" in words_at(client, "/sessions/?q=xyzzyqq")


def test_called_off_says_so_until_it_would_have_ended(client):
    community = published()
    session = announced(community, about="Not after all.")
    sessions.call_off(session)
    assert "Called off" in words_at(client, "/sessions/")
    page = Page(client.get(session.get_absolute_url()).text)
    assert "It was called off." in page.words()
    assert session.link not in page.links()
    assert "Next session open to guests" not in words_at(client, community.get_absolute_url())
    lines = unfolded(client.get("/sessions/calendar.ics").text)
    assert {"STATUS:CANCELLED", "SEQUENCE:1", "SUMMARY:Called off: Not after all."} <= set(lines)


def test_entry_shows_the_next_that_takes_place(client):
    community = published()
    first = announced(community, starts_at=timezone.now() + DAY, about="The first one.")
    announced(community, about="The second one.")
    announced(published(), starts_at=timezone.now() + HOUR, about="Somebody else's.")
    assert "The first one." in words_at(client, community.get_absolute_url())
    sessions.call_off(first)
    words = words_at(client, community.get_absolute_url())
    assert ("The second one." in words, "The first one." in words) == (True, False)


def test_words_of_a_session_are_escaped_and_its_link_is_followed_by_nobody(client):
    session = announced(published(), about="<b>Bold</b> & co", place="<i>Here</i>", link="https://x.example/?a=1&b=2")
    for address in ("/sessions/", session.get_absolute_url()):
        html = client.get(address).text
        assert "<b>Bold</b>" not in html
        assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in html
    assert 'href="https://x.example/?a=1&amp;b=2" rel="nofollow ugc noopener"' in html


# Their files ----------------------------------------------------------------------------------------


def test_calendar_file_has_a_lasting_name_for_each_session(client, settings):
    settings.SITE_URL = "https://cop.example"
    session = announced(published(name="Harbour Circle"), place="Cork", sign_up="Write, and come.")
    one = client.get(f"{session.get_absolute_url()}session.ics")
    every = client.get("/sessions/calendar.ics")
    assert one.content == every.content
    assert one["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(one.text)
    assert f"UID:session-{session.pk}@cop.example" in lines
    assert f"URL:https://cop.example/sessions/{session.pk}/" in lines
    assert "LOCATION:Cork\\, https://meet.example.org/room" in lines
    (description,) = (line for line in lines if line.startswith("DESCRIPTION:"))
    assert description.startswith("DESCRIPTION:Harbour Circle\\n")
    assert "To sign up: Write\\, and come." in description
    assert not one.cookies


def test_feed_is_sound_and_names_each_session_for_good(client, settings):
    settings.SITE_URL = "https://cop.example"
    session = announced(published(), language="fi", about="Ei \x0bvielä")
    response = client.get("/sessions/feed/")
    assert faults(ElementTree.fromstring(response.content)) == []  # noqa: S314 - our own
    assert f"tag:cop.example,2026:session-{session.pk}" in response.text
    assert 'xml:lang="fi"' in response.text


def test_sitemap_has_what_is_to_come(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    session = announced(published())
    assert session.get_absolute_url() in client.get("/sitemap.xml").text
    time_machine.move_to(session.ends_at, tick=False)
    assert session.get_absolute_url() not in client.get("/sitemap.xml").text


# Staff ----------------------------------------------------------------------------------------------


def test_senior_moderators_call_off_withdraw_and_restore_in_the_admin(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    session = announced(published())
    client.force_login(a_senior_moderator())
    done = []
    for action in ("call_off", "call_off", "withdraw", "restore"):
        answer = client.post(
            "/admin/communities/session/", {"action": action, "_selected_action": [session.pk]}, follow=True
        )
        done += [str(message) for message in answer.context["messages"]]
        now = Session.objects.get()
        done.append((now.called_off_at is not None, now.withdrawn_at is not None))
    assert done[1::2] == [(True, False), (True, False), (True, True), (True, False)]
    assert "over, was called off before" in done[2]


def test_read_gives_the_next_first_and_only_what_has_not_ended(time_machine):
    time_machine.move_to(NOON, tick=False)
    later, sooner = (announced(published(), starts_at=NOON + days * DAY) for days in (9, 2))
    changed(sooner.community, name="Renamed circle")
    everyone = index.current().everyone
    assert [one.session for one in session_shelf.read(everyone)] == [sooner, later]
    assert session_shelf.read(everyone)[0].community.name == "Renamed circle"
    time_machine.move_to(NOON + 3 * DAY, tick=False)
    assert [one.session for one in session_shelf.read(everyone)] == [later]
