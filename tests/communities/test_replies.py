"""Answered questions: published by one door, found by words, topic and community, gone without a word if taken back."""

import pytest
from django.db import IntegrityError, connection, transaction

from communities import publishing, replies
from communities.models import Reply, ReplyCommunity, Role
from communities.refusals import NotPublished, PublishingError
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.django_db

QUESTION = "Has anyone tried a rota of facilitators in a network across ministries?"
REPLY = "Yes, twice.\n\n- **Harbour Circle** rotates each quarter.\n- It takes [an handbook](https://example.org/rota)."


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle", topic=["foresight"])


def draft(*cites, **changes) -> replies.Draft:
    stated = {
        "question": QUESTION,
        "reply": REPLY,
        "context": "We are nine ministries in Île-de-France.",
        "country": "FR",
        "terms": [("topic", "foresight"), ("purpose", "network-building")],
        "cites": [one.pk for one in cites],
        **changes,
    }
    return replies.Draft(**stated)


def found(client, query: str, language: str = "") -> list[str]:
    page = Page(client.get(f"{language}/questions/{query}").text)
    return [link.text for link in page.all("a") if "/questions/" in link["href"] and link.is_in("h3")]


def test_published_it_says_what_was_asked_and_answered_and_by_which_communities(client, circle):
    other = factories.published(name="Fjord Table")
    reply = replies.publish(draft(circle, other))
    page = Page(client.get(f"/questions/{reply.pk}/").text)
    assert [one.text for one in page.all("h1")] == [QUESTION]
    assert "Asked from France." in page.words()
    assert "Harbour Circle rotates each quarter" in page.words()
    assert [one.text for one in page.all("strong")] == ["Harbour Circle"]
    rows = [one.text for one in page.all("bdi") if one.is_in("h3")]
    assert rows == ["Harbour Circle", "Fjord Table"]
    assert f"http://testserver/questions/{reply.pk}/" in page.words()
    assert "/communities/?topic=foresight" in page.links()


def test_nothing_in_a_reply_can_act(client, circle):
    reply = replies.publish(draft(circle, reply="<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://x/y)"))
    page = Page(client.get(f"/questions/{reply.pk}/").text)
    assert not [one for one in page.all("script") if "alert" in one.text]
    assert not page.all("img")
    assert not [link for link in page.links() if link.startswith("javascript:")]


@pytest.mark.parametrize(
    "query",
    ["", "?q=rota", "?q=FACILIT", "?q=ile+de+france", "?q=harbour", "?q=handbook+quarter", "?topic=foresight",
     "?q=rota&topic=foresight", "?topic=no-such-topic"],
)  # fmt: skip
def test_found_by_its_words_its_topic_and_who_is_cited(client, circle, query):
    replies.publish(draft(circle))
    assert found(client, query) == [QUESTION]


@pytest.mark.parametrize("query", ["?q=acilitators", "?q=rota+unicorn", "?q=!!!"])
def test_not_found_by_what_it_does_not_say(client, circle, query):
    replies.publish(draft(circle))
    assert found(client, query) == []
    assert "No answered question matches" in Page(client.get(f"/questions/{query}").text).words()


def test_newest_come_first_and_more_than_a_page_is_parted(client, circle):
    for number in range(27):
        replies.publish(draft(circle, question=f"Has anyone tried number {number}?"))
    first = found(client, "")
    assert (len(first), first[0]) == (25, "Has anyone tried number 26?")
    assert len(found(client, "?page=2")) == 2
    assert "/questions/?page=2" in Page(client.get("/questions/").text).links()


@pytest.mark.parametrize("language", ["", "/fr"])
def test_without_any_the_page_says_so_and_leads_to_the_form(client, language):
    page = Page(client.get(f"{language}/questions/").text)
    assert f"{language}/submit/question/" in page.links()
    assert page.all("input") == []


def test_search_among_communities_leads_to_it_and_an_entry_that_is_cited_too(client, circle):
    reply = replies.publish(draft(circle))
    listed = client.get("/communities/?q=rota").text
    assert "1 answered question has these words" in Page(listed).words()
    assert "/questions/?q=rota" in Page(listed).links()
    assert "answered question" not in Page(client.get("/communities/?q=unicorn").text).words()
    assert reply.get_absolute_url() in Page(client.get(circle.get_absolute_url()).text).links()
    other = factories.published()
    assert reply.get_absolute_url() not in Page(client.get(other.get_absolute_url()).text).links()


