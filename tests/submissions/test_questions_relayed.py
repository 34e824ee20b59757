"""Relaying: whom a question may be put to, whatever is ticked; what they are sent, asked once more, and can do."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from post_office.models import Email

from communities import index, publishing
from communities.models import Role
from submissions import moderation, outbox
from submissions.inquiries import answering, awaiting, matching, relaying
from submissions.inquiries.matching import Candidate
from submissions.models import Inquiry, Relay, State, Steward, Submission, Verb
from tests import factories
from tests.page import Page
from tests.submissions.asked import ASKER, a_steward, answered, relayed, token_to, waiting
from tests.submissions.sender import Sender, letters
from tests.submissions.submitted import a_moderator, fresh

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ABOUT = frozenset({("topic", "foresight"), ("purpose", "advising"), ("country", "FR"), ("language", "en")})


def relay(question: Submission, stewards, user=None) -> None:
    moderation.relay(
        question,
        version=question.version,
        user=user or a_moderator(),
        chosen=[getattr(one, "pk", one) for one in stewards],
        wording=question.name,
    )


# Who fits: a pure function ----------------------------------------------------------------------------


def candidate(steward: int, *facets, mailbox: str = "", **more) -> Candidate:
    return Candidate(steward, 100 + steward, mailbox or f"mailbox {steward}", frozenset(facets), **more)


TOPIC, PURPOSE, COUNTRY = ("topic", "foresight"), ("purpose", "advising"), ("country", "FR")


def ranked(*candidates: Candidate, most_lately: int = 2) -> list[int]:
    return [one.candidate.steward for one in matching.rank(ABOUT, candidates, most_lately=most_lately)]


def test_who_shares_more_comes_first_and_who_shares_neither_topic_nor_purpose_not_at_all():
    both, topic, purpose = candidate(1, TOPIC, PURPOSE), candidate(2, TOPIC), candidate(3, PURPOSE, COUNTRY)
    neither = candidate(4, COUNTRY, ("language", "en"))
    assert ranked(neither, purpose, topic, both) == [1, 2, 3]


def test_of_equals_the_most_neglected_comes_first():
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    assert ranked(candidate(1, TOPIC, asked=late), candidate(2, TOPIC), candidate(3, TOPIC, asked=early)) == [2, 3, 1]


def test_who_was_asked_often_enough_lately_is_left_out():
    assert ranked(candidate(1, TOPIC, lately=2), candidate(2, TOPIC, lately=1)) == [2]


def test_mailbox_is_asked_once_for_its_closest_community():
    assert ranked(candidate(1, TOPIC, mailbox="same"), candidate(2, TOPIC, PURPOSE, mailbox="same")) == [2]


facets = st.frozensets(st.sampled_from(sorted(ABOUT | {("topic", "data"), ("country", "IE")})))
candidates = st.lists(
    st.builds(
        Candidate, st.integers(1, 50), st.integers(1, 9), st.sampled_from("abcd"), facets, lately=st.integers(0, 3)
    ),
    unique_by=lambda one: one.steward,
)


@given(candidates, st.integers(1, 3))
def test_whatever_there_is_nobody_unfit_or_asked_enough_or_twice_is_ranked(found, most):
    matches = matching.rank(ABOUT, found, most_lately=most)
    mailboxes = [one.candidate.mailbox for one in matches]
    assert len(mailboxes) == len(set(mailboxes))
    assert all(one.candidate.lately < most for one in matches)
    assert all({TOPIC, PURPOSE} & one.shared for one in matches)
    assert [one.score for one in matches] == sorted((one.score for one in matches), reverse=True)
    # Nobody who fits is left out, but for a mailbox that is there already.
    fit = {one.mailbox for one in found if one.lately < most and {TOPIC, PURPOSE} & one.facets}
    assert fit == set(mailboxes)


def test_reasons_are_said_in_words(moderator):
    a_steward()
    (match,) = relaying.matches(waiting(), index.current())
    said = matching.reasons(index.current(), match)
    assert said[0] == "Same topic: Strategic foresight and anticipation"
    assert said[-1] == "Never asked yet"


# Whom it may be put to, whatever is ticked ------------------------------------------------------------


def unwilling() -> dict[str, Steward]:
    """One of each who must never be asked."""
    gone = factories.published(topic=["foresight"])
    people = {
        "no consent": a_steward(may_be_asked=False),
        "ended": a_steward(ended_at=timezone.now(), ended_by="objection"),
        "withdrawn": a_steward(community=gone),
        "asker": a_steward("As.Ker+x@ministry.example"),
        "elsewhere": a_steward(community=factories.published(topic=["health"], purpose=["advising"])),
    }
    publishing.withdraw(gone, role=Role.STAFF, reason="A test")
    return people


@pytest.mark.parametrize("who", ["no consent", "ended", "withdrawn", "asker", "elsewhere"])
def test_nobody_unwilling_or_unfit_is_shown_or_asked(who):
    wrong, right = unwilling()[who], a_steward()
    question = waiting()
    assert [one.candidate.steward for one in relaying.matches(question, index.current())] == [right.pk]
    for chosen in ([wrong], [right, wrong]):
        with pytest.raises(moderation.NobodyToAsk):
            relay(question, chosen)
    assert (fresh(question).state, Relay.objects.count()) == (State.PENDING, 0)
    assert list({address for one in letters() for address in one.to}) == [ASKER]


@pytest.mark.parametrize("chosen", [[], [0], [-1], [10**9]])
def test_nobody_or_somebody_who_is_not_there_is_refused(chosen):
    a_steward()
    with pytest.raises(moderation.NobodyToAsk):
        relay(waiting(), chosen)


def test_five_are_asked_and_never_six():
    six = [a_steward() for _number in range(6)]
    question = waiting()
    with pytest.raises(moderation.NobodyToAsk):
        relay(question, six)
    relay(question, six[:5])
    assert Relay.objects.count() == 5
    inquiry = Inquiry.objects.get()
    for place in (5, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relay.objects.create(inquiry=inquiry, position=place, steward=six[5], mailbox="another")


@contextmanager
def rolled_back():
    """A transaction around an example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=15)
