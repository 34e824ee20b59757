"""The reply: put together from answers that may be cited, published, found, undone, withdrawn; nobody is named."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.utils import timezone

from communities.models import Reply
from communities.refusals import PublishingError
from submissions import moderation, personal
from submissions.inquiries import answering, awaiting, consolidating
from submissions.models import Inquiry, Relay, State, Steward, Verb
from tests import factories
from tests.page import Page
from tests.submissions.asked import ASKER, a_steward, answered, gathered, made_of, published, relayed, token_to, waiting
from tests.submissions.sender import letters
from tests.submissions.submitted import a_senior_moderator, fresh
from tests.submissions.test_letter_forms import ADDRESS, body, plain_words, words
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]


DAY = timedelta(days=1)


def seen(question, user, **more) -> dict:
    return {"version": fresh(question).version, "user": user, **more}


@pytest.fixture
def stewards() -> list[Steward]:
    return [a_steward(), a_steward(), a_steward()]


def test_it_begins_as_the_answers_that_may_be_cited_each_headed_by_its_community(moderator, stewards):
    question = relayed(moderator, stewards)
    first, second, third = question.inquiry.relays.all()
    answered(first, "We did.")
    answered(second, "Not to be told.", may_cite=False)
    answering.decline(third)
    begun = consolidating.begun(consolidating.relays(question.inquiry))
    assert begun == f"**{stewards[0].community.name}**\n\nWe did."


def test_published_it_is_found_and_asker_and_conveners_are_told(client, moderator, stewards):
    question = published(moderator, stewards[:2])
    reply = Reply.objects.get()
    assert (question.state, question.inquiry.reply) == (State.APPROVED, reply)
    page = Page(client.get(reply.get_absolute_url()).text)
    for one in stewards[:2]:
        assert one.community.name in page.words()
    assert reply.get_absolute_url() in Page(client.get("/questions/?q=ministries").text).links()
    told = {one.to[0]: one for one in letters()[-3:]}
    assert set(told) == {ASKER, *(one.email for one in stewards[:2])}
    for letter in told.values():
        assert f"http://testserver{reply.get_absolute_url()}" in letter.message
        assert letter.scheduled_time > timezone.now() + site.UNDO_TIME / 2
    for one in stewards[:2]:
        assert ASKER not in told[one.email].message
        assert one.email not in told[ASKER].message


def test_nothing_public_names_who_asked_or_answered(client, moderator, stewards):
    published(moderator, stewards)
    reply = Reply.objects.get()
    places = ["/questions/", "/questions/?q=ministries", reply.get_absolute_url(), "/sitemap.xml", "/api/communities/"]
    places += [one.community.get_absolute_url() for one in stewards]
    for place in places:
        text = client.get(place).text
        for private in (ASKER, "Analyst", "Ministry of Time", *(one.email for one in stewards), "Convener "):
            assert private not in text, (place, private)


def test_only_communities_that_agreed_are_cited(moderator, stewards):
    question = relayed(moderator, stewards[:2])
    first, second = question.inquiry.relays.all()
    answered(first)
    answered(second, may_cite=False)
    moderation.gather(question)
    for cites in ([], [stewards[1].community_id], [one.community_id for one in stewards], [0]):
        made = made_of(question, cites=cites)
        with pytest.raises(PublishingError):
            moderation.approve(question, **seen(question, moderator), made=made)
    assert (fresh(question).state, Reply.objects.count()) == (State.PENDING, 0)


def test_answer_that_changed_meanwhile_is_looked_at_first(moderator, stewards):
    question = gathered(moderator, stewards[:2])
    made = made_of(question)
    answered(question.inquiry.relays.first(), "No, after all.")
    with pytest.raises(consolidating.AnswersChanged):
        moderation.approve(question, **seen(question, moderator), made=made)
    assert Reply.objects.count() == 0


def test_undone_the_reply_is_gone_no_letter_leaves_and_its_address_comes_back(client, moderator, stewards):
    question = gathered(moderator, stewards)
    before = len(letters())
    moderation.approve(question, **seen(question, moderator), made=made_of(question))
    reply = Reply.objects.get()
    moderation.undo(question, **seen(question, moderator))
    assert client.get(reply.get_absolute_url()).status_code == 410
    assert (fresh(question).state, len(letters())) == (State.PENDING, before)
    moderation.approve(question, **seen(question, moderator), made=made_of(question, reply="Yes, by turns."))
    assert Reply.objects.get() == reply
    assert "Yes, by turns." in client.get(reply.get_absolute_url()).text


def test_without_an_answer_the_asker_gets_a_clear_no(moderator, stewards):
    for _number in range(9):
        factories.published(topic=["health"])
    question = relayed(moderator, stewards[:1])
    moderation.gather(question)
    moderation.decline(question, **seen(question, moderator), reason="no-answers")
    letter = letters()[-1]
    assert letter.to == [ASKER]
    assert "We passed it on, and nobody answered in time." in letter.message
    assert stewards[0].community.name in letter.message  # it comes near; that it was asked is not said


def test_a_question_is_neither_answered_before_it_is_relayed_nor_relayed_twice(moderator, stewards):
    question = waiting()
    with pytest.raises(moderation.NotAQuestion):
        moderation.approve(question, **seen(question, moderator))
    relayed(moderator, stewards[:1], question)
    moderation.gather(question)
    with pytest.raises(moderation.NotAQuestion):
        moderation.relay(question, **seen(question, moderator), chosen=[stewards[1].pk], wording="Once more?")
    with pytest.raises(moderation.NotAQuestion):
        moderation.keep(question, **seen(question, moderator))


def test_nothing_else_is_relayed_kept_or_taken_down(moderator, stewards):
    from tests.submissions.submitted import pending

    other = pending()
    for act in (
        lambda: moderation.relay(other, **seen(other, moderator), chosen=[stewards[0].pk], wording="x"),
        lambda: moderation.keep(other, **seen(other, moderator)),
    ):
        with pytest.raises(moderation.NotAQuestion):
            act()
    moderation.approve(other, **seen(other, moderator))
    with pytest.raises(moderation.NotAQuestion):
        moderation.take_down(other, **seen(other, a_senior_moderator()))


def test_convener_who_erases_themselves_leaves_no_answer(moderator, stewards):
    question = gathered(moderator, stewards[:1])
    sender = waiting(email=stewards[0].email)
    assert "Yes, in 2 ministries." in str(personal.held(sender)["was_asked"])
    personal.erase(sender)
    relay = Relay.objects.get(inquiry=question.inquiry)
    assert (relay.answer, relay.may_cite, relay.answered_at) == ("", False, None)
    assert relay.steward.email == ""


def test_asker_who_erases_themselves_leaves_the_published_reply(client, moderator, stewards):
    question = published(moderator, stewards)
    personal.erase(question)
    assert client.get(Reply.objects.get().get_absolute_url()).status_code == 200
    erased = fresh(question)
    assert (erased.sender_email, erased.private_answers) == ("", {})
    assert Inquiry.objects.get().reply


def _panel(page: Page) -> dict[str, list[str]]:
    """What the panel of the decision would send."""
    return next(form.values for form in page.forms() if "answers" in form.values)


@pytest.mark.parametrize("name", ["relay", "relay_reminder", "relay_thanks"])
def test_both_forms_of_every_letter_to_a_convener_say_the_same(moderator, stewards, name):
    question = relayed(moderator, stewards[:2])
    with time_machine.travel(timezone.now() + 11 * DAY):
        awaiting.look()
    answered(question.inquiry.relays.first())
    moderation.gather(question)
    moderation.approve(question, **seen(question, moderator), made=made_of(question))
    letter = question.letters.filter(name=name).latest("pk").email
    page, text = Page(letter.html_message), body(letter, "plain")
    assert words(body(letter, "html")) == plain_words(text)
    assert set(page.links()) == set(ADDRESS.findall(text))
    assert page.mistakes == []
    assert len(page.all("h1")) == 1
    assert [one for one in page.all("div") if "hidden" in one.attributes and 20 < len(one.text) < 90]
    assert "You get this letter because" in text


# On the desk ------------------------------------------------------------------------------------------


def test_desk_shows_who_fits_with_reasons_and_relays_to_those_ticked(desk, stewards):
    question = waiting()
    page = Page(shown(desk, question))
    for one in stewards:
        assert one.community.name in page.words()
    assert "Same topic: Strategic foresight and anticipation" in page.words()
    assert "The library, and two colleagues." in page.words()
    worded = {"question": "Has anyone taken turns?", "context": question.entry["summary"]}
    decide(desk, question, "approve", **worded, ask=[stewards[0].pk, stewards[2].pk])
    asked = list(Relay.objects.values_list("steward", flat=True))
    assert asked == [stewards[0].pk, stewards[2].pk]
    assert (fresh(question).state, Inquiry.objects.get().question) == (State.RELAYED, "Has anyone taken turns?")
    assert question.decisions.latest("sequence").fields == ["name"]


@pytest.mark.parametrize("ticked", [0, 6])
def test_desk_says_how_many_can_be_ticked(desk, ticked):
    stewards = [a_steward() for _number in range(6)]
    question = waiting()
    response = decide(desk, question, "approve", question="Turns?", ask=[one.pk for one in stewards[:ticked]])
    assert "Choose at least one convener, and at most five." in response.text
    assert fresh(question).state == State.PENDING


def test_desk_without_anybody_offers_to_keep_or_decline(desk):
    question = waiting()
    assert "Nobody who agreed to be asked fits it today." in shown(desk, question)
    decide(desk, question, "ask", words="We look again.")
    assert "Today there is none." in letters()[-1].message
    decide(desk, question, "decline")
    assert fresh(question).state == State.PENDING
    decide(desk, question, "decline", reason_decline="nobody")
    assert fresh(question).state == State.DECLINED


def test_desk_puts_the_reply_together_from_the_answers_and_publishes_it(desk, moderator, stewards):
    question = gathered(moderator, stewards[:2])
    page = Page(shown(desk, question))
    begun = _panel(page)
    assert "2 of 2 conveners have answered" in page.words()
    (text,) = [one.text for one in page.all("textarea") if one["name"] == "reply"]
    assert "Yes, in 2 ministries." in text
    cited = [one["value"] for one in page.all("input") if one["name"] == "cite" and "checked" in one.attributes]
    assert cited == [str(one.community_id) for one in stewards[:2]]
    fields = {"question": "Has anyone taken turns?", "reply": "Two did.", "language": "en", "cite": cited[:1]}
    decide(desk, question, "approve", **fields, answers=begun["answers"][0])
    reply = Reply.objects.get()
    assert (reply.question, reply.reply) == ("Has anyone taken turns?", "Two did.")
    assert list(reply.cited.values_list("community", flat=True)) == [stewards[0].community_id]
    thanked = {one.to[0]: one.message for one in letters()[-2:]}
    assert "nothing in it comes from your answer" in thanked[stewards[1].email]


def test_desk_shows_a_changed_answer_before_it_publishes(desk, moderator, stewards):
    question = gathered(moderator, stewards[:1])
    before = _panel(Page(shown(desk, question)))["answers"][0]
    answered(question.inquiry.relays.first(), "No, after all.")
    fields = {"question": "Turns?", "reply": "One did.", "language": "en", "cite": [stewards[0].community_id]}
    response = decide(desk, question, "approve", **fields, answers=before)
    assert response.status_code == 409
    assert "An answer was changed after you opened this." in response.text
    assert "No, after all." in response.text
    assert "One did." in response.text


def test_desk_waits_no_longer_withdraws_and_restores(desk, client, moderator, stewards):
    question = relayed(moderator, stewards[:1])
    assert "Wait no longer" in shown(desk, question)
    answered(question.inquiry.relays.first())
    desk.post(address(question, "gather"), {"version": fresh(question).version})
    assert fresh(question).state == State.PENDING
    moderation.approve(question, **seen(question, moderator), made=made_of(question))
    page = Reply.objects.get().get_absolute_url()
    with time_machine.travel(timezone.now() + 2 * site.UNDO_TIME):
        assert "Withdraw the reply" not in shown(desk, question)
        desk.post(address(question, "reply"), {"version": fresh(question).version, "withdraw": "yes"})
        assert client.get(page).status_code == 200  # only seniors withdraw
        desk.force_login(a_senior_moderator())
        desk.post(address(question, "reply"), {"version": fresh(question).version, "withdraw": "yes"})
        assert client.get(page).status_code == 410
        assert not moderation.can_undo(fresh(question), question.decisions.latest("sequence"))
        with pytest.raises(moderation.IllegalMove):
            moderation.undo(question, **seen(question, moderator))
        assert "Publish the reply again" in shown(desk, question)
        desk.post(address(question, "reply"), {"version": fresh(question).version, "restore": "yes"})
        assert client.get(page).status_code == 200
    verbs = [one.verb for one in question.decisions.order_by("sequence")][-2:]
    assert verbs == [Verb.TAKE_DOWN, Verb.PUT_BACK]


def test_several_approved_at_once_leave_questions_for_their_own_page(desk, moderator, stewards):
    question, due = waiting(), gathered(moderator, stewards[:1])
    desk.post(
        "/admin/submissions/submission/",
        {"action": "approve", "confirmed": "yes", "_selected_action": [question.pk, due.pk]},
    )
    assert {fresh(question).state, fresh(due).state} == {State.PENDING}


def test_review_asks_as_often_for_one_convener_as_for_many(desk, stewards, django_assert_max_num_queries):
    question = waiting()
    for _number in range(9):
        a_steward()
    with django_assert_max_num_queries(43):
        shown(desk, question)


def test_closed_question_leads_its_conveners_to_the_reply(client, moderator, stewards):
    question = relayed(moderator, stewards[:1])
    token = token_to(stewards[0].email)
    answered(question.inquiry.relays.first())
    moderation.gather(question)
    moderation.approve(question, **seen(question, moderator), made=made_of(question))
    page = Page(client.get(f"/submit/answer/{token}/").text)
    assert "It is answered" in page.words()
    assert Reply.objects.get().get_absolute_url() in page.links()