def test_withdrawn_it_is_found_nowhere_and_its_address_says_not_a_word_of_it(client, circle):
    reply = replies.publish(draft(circle))
    replies.withdraw(reply)
    gone = client.get(reply.get_absolute_url())
    assert gone.status_code == 410
    assert "rota" not in gone.text
    assert found(client, "") == []
    assert "answered question" not in client.get("/communities/?q=rota").text
    assert reply.get_absolute_url() not in client.get(circle.get_absolute_url()).text
    with pytest.raises(NotPublished):
        replies.withdraw(reply)
    replies.restore(reply)
    assert found(client, "") == [QUESTION]
    with pytest.raises(NotPublished):
        replies.restore(reply)


def test_published_again_it_keeps_its_address(client, circle):
    reply = replies.publish(draft(circle))
    other = factories.published(name="Fjord Table")
    again = replies.publish(draft(other, reply="Only the Fjord Table did."), reply=reply)
    assert again.pk == reply.pk
    assert list(ReplyCommunity.objects.values_list("community", flat=True)) == [other.pk]
    assert "Only the Fjord Table did." in client.get(reply.get_absolute_url()).text


def test_cites_at_least_one_community_and_only_published_ones(circle):
    gone = factories.published()
    publishing.withdraw(gone, role=Role.STAFF, reason="A test")
    for wrong in (draft(), draft(circle, gone), draft(cites=[0])):
        with pytest.raises(PublishingError):
            replies.publish(wrong)
    assert not Reply.objects.exists()


def test_community_that_is_withdrawn_later_is_cited_no_more_and_a_merged_one_leads_on(client, circle):
    heir, gone = factories.published(name="Heir of the Circle"), factories.published(name="Vanishing Table")
    reply = replies.publish(draft(circle, gone))
    publishing.withdraw(gone, role=Role.STAFF, reason="A test")
    publishing.merge(circle, role=Role.STAFF, reason="The same", into=heir)
    page = Page(client.get(reply.get_absolute_url()).text)
    assert [one.text for one in page.all("bdi") if one.is_in("h3")] == ["Heir of the Circle"]
    assert reply.get_absolute_url() in client.get(heir.get_absolute_url()).text


def test_there_is_no_page_of_a_number_that_never_was(client):
    assert client.get("/questions/999999/").status_code == 404
    assert client.get("/questions/99999999999999999999/").status_code == 404


def test_sitemap_names_the_questions_once_there_are_any(client, circle):
    assert "/questions/" not in client.get("/sitemap.xml").text
    reply = replies.publish(draft(circle))
    assert f"http://testserver/fr/questions/{reply.pk}/" in client.get("/sitemap.xml").text


def test_every_change_moves_the_version(circle):
    def version() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM communities_catalogueversion")
            return cursor.fetchone()[0]

    before = version()
    reply = replies.publish(draft(circle))
    assert (between := version()) > before
    replies.withdraw(reply)
    assert (after := version()) > between
    reply.terms.clear()
    assert version() > after


@pytest.mark.parametrize("wrong", [{"question": ""}, {"reply": ""}, {"language": "xx"}])
def test_database_refuses_a_reply_without_words(circle, wrong):
    reply = replies.publish(draft(circle))
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(**wrong)


def test_database_keeps_a_number_for_good(circle):
    reply = replies.publish(draft(circle))
    for act in (reply.delete, lambda: Reply.objects.filter(pk=reply.pk).update(id=reply.pk + 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyCommunity.objects.create(reply=reply, community=circle, position=2)


@pytest.mark.usefixtures("index_anew")
def test_pages_ask_as_often_for_one_as_for_many(client, circle, django_assert_num_queries):
    reply = replies.publish(draft(circle))
    for number in range(9):
        replies.publish(draft(circle, question=f"Has anyone tried {number}?"))
    with django_assert_num_queries(9):
        client.get("/questions/")
    with django_assert_num_queries(11):
        client.get(f"/questions/{reply.pk}/")
