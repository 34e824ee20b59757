"""Sessions that people announce: who may, what the moderator sees and does, and what becomes of them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from communities.models import Session
from communities.refusals import NotPublished
from communities.sessions import InvalidSession
from submissions import intake, limits, links, moderation, personal, records, sessions
from submissions.models import Decision, Kind, Purpose, State, Steward, Submission
from submissions.session_form import SessionWords
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_claim, a_moderator, a_session, fresh, session_said
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

EMAIL = "ann.host@harbour.gov.ie"
NETWORK = "192.0.2.7"


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle", website="https://www.harbour.gov.ie/circle")


def fields(**said) -> dict:
    return {**session_said(**said), "role": "convener", "email": EMAIL}


def confirmed(community, **said) -> Submission:
    session = a_session(community, email=EMAIL, **said)
    intake.confirm(session)
    return fresh(session)


def seen(session, **more) -> dict:
    return {"version": fresh(session).version, "user": a_moderator(), **more}


def published(community, **said) -> tuple[Submission, Session]:
    session = confirmed(community, **said)
    moderation.approve(session, **seen(session))
    return fresh(session), Session.objects.latest("pk")


def a_steward(community, email=EMAIL) -> tuple[Steward, str]:
    """Who looks after it, by a claim that was accepted, and the link to the page of that."""
    claim = a_claim(community, email=email)
    intake.confirm(claim)
    moderation.approve(claim, **seen(claim))
    token = links.issue(claim, Purpose.RESUME).token
    return Steward.objects.get(community=community, email=email, ended_at=None), token


def in_(days=12) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


# Announcing it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_session_is_announced_from_the_page_of_an_entry_and_waits_once_confirmed(client, circle, language):
    link = f"{language}/submit/session/{circle.slug}/"
    assert link in Page(client.get(f"{language}/communities/{circle.slug}/").text).links()
    visitor = Sender()
    visitor.post(link, **fields(session_about="We look back."))
    visitor.token = re.search(r"/submission/([^/]+)/sent/", visitor.response["Location"]).group(1)
    session = visitor.submission
    assert (session.kind, session.state, session.community) == (Kind.SESSION, State.UNCONFIRMED, circle)
    assert (session.sender_email, session.sender_role, session.sender_name) == (EMAIL, "convener", "")
    for stranger in ("Harbour", "look back"):
        assert stranger not in last_letter()
    visitor.post(re.search(r"(/fr)?/submission/\S+/confirm/", last_letter()).group(0))
    assert fresh(session).state == State.PENDING
    assert not Session.objects.exists()


UNSENDABLE = [
    ({"session_language": ""}, "Choose the language in which it is held"),
    ({"session_language": "xx"}, "Choose the language in which it is held"),
    ({"session_about": " "}, "Say in one sentence what it is about"),
    ({"session_about": "x" * 201}, "You typed 201"),
    ({"session_day": ""}, "Enter the day"),
    ({"session_day": "soon"}, "Enter the day"),
    ({"session_day": "2027-02-30"}, "Enter the day"),
    ({"session_day": "0001-01-01"}, "Enter a day within the next twelve months"),
    ({"session_day": "9999-12-31"}, "Enter a day within the next twelve months"),
    ({"session_day": in_(-1)}, "This is over already"),
    ({"session_day": in_(369)}, "Enter a day within the next twelve months"),
    ({"session_starts": "half past"}, "Enter when it starts"),
    ({"session_ends": ""}, "Enter when it ends"),
    ({"session_ends": "13:59"}, "Enter an end within twelve hours"),
    ({"session_zone": ""}, "Choose the place by whose clocks"),
    ({"session_zone": "Atlantis/Poseidonis"}, "Choose the place by whose clocks"),
    ({"session_link": ""}, "Enter a link, or a place below"),
    ({"session_link": "javascript:alert(1)"}, "Enter the link as https://example.org/page"),
    ({"session_place": "x" * 201}, "You typed 201"),
    ({"session_sign_up": "x" * 301}, "You typed 301"),
    ({"role": "king"}, "Choose your part in it"),
    ({"email": "nobody"}, "Enter your e-mail address"),
    ({"website_2": "filled"}, "A hidden field was filled in"),
]


def test_what_cannot_be_sent_is_said(circle):
    wrong = Sender().unsaid(f"/submit/session/{circle.slug}/", fields(), UNSENDABLE)
    assert wrong == {}
    assert (Submission.objects.count(), letters()) == (0, [])


def test_a_time_that_clocks_leap_over_is_said(time_machine):
    time_machine.move_to(datetime(2027, 3, 1, tzinfo=UTC))
    said = session_said(session_day="2027-03-28", session_starts="02:30", session_zone="Europe/Paris")
    form = SessionWords({**said, "session_ends": "04:00"})
    assert "put forward" in str(form.errors["session_starts"])
    assert SessionWords({**said, "session_starts": "03:30", "session_ends": "04:00"}).is_valid()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"session_day": "31.3.2027"}, {"session_day": "2027-03-31"}),
        ({"session_day": "31/03/2027"}, {"session_day": "2027-03-31"}),
        ({"session_starts": "14h05"}, {"session_starts": "14:05"}),
        ({"session_starts": "14.05"}, {"session_starts": "14:05"}),
        ({"session_link": "meet.example.org/x"}, {"session_link": "https://meet.example.org/x"}),
        ({"session_about": "Two\nlines"}, {"session_about": "Two lines"}),
        ({"session_starts": "23:00", "session_ends": "01:00"}, {"session_ends": "01:00"}),
    ],
)
def test_what_people_type_is_understood(time_machine, typed, kept):
    time_machine.move_to(datetime(2027, 3, 1, tzinfo=UTC))
    form = SessionWords(session_said(**typed))
    assert form.is_valid(), form.errors
    assert kept.items() <= form.answers.items()


def test_too_quick_for_a_person_is_asked_to_wait(circle, settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    assert "That was very quick" in visitor.post(f"/submit/session/{circle.slug}/", **fields()).words()
    assert (visitor.response.status_code, letters()) == (429, [])


def test_an_address_gets_five_letters_an_hour_in_all_its_spellings(circle, settings):
    settings.RATE_LIMITS = 1
    sent = 0
    for number in range(9):
        try:
            a_session(circle, email=f"an.n+{number}@example.org")
            sent += 1
        except limits.TooOftenError:
            continue
    assert (sent, len(letters()), Submission.objects.count()) == (5, 5, 5)


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one_session_and_one_letter(circle):
    said = session_said()

    def send(_number):
        try:
            return sessions.make(circle, said, {"email": EMAIL, "role": "convener"}, language="en", network=NETWORK)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(12)))
    assert (Submission.objects.count(), len(letters())) == (1, 1)


# By a steward -----------------------------------------------------------------------------------------


def test_steward_announces_at_once_without_another_letter_to_confirm(circle):
    _steward, token = a_steward(circle)
    steward = Sender(token)
    link = f"/submission/{token}/session/"
    assert link in steward.page(f"/submission/{token}/").links()
    sent = len(letters())
    for _turn in range(2):  # sent twice, it is one
        steward.post(link, **session_said(session_about="We look back."))
    session = Submission.objects.get(kind=Kind.SESSION)
    assert (session.state, session.sender_email, session.community) == (State.PENDING, EMAIL, circle)
    assert (len(letters()), "/confirm/" in last_letter()) == (sent + 1, False)
    assert personal.is_confirmed(session)


def test_who_looks_after_it_no_longer_is_sent_back_and_cannot_announce(circle):
    steward, token = a_steward(circle)
    Steward.objects.filter(pk=steward.pk).update(ended_at=timezone.now(), ended_by="hand-over")
    visitor = Sender(token)
    visitor.page(f"/submission/{token}/session/")
    assert visitor.response["Location"] == f"/submission/{token}/"
    row = Submission.objects.create(
        kind=Kind.SESSION, community=circle, base_revision=1, sender_email=EMAIL, answers=session_said()
    )
    with pytest.raises(moderation.IllegalMove):
        moderation.announce(row)
    Submission.objects.filter(pk=row.pk).delete()
    assert not Submission.objects.filter(kind=Kind.SESSION).exists()


def test_three_may_wait_and_a_fourth_is_refused_in_words(circle):
    steward, token = a_steward(circle)
    for _number in range(sessions.MOST_WAITING):
        sessions.announce(steward, session_said(), language="en", network=NETWORK)
    visitor = Sender(token)
    words = visitor.post(f"/submission/{token}/session/", **session_said()).words()
    assert "which is as many as may" in words
    assert visitor.response.status_code == 409


# Deciding ---------------------------------------------------------------------------------------------


def test_moderator_sees_words_and_checks_and_publishes(desk, circle):
    said = {"session_about": "We look back.", "session_link": "https://new.example.com/x"}
    session = confirmed(circle, session_sign_up="Write to host@harbour.gov.ie", **said)
    words = Page(shown(desk, session)).words()
    for one in (
        "We look back.",
        "Helsinki (Europe/Helsinki)",
        "Its link leads to a site that is new here: new.example.com.",
        "Its sender is not on record",
        "It names an e-mail address.",
        "At the domain of the community’s website.",
        "It begins in",
    ):
        assert one in words, one
    assert "Ask for changes" not in words
    decide(desk, session, "approve", reason_approve="open")
    assert fresh(session).state == State.APPROVED
    made = Session.objects.get()
    assert (made.about, made.community, made.role, made.zone) == (
        "We look back.",
        circle,
        "convener",
        "Europe/Helsinki",
    )
    assert "We look back." in desk.get("/sessions/").text
    assert EMAIL not in desk.get(made.get_absolute_url()).text


def test_checks_know_stewards_own_sites_and_sites_that_were_approved(desk, circle):
    steward, _token = a_steward(circle)
    own = sessions.announce(
        steward, session_said(session_link="https://meet.harbour.gov.ie/x"), language="en", network=NETWORK
    )
    words = Page(shown(desk, own)).words()
    assert "Its sender looks after the entry" in words
    assert "at a site that the entry names: meet.harbour.gov.ie" in words
    published(factories.published(), session_link="https://www.rooms.example.com/other")
    again = confirmed(circle, session_link="https://rooms.example.com:443/x")
    words = Page(shown(desk, again)).words()
    assert "Sessions that were approved had links there: rooms.example.com." in words
    assert "Another session of this community is announced for the same day." in words


def test_one_that_began_meanwhile_cannot_be_approved_and_can_be_declined(desk, circle, time_machine):
    session = confirmed(circle)
    time_machine.move_to(timezone.now() + timedelta(days=13))
    desk.force_login(a_moderator())
    assert "It has begun already" in Page(shown(desk, session)).words()
    with pytest.raises(InvalidSession):
        moderation.approve(session, **seen(session))
    assert "has begun already" in decide(desk, session, "approve").content.decode()
    assert (fresh(session).state, Session.objects.exists()) == (State.PENDING, False)
    decide(desk, session, "decline", reason_decline="no-time")
    assert fresh(session).state == State.DECLINED


def test_moderator_corrects_its_words_and_the_history_says_which(desk, circle):
    session = confirmed(circle)
    form = Page(desk.get(address(session, "correct")).text).forms()[-1]
    wrong = desk.post(address(session, "correct"), {**form.values, "session_day": in_(-3)})
    assert "This is over already" in wrong.text
    desk.post(address(session, "correct"), {**form.values, "session_about": "We look ahead."})
    last = Decision.objects.filter(submission=session).latest("sequence")
    assert (last.verb, last.fields) == ("correct", ["session_about"])
    assert "What it is about" in Page(shown(desk, session)).words()
    assert records.broken_decisions(fresh(session)) == []
    moderation.approve(session, **seen(session))
    assert Session.objects.get().about == "We look ahead."


def test_page_that_is_out_of_date_decides_nothing_and_says_what_changed(desk, circle):
    session = confirmed(circle)
    form = next(one for one in Page(shown(desk, session)).forms() if "decision" in one.values)
    moderation.reword(session, **seen(session), answers={"session_about": "Something else."})
    late = desk.post(address(session), {**form.values, "decision": "approve"})
    assert late.status_code == 409
    assert "Something else." in late.text
    assert fresh(session).state == State.PENDING


def test_declined_is_told_and_published_nowhere(desk, circle):
    session = confirmed(circle)
    decide(desk, session, "decline")
    assert fresh(session).state == State.PENDING, "a reason is missing"
    decide(desk, session, "decline", reason_decline="not-open")
    assert (fresh(session).state, Session.objects.exists()) == (State.DECLINED, False)


def test_session_cannot_be_asked_about_and_is_no_entry(circle):
    session = confirmed(circle)
    with pytest.raises(moderation.NobodyToAsk):
        moderation.ask(session, **seen(session), words="Which?")
    with pytest.raises(moderation.ModerationError):
        moderation.correct(session, **seen(session), entry=circle.entry)


def test_undone_and_approved_again_it_keeps_its_address(circle):
    session, made = published(circle)
    moderation.undo(session, **seen(session))
    assert Session.objects.get().withdrawn_at
    moderation.reword(session, **seen(session), answers={"session_about": "We look ahead."})
    moderation.approve(session, **seen(session))
    again = Session.objects.get()
    assert (again.pk, again.about, again.withdrawn_at) == (made.pk, "We look ahead.", None)
    assert again.sequence > made.sequence


def test_database_refuses_a_session_without_its_entry(circle):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(kind=Kind.SESSION)


def test_queue_shows_sessions_by_themselves_and_finds_them_by_their_words(desk, circle):
    confirmed(circle, session_about="Umbrellas in government.")
    factories.published(name="Another")
    for query in ("kind=session", "q=umbrellas"):
        page = Page(desk.get(f"/admin/submissions/submission/?{query}").text).words()
        assert "Harbour Circle" in page


# Calling it off ---------------------------------------------------------------------------------------


def test_its_sender_calls_it_off_and_every_place_says_so(client, circle):
    session, made = published(circle)
    token = links.issue(session, Purpose.RESUME).token
    sender = Sender(token)
    link = f"/submission/{token}/call-off/"
    assert link in sender.page(f"/submission/{token}/").links()
    assert "Call the session off?" in sender.page(link).words()
    assert Session.objects.get().called_off_at is None, "looking at it does nothing"
    sender.post(link)
    assert Session.objects.get().called_off_at
    page = sender.page(f"/submission/{token}/")
    assert "You called it off" in page.words()
    assert link not in page.links()
    assert "It was called off." in Page(client.get(made.get_absolute_url()).text).words()
    assert fresh(session).state == State.APPROVED
    assert records.broken_decisions(fresh(session)) == []
    with pytest.raises(NotPublished):
        moderation.call_off(session)


@pytest.mark.parametrize("what", ["waiting", "over", "a lesson"])
def test_what_is_no_session_to_come_is_not_called_off(circle, time_machine, what):
    if what == "waiting":
        session = confirmed(circle)
    elif what == "over":
        session, _made = published(circle)
        time_machine.move_to(timezone.now() + timedelta(days=13))
    else:
        session = a_claim(circle)
        intake.confirm(session)
        moderation.approve(session, **seen(session))
    with pytest.raises((moderation.IllegalMove, NotPublished)):
        moderation.call_off(fresh(session))
    token = links.issue(session, Purpose.RESUME).token
    visitor = Sender(token)
    visitor.page(f"/submission/{token}/call-off/")
    assert visitor.response["Location"] == f"/submission/{token}/"
    assert not Session.objects.exclude(called_off_at=None).exists()


# One's own --------------------------------------------------------------------------------------------


def test_letter_of_an_approval_leads_to_the_session(circle):
    _session, made = published(circle)
    assert made.get_absolute_url() in last_letter()
    assert "call it off" in last_letter()


def test_sender_withdraws_while_it_waits(circle):
    session = confirmed(circle)
    moderation.withdraw(session, version=session.version)
    assert fresh(session).state == State.WITHDRAWN


def test_erasing_leaves_the_session_without_its_sender(circle):
    session, made = published(circle, session_about="We look back.")
    held = personal.held(fresh(session))
    assert held["submissions"][0]["answers"]["session_about"] == "We look back."
    personal.erase(fresh(session))
    left = fresh(session)
    assert (left.answers, left.sender_email, left.state) == ({}, "", State.APPROVED)
    assert Session.objects.published().get() == made


def test_approved_session_is_a_sign_of_life(circle):
    """What asks conveners again counts approved submissions of this kind by their day."""
    session, _made = published(circle)
    alive = Submission.objects.filter(community=circle, kind=Kind.SESSION, state=State.APPROVED)
    assert alive.get().decided_at == fresh(session).decided_at is not None