@given(st.data())
def test_whatever_is_ticked_five_at_most_are_asked_and_all_of_them_agreed(data):
    with rolled_back():
        willing = [a_steward(f"w{number}@circle.example") for number in range(7)]
        everybody = [*willing, *unwilling().values()]
        question = waiting()
        chosen = data.draw(st.lists(st.sampled_from([*(one.pk for one in everybody), 0]), max_size=9))
        try:
            relay(question, chosen)
        except moderation.NobodyToAsk:
            assert Relay.objects.count() == 0
        else:
            asked = set(Relay.objects.values_list("steward", flat=True))
            assert asked == set(chosen)
            assert asked <= {one.pk for one in willing}
            assert 1 <= len(asked) <= 5


def test_one_mailbox_in_two_spellings_is_asked_once():
    one, twin = a_steward("con.vener@circle.example"), a_steward("convener+x@circle.example")
    question = waiting()
    with pytest.raises(moderation.NobodyToAsk):
        relay(question, [one, twin])
    assert len(relaying.matches(question, index.current())) == 1
    relay(question, [one])
    copy = Relay.objects.get()
    copy.pk, copy.position = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_nobody_is_asked_more_often_in_a_quarter_than_the_setting_says(moderator):
    steward, user = a_steward(), moderator
    for _number in range(site.RELAYS_A_QUARTER):
        relay(waiting(), [steward], user)
    with pytest.raises(moderation.NobodyToAsk):
        relay(waiting(), [steward], user)
    with time_machine.travel(timezone.now() + 92 * DAY):
        relay(waiting(), [steward], user)


