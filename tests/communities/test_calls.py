"""Calls for entries: what the database refuses, how long one is open, its pages, and the selection that it is."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from communities import call, call_questions, index, publishing
from communities.call_models import OVER, TO_COME, Call, CallEntry
from communities.models import Community
from tests.factories import a_call, an_extra, published
from tests.page import Page

pytestmark = pytest.mark.django_db

PARIS_2023 = {
    "title": "Communities for anticipation and foresight",
    "slug": "foresight-2023",
    "zone": "Europe/Paris",
    "opens_at": datetime(2023, 9, 1, 7, tzinfo=UTC),
    "closes_at": datetime(2023, 9, 29, 21, 59, tzinfo=UTC),  # 23:59 in Paris
}


def words_at(client, address):
    return Page(client.get(address).text).words()


# What the database refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        {"title": ""},
        {"slug": ""},
        {"words": ""},
        {"title_fr": "Sans texte"},
        {"words_fr": "Sans titre."},
        {"summary_fr": "Sans rien d’autre."},
        {"title_fr": "Titre", "words_fr": "Texte.", "summary": "In English only."},
        {"slug": "taken"},
        {"zone": "Europe/Atlantis"},
        {"zone": ""},
        {"zone": "XYZ3"},
        {"closes_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"questions": {"q1": "no list"}},
        {"questions": "no list"},
    ],
)
def test_database_refuses_what_is_no_call(stated):
    a_call(slug="taken")
    with pytest.raises(DatabaseError), transaction.atomic():
        a_call(**stated)


def test_database_refuses_a_published_one_of_which_nobody_knows_since_when():
    draft = a_call(published=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=draft.pk).update(published=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda those: those.update(slug="another"),
        lambda those: those.update(published=False, public_since=None),
        lambda those: those.update(questions=[an_extra("q2")]),
        lambda those: those.delete(),
    ],
    ids=["moved", "never public", "asks otherwise", "deleted"],
)
def test_what_was_public_keeps_its_address_and_its_questions_for_good(change):
    once = a_call(questions=[an_extra("q1")])
    draft = a_call(published=False)
    once.published = False
    once.save()
    with pytest.raises(IntegrityError, match="keeps its address and its questions"), transaction.atomic():
        change(Call.objects.filter(pk=once.pk))
    change(Call.objects.filter(pk=draft.pk))
    Call.objects.filter(pk=once.pk).update(title="Reworded", closes_at=datetime(2099, 1, 1, tzinfo=UTC))


def test_community_comes_in_by_one_call_and_both_stay_for_it():
    community = published()
    first, second = a_call([community]), a_call()
    with pytest.raises(IntegrityError), transaction.atomic():
        CallEntry.objects.create(call=second, community=community)
    call.came_in(community, second)
    assert [(one.call, one.community) for one in CallEntry.objects.all()] == [(second, community)]
    assert not first.entries.exists()


def test_every_change_moves_the_catalogues_version():
    made = a_call()
    for act in (
        lambda: call.came_in(published(), made),
        lambda: Call.objects.filter(pk=made.pk).update(title="Another"),
        lambda: CallEntry.objects.all().delete(),
        a_call,
    ):
        before = index.committed_version()
        act()
        assert index.committed_version() != before


@pytest.mark.parametrize(
    "asked",
    [
        {},
        "text",
        [{"key": "q1"}],
        [an_extra(kind="essay")],
        [an_extra(who="published")],
        [an_extra(text="")],
        [an_extra(text="x" * 201)],
        [an_extra(kind="one", options=["Only one"])],
        [an_extra(options=["A line", "has no choices"])],
        [an_extra(key="Q 1")],
        [an_extra(key="q1"), an_extra(key="q1")],
        [an_extra(key=f"q{number}") for number in range(call_questions.MOST + 1)],
        [an_extra(required="yes")],
        [{**an_extra(), "more": 1}],
    ],
)
def test_extra_questions_that_cannot_be_asked_are_refused(asked):
    with pytest.raises(ValidationError):
        call_questions.check(asked)


def test_extra_questions_are_read_in_the_readers_language():
    stored = [an_extra(kind="many", options=["Yes", "No"], text_fr="En français ?", required=True)]
    stored[0]["options"][0]["text_fr"] = "Oui"
    call_questions.check(stored)
    with translation.override("fr"):
        (french,) = call_questions.read(stored)
    assert (french.text, french.options) == ("En français ?", {"1": "Oui", "2": "No"})
    (english,) = call_questions.read(stored)
    assert (english.text, english.options, english.is_required) == ("Question q1?", {"1": "Yes", "2": "No"}, True)


# How long it is open --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        ("2023-09-01T06:59:59Z", TO_COME),
        ("2023-09-01T07:00:00Z", 28),
        ("2023-09-26T21:59:59Z", 3),  # one minute before midnight in Paris
        ("2023-09-26T22:00:00Z", 2),
        ("2023-09-28T12:00:00Z", 1),
        ("2023-09-28T22:00:00Z", 0),
        ("2023-09-29T21:58:59Z", 0),
        ("2023-09-29T21:59:00Z", OVER),
    ],
)
def test_days_are_counted_by_the_calendar_of_its_zone(now, standing):
    assert Call(**PARIS_2023).standing(datetime.fromisoformat(now)) == standing


def test_call_that_closes_at_midnight_is_open_until_the_day_before(client, time_machine):
    time_machine.move_to("2023-09-29T12:00:00Z", tick=False)
    made = a_call(**{**PARIS_2023, "closes_at": datetime(2023, 9, 29, 22, tzinfo=UTC)})
    words = words_at(client, made.get_absolute_url())
    assert "Open until 29 September 2023. It closes today." in words
    assert "30 September 2023 at 00:00, time of Paris" in words


@given(
    zone=st.sampled_from(["Europe/Paris", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu", "UTC"]),
    opens=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    lasts=st.timedeltas(timedelta(seconds=1), timedelta(days=90)),
    moments=st.lists(st.floats(-0.2, 1.2), min_size=2, max_size=6),
)
def test_days_left_only_ever_get_fewer_and_there_are_some_just_while_it_is_open(zone, opens, lasts, moments):
    one = Call(zone=zone, opens_at=opens, closes_at=opens + lasts)
    seen = [(now, one.standing(now)) for now in (opens + lasts * moment for moment in sorted(moments))]
    assert all((days >= 0) == (opens <= now < opens + lasts) for now, days in seen)
    left = [days for _now, days in seen if days >= 0]
    assert left == sorted(left, reverse=True)


def test_days_left_stand_in_words_without_script(client, time_machine):
    made = a_call(**PARIS_2023)
    said = {
        "2023-08-31T12:00:00Z": "Opens on 1 September 2023 at 09:00, time of Paris.",
        "2023-09-19T12:00:00Z": "10 days left.",
        "2023-09-28T12:00:00Z": "It closes tomorrow.",
        "2023-09-29T12:00:00Z": "It closes today.",
        "2023-09-29T22:00:00Z": "This call is over. It closed on 29 September 2023.",
    }
    for now, words in said.items():
        time_machine.move_to(now, tick=False)
        assert words in words_at(client, made.get_absolute_url()), now


@pytest.mark.django_db(transaction=True)
def test_kept_page_says_open_no_longer_than_it_is(settings, time_machine):
    """Pages are kept for the day; a call closes within it, and nothing is published at that moment."""
    time_machine.move_to("2023-09-29T21:58:59Z", tick=False)
    made = a_call(**PARIS_2023)
    index.look_again()
    client = Client()
    addresses = ["/", "/communities/", "/calls/", made.get_absolute_url(), f"/submit/questions/?call={made.slug}"]
    before = {address: client.get(address) for address in addresses}
    for address, response in before.items():
        assert "29 September 2023" in response.text
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    time_machine.move_to("2023-09-29T21:59:00Z", tick=False)
    for address, response in before.items():
        after = client.get(address, headers={"if-none-match": response["ETag"]})
        assert after.status_code == 200, address
        assert "Open until" not in after.text
        assert "open until" not in after.text
        assert "It closes today" not in after.text
    assert "This call is over" in client.get(made.get_absolute_url()).text


@pytest.mark.django_db(transaction=True)
def test_moment_is_known_without_asking_the_database(django_assert_num_queries, time_machine):
    time_machine.move_to("2023-09-15T12:00:00Z", tick=False)
    for number in range(3):
        a_call(**{**PARIS_2023, "slug": f"call-{number}"})
    client = Client()
    index.look_again()
    first = client.get("/calls/")
    client.get("/calls/")
    with django_assert_num_queries(0):
        assert index.standing() == (14, 14, 14, 0)
        assert client.get("/calls/").content == first.content


# Its pages ------------------------------------------------------------------------------------------


def test_page_says_what_it_asks_of_whom_until_when_and_how_to_take_part(client, time_machine):
    time_machine.move_to("2023-09-15T12:00:00Z", tick=False)
    made = a_call(**PARIS_2023, words="Tell us of **yours**.", countries=["JP", "FR"], questions=[an_extra()])
    response = client.get("/calls/foresight-2023/")
    page = Page(response.text)
    assert "<p>Tell us of <strong>yours</strong>.</p>" in response.text
    words = page.words()
    assert "29 September 2023 at 23:59, time of Paris" in words
    assert "29 September 2023 at 21:59 UTC" in words
    assert "France, Japan" in words
    assert "1 of them is asked for this call only." in words
    assert "None is listed through this call yet." in words
    assert "/submit/?call=foresight-2023" in page.links()
    assert f"/submit/questions/?call={made.slug}" in page.links()


def test_page_counts_who_came_in_of_which_countries_and_whom_nobody_listed_yet(client):
    finn, irish = published(name="Finn", host="FI", countries=["FI"]), published(name="Irish")
    made = a_call([finn, irish], countries=["FI", "KE"])
    gone = published(name="Gone")
    call.came_in(gone, made)
    publishing.withdraw(gone, role="staff", reason="A test")
    page = Page(client.get(made.get_absolute_url()).text)
    assert "2 communities listed through this call" in page.words()
    assert "None listed through it yet from: Kenya." in page.words()
    assert f"/communities/?call={made.slug}&country=FI" in page.links()
    assert f"/communities/?call={made.slug}" in page.links()


def test_after_the_deadline_page_says_so_and_what_came_of_it_and_the_form_goes_on(client):
    finn = published(name="Finnish circle")
    made = a_call([finn], summary="We learned *much*.", closes_at=datetime.now(UTC) - timedelta(minutes=1))
    response = client.get(made.get_absolute_url())
    page = Page(response.text)
    assert "This call is over." in page.words()
    assert "We learned <em>much</em>." in response.text
    assert [one.text for one in page.all("h3")] == ["Finnish circle"]
    assert "the form goes on without the call" in page.words()
    assert "/submit/" in page.links()
    assert f"/submit/?call={made.slug}" not in page.links()
    assert client.get("/submit/").status_code == 200


def test_summary_stays_among_staff_until_the_call_is_over(client):
    made = a_call(summary="Too early.")
    assert "Too early." not in client.get(made.get_absolute_url()).text


def test_banner_is_on_home_list_and_form_while_it_is_open_and_on_nothing_that_is_framed(client):
    made = a_call(title="Calling all communities")
    soon = a_call(title="Not yet", opens_at=datetime.now(UTC) + timedelta(days=1))
    for address in ("/", "/communities/", "/submit/"):
        page = Page(client.get(address).text)
        assert "Calling all communities" in page.words()
        assert "10 days left." in page.words()
        assert made.get_absolute_url() in page.links()
        assert soon.title not in page.words()
    assert made.title not in client.get("/communities/?embed=1").text
    Call.objects.update(closes_at=datetime.now(UTC) - timedelta(seconds=1), opens_at=datetime(2020, 1, 1, tzinfo=UTC))
    for address in ("/", "/communities/", "/submit/"):
        assert made.title not in client.get(address).text


def test_entry_says_by_which_call_it_came_in(client):
    community, other = published(), published()
    made = a_call([community], title="Calling")
    page = Page(client.get(community.get_absolute_url()).text)
    assert "Came in by the callCalling" in page.words()
    assert made.get_absolute_url() in page.links()
    assert "Came in by the call" not in client.get(other.get_absolute_url()).text


def test_drafts_are_nowhere_and_one_taken_back_is_gone_without_its_title(client):
    draft = a_call([published(name="Circle")], title="A secret plan", published=False)
    for address in (
        "/",
        "/calls/",
        "/communities/",
        "/communities/circle/",
        "/sitemap.xml",
        "/api/schema/",
        "/submit/",
    ):
        assert "secret plan" not in client.get(address).text
        assert draft.slug not in client.get(address).text
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"/communities/export.json?call={draft.slug}").status_code == 400
    draft.published = True
    draft.save()
    Call.objects.filter(pk=draft.pk).update(published=False)
    response = client.get(draft.get_absolute_url())
    assert (response.status_code, "secret plan" in response.text) == (410, False)


def test_all_calls_are_listed_by_how_they_stand_and_none_leads_on(client):
    assert "There has been no call yet" in words_at(client, "/calls/")
    now = datetime.now(UTC)
    a_call(title="Now")
    a_call(title="Later", opens_at=now + timedelta(days=2))
    a_call([published()], title="Before", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2))
    page = Page(client.get("/calls/").text)
    assert [one.text for one in page.all("h2")] == ["Open now", "To come", "Over"]
    assert [one.text for one in page.all("h3")] == ["Now", "Later", "Before"]
    assert "1 community listed through it." in page.words()


def test_page_is_in_french_where_it_is_translated_and_marked_as_english_where_not(client):
    whole = a_call(title_fr="Appel", words_fr="Parlez-nous de la *vôtre*.")
    half = a_call(title="Only in English")
    with translation.override("fr"):
        addresses = [one.get_absolute_url() for one in (whole, half)]
    french, english = (Page(client.get(address).text) for address in addresses)
    assert [(one.text, one["lang"]) for one in french.all("h1")] == [("Appel", "fr")]
    assert "Parlez-nous de la vôtre." in french.words()
    assert [(one.text, one["lang"]) for one in english.all("h1")] == [("Only in English", "en")]


def test_sitemap_names_calls_once_there_are_some(client):
    assert "/calls/" not in client.get("/sitemap.xml").text
    made = a_call()
    text = client.get("/sitemap.xml").text
    for path in ("/calls/", made.get_absolute_url()):
        assert f"<loc>http://testserver{path}</loc>" in text
        assert f"<loc>http://testserver/fr{path}</loc>" in text


@pytest.mark.usefixtures("index_anew")
def test_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    # Nine for the index, three of them for calls; one more at the end; one for what is shown.
    over = {"opens_at": datetime(2020, 1, 1, tzinfo=UTC), "closes_at": datetime(2020, 2, 1, tzinfo=UTC)}
    addresses = {"/calls/": 9 + 1, "/calls/one/": 9 + 1 + 1, "/": 9 + 1 + 1, "/communities/": 9 + 1 + 1}
    one = a_call([published()], slug="one", **over)
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)
    for _number in range(9):
        call.came_in(published(), one)
        a_call([published()])
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            client.get(address)


# The selection --------------------------------------------------------------------------------------


def test_call_is_a_selection_like_any_other_and_follows_those_who_were_merged(client):
    one, two, three = published(name="One"), published(name="Two", scale="regional"), published(name="Three")
    made, another = a_call([one, two], title="Calling"), a_call([three])
    into = published(name="Into")
    publishing.merge(one, role="staff", reason="A test", into=Community.objects.get(pk=into.pk))
    for query, names in {
        f"call={made.slug}": ["Into", "Two"],
        f"call={made.slug}&call={another.slug}": ["Into", "Three", "Two"],
        f"call={made.slug}&scale=regional": ["Two"],
        f"call={made.slug}&q=two": ["Two"],
    }.items():
        found = json.loads(client.get(f"/communities/export.json?{query}").getvalue())
        assert [entry["name"] for entry in found] == names
        assert client.get(f"/api/communities/?{query}").json()["count"] == len(names)
    assert "Came in by the call Calling" in words_at(client, f"/communities/?call={made.slug}")
    assert "“nothing” is not a choice" in client.get("/communities/?call=nothing").text
    assert client.get("/api/communities/?call=nothing").status_code == 400
    asked = client.get("/api/schema/").json()["paths"]["/api/communities/"]["get"]["parameters"]
    values = next(parameter for parameter in asked if parameter["name"] == "call")["schema"]["items"]["enum"]
    assert sorted(values) == sorted([made.slug, another.slug, ""])
