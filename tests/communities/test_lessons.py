"""Lessons: what the database and their door refuse, who reads them, their pages, and what a query string selects."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from communities import index, lesson_shelf, lessons, publishing
from communities.lesson_filters import LessonFilter
from communities.models import Community, Lesson, LessonPurpose, Role, Term
from communities.refusals import NotPublished
from tests.factories import changed, learned, published
from tests.page import Page
from tests.submissions.submitted import a_moderator, a_senior_moderator

pytestmark = pytest.mark.django_db

SAID = {"did": "We met.", "happened": "They came.", "again": "yes", "maturity": "setting-up", "written_in": "en"}


def withdraw(community, into=None):
    community, how = Community.objects.get(pk=community.pk), {"role": Role.STAFF, "reason": "A test"}
    publishing.merge(community, into=into, **how) if into else publishing.withdraw(community, **how)


def restore(community):
    publishing.restore(Community.objects.get(pk=community.pk), role=Role.STAFF, reason="A test")


def a_term(vocabulary, slug):
    return Term.objects.get(vocabulary=vocabulary, slug=slug)


# What the database refuses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stated",
    [
        {"did": ""},
        {"happened": ""},
        {"again": "perhaps"},
        {"effort": "years"},
        {"written_in": ""},
        {"role": ""},
        {"maturity": None},
        {"withdrawn_at": timezone.now() - timedelta(days=9)},
        {"published_at": None},
    ],
)
def test_database_refuses_a_lesson_without_its_parts(stated):
    lesson = learned(published())
    with pytest.raises(DatabaseError), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(**stated)


@pytest.mark.parametrize(
    "change",
    [
        lambda those: those.update(maturity=a_term("purpose", "advising")),
        lambda those: those.update(ingredient=a_term("maturity", "closed")),
        lambda those: LessonPurpose.objects.create(lesson=those.get(), term=a_term("topic", "foresight")),
        lambda those: those.update(community=published()),
        lambda those: those.update(id=987654),
        lambda those: those.delete(),
        lambda those: connection.cursor().execute("DELETE FROM communities_lesson"),
    ],
    ids=["stage", "ingredient", "purpose", "another's", "another number", "deleted", "deleted behind its back"],
)
def test_database_refuses_terms_of_others_and_numbers_given_away(change):
    lesson = learned(published())
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Lesson.objects.filter(pk=lesson.pk))
    assert Lesson.objects.filter(pk=lesson.pk).exists()


def test_every_change_moves_the_catalogues_version():
    community = published()
    lesson = learned(community, purpose=["advising"])
    for act in (
        lambda: learned(community),
        lambda: lessons.withdraw(lesson),
        lambda: lessons.restore(lesson),
        lambda: LessonPurpose.objects.filter(lesson=lesson).delete(),
    ):
        before = index.committed_version()
        act()
        assert index.committed_version() != before


# The door -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"did": " "},
        {"did": "x" * 601},
        {"happened": ""},
        {"happened": "x" * 1501},
        {"again": ""},
        {"maturity": "advising"},
        {"maturity": None},
        {"effort": "years"},
        {"written_in": "xx"},
    ],
)
def test_door_refuses_what_is_no_lesson(wrong):
    with pytest.raises(lessons.InvalidLesson):
        lessons.publish({**SAID, **wrong}, community=published(), role=Role.CONVENER)
    assert not Lesson.objects.exists()


def test_door_takes_a_role_and_never_a_name():
    with pytest.raises(ValueError, match="Ann Sender"):
        lessons.publish(SAID, community=published(), role="Ann Sender")


def test_community_must_be_published_and_acts_are_refused_twice():
    community = published()
    lesson = learned(community)
    with pytest.raises(NotPublished):
        lessons.restore(lesson)
    with pytest.raises(NotPublished):
        lessons.publish(SAID, community=community, role=Role.CONVENER, lesson=lesson)
    lessons.withdraw(lesson)
    with pytest.raises(NotPublished):
        lessons.withdraw(lesson)
    withdraw(community)
    with pytest.raises(NotPublished):
        lessons.publish(SAID, community=community, role=Role.CONVENER)


def test_published_again_in_its_place_it_keeps_its_number_and_says_what_it_says_now():
    community = published()
    lesson = learned(community, purpose=["advising"])
    with pytest.raises(NotPublished):
        lessons.publish(SAID, community=published(), role=Role.CONVENER, lesson=lesson)
    lessons.withdraw(lesson)
    again = lessons.publish(
        {**SAID, "purpose": ["network-building"]}, community=community, role="member", lesson=lesson
    )
    assert again.pk == lesson.pk
    (told,) = lesson_shelf.everything()
    assert (told.lesson.did, [term.slug for term in told.purposes]) == ("We met.", ["network-building"])


# Who has it now -------------------------------------------------------------------------------------


def test_withdrawn_community_takes_its_lessons_along_and_brings_them_back(client):
    community = published(name="Circle")
    address = learned(community, did="We whispered.").get_absolute_url()
    withdraw(community)
    response = client.get(address)
    assert response.status_code == 410
    assert "whispered" not in response.text
    assert "Circle" not in response.text
    assert "whispered" not in client.get("/lessons/").text
    assert address not in client.get("/sitemap.xml").text
    restore(community)
    assert "We whispered." in client.get(address).text
    assert address in client.get("/sitemap.xml").text


def test_merged_community_leads_on_with_its_lessons(client):
    one, two, three = (published(name=name) for name in ("One circle", "Two circle", "Three circle"))
    lesson = learned(one, did="We merged.")
    withdraw(one, into=two)
    withdraw(two, into=three)
    page = Page(client.get(lesson.get_absolute_url()).text)
    assert "Three circle" in page.words()
    assert "/communities/three-circle/" in page.links()
    assert "We merged." in client.get("/communities/three-circle/").text
    restore(two)
    assert "We merged." in client.get("/communities/two-circle/").text
    assert "We merged." not in client.get("/communities/three-circle/").text


def test_withdrawn_lesson_is_gone_without_its_words_and_a_number_never_given_is_not_there(client):
    lesson = learned(published(name="Circle"), did="We whispered.")
    lessons.withdraw(lesson)
    for address in (lesson.get_absolute_url(), f"/fr/lessons/{lesson.pk}/", f"/lessons/{lesson.pk}/cite.bib"):
        response = client.get(address)
        assert response.status_code == 410
        assert "whispered" not in response.text
    for number in (lesson.pk + 1, "999999999999", "9" * 40, "-1", "x"):
        assert client.get(f"/lessons/{number}/").status_code == 404


# Its pages ------------------------------------------------------------------------------------------


def test_page_of_a_lesson_has_its_words_its_stage_and_how_to_cite_it(client):
    community = published(name="Cercle du port", written_in="fr")
    lesson = learned(
        community,
        did="Nous avons commencé à quatre.\n\nAu port.",
        happened="Quarante sont venus.",
        again="differently",
        maturity="launching",
        ingredient="engagement",
        purpose=["advising", "network-building"],
        effort="days",
        written_in="fr",
    )
    other = learned(published(name="Other"), maturity="launching")
    learned(published(name="Elsewhere"), did="Not at this stage", maturity="closed")
    text = client.get(lesson.get_absolute_url()).text
    page, words = Page(text), Page(text).words()
    for part in (
        "Nous avons commencé à quatre.",
        "Quarante sont venus.",
        "Yes, but differently",
        "When launching",
        "Unique community engagement",
        "A few days",
        f"http://testserver/lessons/{lesson.pk}/",
        f"lesson {lesson.pk} of",
    ):
        assert part in words
    assert '<div lang="fr" dir="ltr"><p>Nous avons commencé à quatre.</p>' in text
    links = page.links()
    assert {"/communities/cercle-du-port/", "/lessons/?maturity=launching", other.get_absolute_url()} <= set(links)
    assert "Not at this stage" not in words
    assert "advising" not in words  # terms are shown by their labels


def test_references_name_the_lesson_its_day_and_its_address(client):
    lesson = learned(published(name="R&D Circle"), did="We met {often}.", at=datetime(2026, 5, 4, tzinfo=UTC))
    bib = client.get(f"/lessons/{lesson.pk}/cite.bib")
    assert bib["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert f"@misc{{copdir-lesson-{lesson.pk}," in bib.text
    assert r"title = {{A lesson of R\&D Circle: We met \{often\}.}}" in bib.text
    assert f"url = {{http://testserver/lessons/{lesson.pk}/}}" in bib.text
    ris = client.get(f"/lessons/{lesson.pk}/cite.ris").text.split("\r\n")
    assert "TI  - A lesson of R&D Circle: We met {often}." in ris
    assert "AB  - Twelve came to the second one. By the summer there were forty." in ris
    assert "DA  - 2026/05/04" in ris


def test_entry_shows_its_first_lessons_and_leads_to_all_of_them(client):
    community = published(name="Circle")
    assert "What it learned" not in client.get("/communities/circle/").text
    made = [learned(community) for _turn in range(4)]
    learned(published(name="Circle of another kind"))
    page = Page(client.get("/communities/circle/").text)
    assert [link for link in page.links() if link.startswith("/lessons/") and link[9:10].isdigit()] == [
        one.get_absolute_url() for one in made[:0:-1]
    ]
    assert "See all its 4 lessons" in page.words()
    all_of_them = next(link for link in page.links() if "community=" in link)
    listed = Page(client.get(all_of_them).text)
    assert "4 lessons" in listed.words()
    changed(community, name="Renamed circle")
    assert "Renamed circle" in client.get(all_of_them).text


def test_lessons_stand_by_stage_with_how_many_would_do_it_again_once_there_are_five(client):
    community = published(name="Circle")
    for again in ("yes", "yes", "differently", "no"):
        learned(community, again=again, maturity="launching")
    assert "of 4 would do it again." not in Page(client.get("/lessons/?maturity=launching").text).words()
    learned(community, again="no", maturity="launching")
    learned(community, maturity="setting-up")
    page = Page(client.get("/lessons/").text)
    assert [one.text for one in page.all("h2") if one.text.startswith("When")] == ["When setting up", "When launching"]
    assert "4 of 6 would do it again. 1 of them differently." in page.words()
    assert "3 of 5 would do it again. 1 of them differently." in page.words()


def test_counts_are_what_choosing_finds(client):
    community = published()
    learned(community, maturity="launching", ingredient="direction", purpose=["advising"])
    learned(community, maturity="launching", ingredient="outreach")
    learned(community, maturity="closed", ingredient="outreach", effort="weeks")
    told, catalogue = lesson_shelf.everything(), index.current()
    chosen = LessonFilter(QueryDict("maturity=launching&ingredient=outreach"), told, catalogue)
    for facet in chosen.facets():
        for value in facet.first:
            alone = LessonFilter(QueryDict(chosen.query(**{facet.name: [value.value]})), told, catalogue)
            assert len(alone.found) == value.count, (facet.name, value.value)


def test_what_is_chosen_can_be_taken_back_and_what_is_unknown_is_left_out_with_a_notice(client):
    learned(published(name="Circle"), maturity="launching")
    page = Page(client.get("/lessons/?maturity=launching&maturity=no-such&q=lunch&page=7").text)
    links = page.links()
    assert "/lessons/?maturity=launching" in links
    assert "/lessons/?q=lunch" in links
    assert "“no-such” is not a choice for “Stage at the time”, so it was left out." in page.words()
    assert "There is no page 7." in page.words()
    assert "1 lesson" in page.words()


def test_empty_pages_help_and_lead_to_telling_one(client):
    empty = Page(client.get("/lessons/").text)
    assert "None is told yet" in empty.words()
    assert "/communities/" in empty.links()
    learned(published())
    nothing = Page(client.get("/lessons/?q=xyzzy").text)
    assert "No lesson is told about this yet" in nothing.words()
    assert "/lessons/" in nothing.links()


def test_page_in_french_and_its_sisters(client):
    lesson = learned(published())
    for address in ("/fr/lessons/", f"/fr/lessons/{lesson.pk}/"):
        response = client.get(address)
        assert response.status_code == 200
        assert '<html lang="fr"' in response.text
    assert f"/fr/lessons/{lesson.pk}/" in client.get("/sitemap.xml").text


def test_pages_ask_as_often_for_one_lesson_as_for_many(client, django_assert_num_queries):
    def asked(address):
        with connection.execute_wrapper(lambda run, *args: (count.append(1), run(*args))[1]):
            count = []
            client.get(address)
        return len(count)

    first = published(name="Circle")
    lesson = learned(first, purpose=["advising"])
    addresses = ("/lessons/", lesson.get_absolute_url(), "/communities/circle/", "/sitemap.xml")
    few = [asked(address) for address in addresses]
    for _number in range(9):
        learned(published(), purpose=["advising", "network-building"])
        learned(first, purpose=["advising"])
    assert [asked(address) for address in addresses] == few


# The admin ------------------------------------------------------------------------------------------


def test_senior_moderators_withdraw_and_restore_and_write_nothing_else(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    lesson = learned(published(name="Circle"))
    place = "/admin/communities/lesson/"
    client.force_login(a_moderator())
    client.post(place, {"action": "withdraw", "_selected_action": [lesson.pk]})
    assert client.get(lesson.get_absolute_url()).status_code == 200
    client.force_login(a_senior_moderator())
    for _turn in range(2):
        client.post(place, {"action": "withdraw", "_selected_action": [lesson.pk]})
        assert client.get(lesson.get_absolute_url()).status_code == 410
    client.post(place, {"action": "restore", "_selected_action": [lesson.pk]})
    assert client.get(lesson.get_absolute_url()).status_code == 200
    page = client.get(f"{place}{lesson.pk}/change/")
    assert 'name="did"' not in page.text
    assert client.post(f"{place}{lesson.pk}/change/", {"did": "Other words"}).status_code == 403


# The API --------------------------------------------------------------------------------------------


def test_api_has_the_same_selection_as_the_page_as_plain_data(client):
    community = published(name="Circle")
    for number in range(3):
        learned(community, did=f"Try {number}.", maturity="launching", purpose=["advising"], effort="days")
    learned(community)
    page = client.get("/api/lessons/?maturity=launching&page_size=2").json()
    assert (page["count"], page["previous"]) == (3, None)
    assert [one["did"] for one in page["results"]] == ["Try 2.", "Try 1."]
    first = page["results"][0]
    assert (first["community"], first["purpose"], first["ingredient"], first["effort"], first["told_by"]) == (
        "circle",
        ["advising"],
        None,
        "days",
        "convener",
    )
    rest = client.get(page["next"].removeprefix("http://testserver")).json()
    assert [one["did"] for one in rest["results"]] == ["Try 0."]
    assert client.get(first["url"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [("maturity=none", 400), ("stage=closed", 400), ("page=x", 400), ("page_size=101", 400), ("page=9", 404)],
)
def test_api_refuses_what_it_does_not_know(client, query, status):
    learned(published())
    response = client.get(f"/api/lessons/?{query}")
    assert response.status_code == status
    assert query.partition("=")[0] in response.json()["detail"]


# The same as plain SQL ------------------------------------------------------------------------------

STAGES = ("setting-up", "launching", "closed")
INGREDIENTS = ("direction", "outreach")
PURPOSES = ("advising", "network-building", "knowledge-sharing")
WORDS = ("lunch", "summit", "letter")
said = st.fixed_dictionaries(
    {
        "did": st.sampled_from(WORDS),
        "happened": st.sampled_from(WORDS),
        "maturity": st.sampled_from(STAGES),
        "ingredient": st.sampled_from(["", *INGREDIENTS]),
        "purpose": st.sets(st.sampled_from(PURPOSES)).map(sorted),
        "again": st.sampled_from(["yes", "differently", "no"]),
        "effort": st.sampled_from(["", "hours", "weeks"]),
    }
)
asked = st.fixed_dictionaries(
    {
        "maturity": st.sets(st.sampled_from(STAGES)).map(sorted),
        "ingredient": st.sets(st.sampled_from(INGREDIENTS)).map(sorted),
        "purpose": st.sets(st.sampled_from(PURPOSES)).map(sorted),
        "again": st.sets(st.sampled_from(["yes", "no"])).map(sorted),
        "effort": st.sets(st.sampled_from(["hours", "weeks"])).map(sorted),
        "q": st.sampled_from(["", *WORDS, "lunch letter"]),
    }
)
COLUMNS = {
    "maturity": "maturity__slug__in",
    "ingredient": "ingredient__slug__in",
    "purpose": "purposes__slug__in",
    "again": "again__in",
    "effort": "effort__in",
}


class SelectionIsPlainSql(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.community = published(name="Network")

    @given(st.lists(said, max_size=6), asked)
    def test_filters_select_what_sql_selects(self, all_said, question):
        for one in all_said:
            learned(self.community, **one)
        rows = Lesson.objects.filter(withdrawn_at=None)
        for name, column in COLUMNS.items():
            if question[name]:
                rows = rows.filter(**{column: question[name]})
        for word in question["q"].split():
            rows = rows.filter(did__icontains=word) | rows.filter(happened__icontains=word)
        query = QueryDict(mutable=True)
        for name, values in question.items():
            query.setlist(name, [values] if name == "q" else values)
        chosen = LessonFilter(query, lesson_shelf.everything(), index.current())
        assert {one.lesson.pk for one in chosen.found} == set(rows.values_list("pk", flat=True))
        again = LessonFilter(QueryDict(chosen.query()), lesson_shelf.everything(), index.current())
        assert again.found == chosen.found