@pytest.mark.parametrize("change", [{"may_be_asked": False}, {"ended_at": timezone.now(), "ended_by": "silence"}])
def test_database_itself_refuses_a_relay_to_whoever_does_not_agree(moderator, change):
    question = relayed(moderator, [a_steward()])
    other = a_steward()
    Steward.objects.filter(pk=other.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relay.objects.create(inquiry=question.inquiry, position=2, steward=other, mailbox="other")


@pytest.mark.parametrize(
    "change",
    [
        {"position": 0},
        {"position": 6},
        {"mailbox": ""},
        {"answer": "x"},
        {"may_cite": True},
        {"answered_at": timezone.now()},
    ],
)
def test_database_refuses_a_relay_that_is_none(moderator, change):
    relayed(moderator, [a_steward()])
    with pytest.raises(IntegrityError), transaction.atomic():
        Relay.objects.update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_relay_it_once():
    stewards = [a_steward() for _number in range(4)]
    question, users = waiting(), [a_moderator(), a_moderator()]

    def act(number: int) -> str:
        try:
            relay(question, stewards[number * 2 : number * 2 + 2], users[number])
        except moderation.ModerationError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "relayed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, range(2))) in (["IllegalMove", "relayed"], ["StaleVersion", "relayed"])
    assert Relay.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_do_not_ask_one_convener_too_often(settings):
    settings.RELAYS_A_QUARTER = 1
    steward, questions, users = a_steward(), [waiting(), waiting()], [a_moderator(), a_moderator()]

    def act(number: int) -> str:
        try:
            relay(questions[number], [steward], users[number])
        except moderation.ModerationError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "relayed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, range(2))) == ["NobodyToAsk", "relayed"]


# What they are sent -----------------------------------------------------------------------------------


def test_letter_has_the_question_as_moderated_and_never_who_asked(moderator):
    steward = a_steward()
    question = waiting(question="Has anyone tried what Ann of the Ministry of Time does?")
    relayed(moderator, [steward], question, wording="Has anyone tried taking turns?", context="Nine ministries.")
    letter = letters()[-1]
    said = f"{letter.subject}{letter.message}{letter.html_message}"
    assert letter.to == [steward.email]
    assert "Has anyone tried taking turns?" in said
    assert "Nine ministries." in said
    for private in (ASKER, "Ann", "Ministry of Time", "Analyst", "library"):
        assert private not in said
    assert letter.scheduled_time == question.decisions.latest("sequence").at + site.UNDO_TIME + outbox.BREATH


def test_convener_is_written_to_in_the_language_on_record(moderator):
    steward = a_steward()
    Steward.objects.filter(pk=steward.pk).update(language="fr")
    relayed(moderator, [steward], waiting(), wording="Has anyone tried taking turns?")
    letter = letters()[-1]
    assert "/fr/submit/answer/" in letter.message
    assert letter.subject.startswith("Votre communauté")
    assert "Has anyone tried taking turns?" in letter.subject


def test_undone_nobody_was_asked_and_it_waits_again(moderator):
    question = relayed(moderator, [a_steward()])
    assert moderation.can_undo(question, question.decisions.latest("sequence"))
    before = len(letters())
    moderation.undo(question, version=question.version, user=moderator)
    assert (fresh(question).state, Inquiry.objects.count(), len(letters())) == (State.PENDING, 0, before - 1)


def test_relay_is_undone_for_ten_minutes_only(moderator):
    question = relayed(moderator, [a_steward()])
    with time_machine.travel(timezone.now() + 2 * site.UNDO_TIME), pytest.raises(moderation.TooLate):
        moderation.undo(question, version=question.version, user=moderator)


def test_kept_its_asker_gets_a_clear_no_with_what_is_near(moderator):
    factories.published(name="Near circle", topic=["foresight"])
    question = waiting()
    moderation.keep(question, version=question.version, user=moderator, words="We look again in May.")
    letter = letters()[-1]
    assert letter.to == [ASKER]
    assert "Nobody to ask yet" in letter.subject
    for words in ("Today there is none.", "Near circle", "We look again in May."):
        assert words in letter.message
    assert fresh(question).state == State.PENDING
    relay(fresh(question), [a_steward()], moderator)


# What a convener can do -------------------------------------------------------------------------------


@pytest.fixture
def convener(moderator) -> Sender:
    """A convener with the page of the link in their letter."""
    steward = a_steward()
    relayed(moderator, [steward])
    visitor = Sender()
    visitor.token = token_to(steward.email)
    return visitor


def page_of(convener: Sender) -> str:
    return f"/submit/answer/{convener.token}/"


def the_relay() -> Relay:
    return Relay.objects.get()


def test_scanner_that_opens_the_link_changes_nothing(convener):
    before = list(Relay.objects.values())
    for _turn in range(5):
        for query in ("", "?stop=yes", "?decline=yes", "?done=answered"):
            assert convener.client.get(page_of(convener) + query).status_code == 200
            assert convener.client.head(page_of(convener) + query).status_code == 200
    assert list(Relay.objects.values()) == before
    assert Steward.objects.get().may_be_asked


def test_answer_is_kept_and_can_be_changed(convener):
    page = convener.post(page_of(convener), answer="Yes.", may_cite="on")
    assert convener.response["Location"].endswith("?done=answered")
    assert (the_relay().answer, the_relay().may_cite) == ("Yes.", True)
    page = convener.page(convener.response["Location"])
    assert "OPSI has your answer" in page.words()
    convener.post(page_of(convener), answer="Yes, twice.", may_cite=None)
    assert (the_relay().answer, the_relay().may_cite) == ("Yes, twice.", False)


def test_answer_without_words_says_what_to_do(convener):
    page = convener.post(page_of(convener), answer=" ")
    assert "Write your answer, or press" in page.words()
    assert the_relay().answered_at is None


def test_rather_not_is_an_answer_and_can_be_changed(convener):
    convener.post(page_of(convener), decline="yes")
    assert the_relay().declined_at
    assert "Noted" in convener.page(convener.response["Location"]).words()
    convener.post(page_of(convener), answer="After all, yes.")
    assert (the_relay().declined_at, the_relay().answer) == (None, "After all, yes.")


def test_do_not_ask_again_ends_the_consent_for_every_community_of_that_address(convener):
    steward = Steward.objects.get()
    other = a_steward(steward.email.upper())
    convener.post(page_of(convener), at_form=1, stop="yes")
    assert not Steward.objects.filter(may_be_asked=True).exists()
    assert the_relay().declined_at
    page = convener.page(page_of(convener))
    assert "You are not asked any more" in page.words()
    assert "Do not ask me again" not in page.words()
    assert other.pk


def test_link_that_never_was_opens_nothing(client, convener):
    altered = [convener.token[:at] + ("A" if convener.token[at] != "A" else "B") + convener.token[at + 1 :]
               for at in range(len(convener.token))]  # fmt: skip
    assert {client.get(f"/submit/answer/{token}/").status_code for token in altered} == {404}
    assert {client.post(f"/submit/answer/{token}/", {"stop": "yes"}).status_code for token in altered[:3]} == {404}


def test_page_is_kept_by_nobody_and_says_neither_who_asked_nor_any_address(convener):
    page = convener.page(page_of(convener))
    assert "no-store" in convener.response["Cache-Control"]
    assert ASKER not in convener.response.text
    assert Steward.objects.get().email not in convener.response.text
    assert [one["content"] for one in page.all("meta") if one["name"] == "robots"] == ["noindex"]


@pytest.mark.parametrize("how", ["over", "withdrawn", "declined"])
def test_closed_it_says_so_and_takes_no_answer(convener, moderator, how):
    question = Submission.objects.get()
    if how == "withdrawn":
        moderation.withdraw(question, version=question.version)
    if how == "declined":
        moderation.gather(question)
        moderation.decline(question, version=question.version, user=moderator, reason="no-answers")
    with time_machine.travel(timezone.now() + (22 * DAY if how == "over" else timedelta())):
        client = Client()
        assert "This question is closed" in Page(client.get(page_of(convener)).text).words()
        assert client.post(page_of(convener), {"answer": "Too late"}).status_code == 303
    assert the_relay().answer == ""


def test_answering_under_a_reply_that_is_being_put_together_is_refused(moderator):
    question = relayed(moderator, [a_steward()])
    stale = answering.find(token_to(Steward.objects.get().email)).relay
    moderation.gather(question)
    moderation.decline(question, version=question.version, user=moderator, reason="no-answers")
    with pytest.raises(answering.Closed):
        answering.answer(stale, "Too late", may_cite=True)


# What the mail loop does ------------------------------------------------------------------------------


def after(days: float):
    return time_machine.travel(timezone.now() + days * DAY)


def test_one_reminder_goes_out_after_ten_days_to_whoever_has_not_answered(moderator):
    silent, answering_one = a_steward(), a_steward()
    question = relayed(moderator, [silent, answering_one])
    answered(question.inquiry.relays.get(steward=answering_one))
    with after(9.5):
        assert awaiting.look()["reminders"] == 0
    for days in (10.5, 11, 15):
        with after(days):
            awaiting.look()
    reminders = Email.objects.filter(subject__startswith="Still open")
    assert [one.to for one in reminders] == [[silent.email]]
    token = token_to(silent.email)
    assert Client().get(f"/submit/answer/{token}/").status_code == 200


def test_reminder_goes_to_nobody_who_ended_their_consent(moderator):
    steward = a_steward()
    relayed(moderator, [steward])
    Steward.objects.update(may_be_asked=False)
    with after(12):
        assert awaiting.look()["reminders"] == 0


def test_once_everybody_has_said_something_it_is_due_on_the_desk(moderator):
    question = relayed(moderator, [a_steward(), a_steward()])
    first, second = question.inquiry.relays.all()
    answered(first)
    assert awaiting.look()["gathered"] == 0
    answering.decline(Relay.objects.get(pk=second.pk))
    assert awaiting.look()["gathered"] == 1
    assert fresh(question).state == State.PENDING
    assert awaiting.look()["gathered"] == 0
    last = question.decisions.latest("sequence")
    assert (last.verb, last.actor) == (Verb.GATHER, "system")


def test_once_its_time_is_over_it_is_due_even_without_an_answer(moderator):
    question = relayed(moderator, [a_steward()])
    with after(20.9):
        assert awaiting.look()["gathered"] == 0
    with after(21.1):
        assert awaiting.look()["gathered"] == 1
    assert fresh(question).state == State.PENDING
