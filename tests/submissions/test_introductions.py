"""Introductions: who can ask whom, what OPSI decides, and that an address passes only once both sides have agreed."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from post_office.models import Email

from submissions import intake, introductions, links, moderation, passing_on, personal
from submissions.models import Introduction, Kind, PostedLetter, Purpose, State, Steward, Submission
from tests import factories
from tests.page import Page
from tests.submissions.introduced import WORDS, a_steward, asked, at_status, last_token, passed_on
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_draft, a_moderator, fresh, pending
from tests.submissions.test_letter_forms import ADDRESS, body, plain_words, words
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]


@pytest.fixture
def asker():
    return a_steward("Askers circle")


@pytest.fixture
def other():
    return a_steward("Others circle")


def seen(wish) -> dict:
    return {"version": fresh(wish).version, "user": a_moderator()}


def reply(token: str, answer: str) -> Page:
    """Press a button of the page behind the letter, or send what it would, and look at the page again."""
    path = f"/submission/{token}/introduction/"
    Client().post(path, {"reply": answer})
    return Page(Client().get(path).text)


def told(steward: Steward) -> str:
    """All that was ever written to them."""
    return "".join(one.subject + one.message + one.html_message for one in Email.objects.filter(to=steward.email))


# Asking ----------------------------------------------------------------------------------------------


def test_convener_sees_peers_and_asks_one_who_may_be_asked(asker, other):
    silent = a_steward("Silent circle", may_be_asked=False)
    visitor = Sender(at_status(asker))
    assert visitor.at("peers/") in visitor.page(visitor.at()).links()
    page = visitor.page(visitor.at("peers/"))
    assert "Others circle" in page.words()
    assert "Silent circle" in page.words()
    assert "Same topic" in page.words()
    assert visitor.at(f"peers/{other.community.slug}/") in page.links()
    assert visitor.at(f"peers/{silent.community.slug}/") not in page.links()
    for hidden in (other.email, other.name, silent.email, silent.name):
        assert hidden not in visitor.response.text
    visitor.post(visitor.at(f"peers/{other.community.slug}/"), words=WORDS)
    wish = Submission.objects.get(kind=Kind.INTRODUCTION)
    assert (wish.state, wish.community, wish.sender_email) == (State.PENDING, other.community, asker.email)
    assert "OPSI looks at it before anybody else does" in visitor.page(visitor.response["Location"]).words()
    assert "OPSI looks at it before" in visitor.page(visitor.at("peers/")).words()
    assert told(other) == ""


@pytest.mark.parametrize("state", [State.PENDING, State.DECLINED])
def test_only_an_approved_submission_of_a_current_steward_leads_to_peers(asker, state):
    token = at_status(asker)
    row = links.find(token).submission
    Submission.objects.filter(pk=row.pk).update(
        state=state, decided_at=None if state == State.PENDING else timezone.now(), pending_since=timezone.now()
    )
    visitor = Sender(token)
    visitor.page(visitor.at("peers/"))
    assert visitor.response["Location"] == visitor.at()
    assert visitor.at("peers/") not in visitor.page(visitor.at()).links()


def test_whose_record_has_ended_can_ask_nobody(asker, other):
    visitor = Sender(at_status(asker))
    Steward.objects.filter(pk=asker.pk).update(ended_at=timezone.now(), ended_by="hand-over")
    visitor.page(visitor.at(f"peers/{other.community.slug}/"))
    assert visitor.response.status_code == 303
    with pytest.raises(introductions.NotOpen):
        asked(asker, other)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (" ", "Tell them in a few words why"),
        ("x" * 1001, "You typed 1001"),
        ("Write to me@example.org", "Leave e-mail addresses out"),
    ],
)
def test_what_cannot_be_asked_is_said(asker, other, words, said):
    visitor = Sender(at_status(asker))
    assert said in visitor.post(visitor.at(f"peers/{other.community.slug}/"), words=words).words()
    assert not Submission.objects.filter(kind=Kind.INTRODUCTION).exists()


def test_nobody_asks_themselves_or_who_may_not_be_asked(asker, other):
    with pytest.raises(introductions.NotOpen):
        introductions.ask(asker, asker.community, WORDS, language="en")
    Steward.objects.filter(pk=other.pk).update(may_be_asked=False)
    with pytest.raises(introductions.NotOpen):
        asked(asker, other)
    again = Steward.objects.create(community=other.community, email=asker.email.title(), may_be_asked=True)
    with pytest.raises(introductions.NotOpen):
        asked(asker, again)


def test_three_wait_at_most_and_declined_ones_count_until_their_time_is_over(asker):
    others = [a_steward(f"{name} circle") for name in ("One", "Two", "Three", "Four")]
    wishes = [asked(asker, one) for one in others[:3]]
    assert asked(asker, others[0]) == wishes[0]
    with pytest.raises(introductions.TooManyOpen):
        asked(asker, others[3])
    visitor = Sender(at_status(asker))
    page = visitor.post(visitor.at(f"peers/{others[3].community.slug}/"), words=WORDS)
    assert visitor.response.status_code == 409
    assert "3 introductions that you asked for still wait" in page.words()
    reply(passed_on(wishes[0]), "not-now")
    with pytest.raises(introductions.TooManyOpen):
        asked(asker, others[3])
    Introduction.objects.update(expires_at=timezone.now())
    assert asked(asker, others[3]).state == State.PENDING


# OPSI ------------------------------------------------------------------------------------------------


def test_moderator_passes_on_what_was_asked_without_an_address(client, asker, other):
    wish = asked(asker, other)
    client.force_login(a_moderator("ann"))
    page = Page(shown(client, wish))
    assert re.search("Askers circle ?, convener", page.words(), re.IGNORECASE)
    assert "1 person who looks after it" in page.words()
    decide(client, wish, "approve", words="They answer soon.")
    assert fresh(wish).state == State.APPROVED
    assert WORDS in told(other)
    assert "Somebody (Convener) who looks after" in told(other)
    assert "Askers circle" in told(other)
    assert asker.name not in told(other)
    assert asker.email not in told(other)
    assert "They answer soon." in told(asker)
    assert other.name not in told(asker)
    assert other.email not in told(asker)
    leaving = Email.objects.filter(to=other.email).get().scheduled_time
    assert leaving > timezone.now() + timedelta(minutes=10)


def test_undone_before_the_letter_leaves_its_link_opens_nothing_and_it_can_be_passed_on_again(asker, other):
    wish = asked(asker, other)
    token = passed_on(wish)
    moderation.undo(wish, **seen(wish))
    assert (told(other), introductions.find(token)) == ("", None)
    assert Client().get(f"/submission/{token}/introduction/").status_code == 404
    assert fresh(wish).state == State.PENDING
    assert "You have accepted" in reply(passed_on(wish), "accepted").words()


def test_declined_with_a_reason_that_the_asker_reads(asker, other):
    wish = asked(asker, other)
    moderation.decline(wish, **seen(wish), reason="not-for-this", words="Try their website.")
    Submission.objects.filter(pk=wish.pk).update(decided_at=timezone.now() - timedelta(hours=1))
    page = Sender().page(f"/submission/{links.issue(fresh(wish), Purpose.RESUME).token}/")
    assert "Introductions are for exchange among peers" in page.words()
    assert "Try their website." in page.words()
    assert told(other) == ""


def test_one_steward_is_asked_three_times_a_quarter_at_most(client, other):
    askers = [a_steward(f"Number{number} circle") for number in range(4)]
    wishes = [asked(one, other) for one in askers]
    for wish in wishes[:3]:
        passed_on(wish)
    client.force_login(a_moderator("ann"))
    assert "was asked as often this quarter as may be" in Page(shown(client, wishes[3])).words()
    with pytest.raises(moderation.WordsMissing):
        moderation.approve(wishes[3], **seen(wishes[3]))
    Introduction.objects.update(passed_on_at=timezone.now() - passing_on.QUARTER)
    assert reply(passed_on(wishes[3]), "accepted")
    assert asked(askers[3], other)


def test_asker_who_looks_after_it_no_longer_is_not_passed_on(asker, other):
    wish = asked(asker, other)
    Steward.objects.filter(pk=asker.pk).update(ended_at=timezone.now(), ended_by="objection")
    with pytest.raises(moderation.ModerationError, match="no longer looks after"):
        moderation.approve(wish, **seen(wish), words="Sorry.")
    assert fresh(wish).state == State.PENDING


@pytest.mark.parametrize("language", ["en", "fr"])
def test_letters_to_who_is_asked_are_in_their_language_and_say_the_same_in_both_forms(asker, other, language):
    Steward.objects.filter(pk=other.pk).update(language=language)
    token = passed_on(asked(asker, other))
    reply(token, "accepted")
    for letter in Email.objects.filter(to=other.email):
        text, html = body(letter, "plain"), body(letter, "html")
        assert words(html) == plain_words(text)
        assert [one["lang"] for one in Page(html).all("html")] == [language]
        assert set(Page(html).links()) == set(ADDRESS.findall(text))
    assert f"{'/fr' if language == 'fr' else ''}/submission/{token}/introduction/" in told(other)


# Replying --------------------------------------------------------------------------------------------


def test_accepted_each_side_has_one_letter_with_the_others_name_and_address(asker, other):
    token = passed_on(asked(asker, other))
    page = Page(Client().get(f"/submission/{token}/introduction/").text)
    assert "If you accept, each of you gets a letter with the other’s name and e-mail address" in page.words()
    assert "You have accepted" in reply(token, "accepted").words()
    assert "You have accepted" in reply(token, "accepted").words()
    assert "You have accepted" in reply(token, "never").words()
    assert PostedLetter.objects.filter(name="introduction_made").count() == 2
    assert other.name in told(asker)
    assert other.email in told(asker)
    assert asker.name in told(other)
    assert asker.email in told(other)
    assert Steward.objects.get(pk=other.pk).may_be_asked
    visitor = Sender(at_status(asker))
    assert "They have accepted" in visitor.page(visitor.at("peers/")).words()


@pytest.mark.parametrize(("answer", "said"), [("not-now", "You have declined"), ("never", "You are not asked again")])
def test_declined_silently_and_the_asker_cannot_tell(asker, other, answer, said):
    wish = asked(asker, other)
    token = passed_on(wish)
    status = f"/submission/{links.issue(fresh(wish), Purpose.RESUME).token}/"
    before, mailed = Page(Client().get(status).text).words(), len(letters())
    assert said in reply(token, answer).words()
    assert (Page(Client().get(status).text).words(), len(letters())) == (before, mailed)
    assert Steward.objects.get(pk=other.pk).may_be_asked == (answer == "not-now")
    Introduction.objects.update(expires_at=timezone.now())
    assert "The time is over without a yes" in Page(Client().get(status).text).words()


@pytest.mark.parametrize("answer", ["", "perhaps", "ACCEPTED"])
def test_another_reply_is_none(asker, other, answer):
    token = passed_on(asked(asker, other))
    assert "May we introduce somebody to you?" in reply(token, answer).words()
    assert Introduction.objects.get().reply == ""


def test_of_two_who_look_after_it_one_is_introduced(asker, other):
    second = Steward.objects.create(community=other.community, email="second@keepers.example", may_be_asked=True)
    wish = asked(asker, other)
    late = passed_on(wish)
    first = links.fresh_token()
    Introduction.objects.filter(steward=other).update(token_hash=links.hash_of(first))
    assert "You have accepted" in reply(first, "accepted").words()
    assert "This introduction has ended" in reply(late, "accepted").words()
    assert asker.email not in told(second)
    assert second.email not in told(asker)


ENDINGS = {
    "its time is over": lambda asker, other, wish: Introduction.objects.update(expires_at=timezone.now()),
    "who is asked agrees no longer": lambda asker, other, wish: Steward.objects.filter(pk=other.pk).update(
        may_be_asked=False
    ),
    "who is asked has handed over": lambda asker, other, wish: Steward.objects.filter(pk=other.pk).update(
        ended_at=timezone.now(), ended_by="hand-over"
    ),
    "who asked has handed over": lambda asker, other, wish: Steward.objects.filter(pk=asker.pk).update(
        ended_at=timezone.now(), ended_by="hand-over"
    ),
    "who asked was erased": lambda asker, other, wish: personal.erase(fresh(wish)),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_ended_meanwhile_nothing_passes(asker, other, ending):
    wish = asked(asker, other)
    token = passed_on(wish)
    ENDINGS[ending](asker, other, wish)
    text = "" if "erased" in ending else "This introduction has ended"
    page = Sender()
    path = f"/submission/{token}/introduction/"
    if text:
        assert text in reply(token, "accepted").words()
    else:
        assert page.client.get(path).status_code == 404
    assert not PostedLetter.objects.filter(name="introduction_made").exists()
    assert asker.email not in told(other)
    assert other.email not in told(asker)


def test_looking_five_times_changes_nothing(asker, other):
    token = passed_on(asked(asker, other))
    for _time in range(5):
        assert Client().get(f"/submission/{token}/introduction/").status_code == 200
        assert Client().head(f"/submission/{token}/introduction/").status_code == 200
    response = Client().get(f"/submission/{token}/introduction/?reply=accepted")
    assert "no-store" in response["Cache-Control"]
    assert Introduction.objects.get().reply == ""
    forged = Client(enforce_csrf_checks=True).post(f"/submission/{token}/introduction/", {"reply": "accepted"})
    assert (forged.status_code, Introduction.objects.get().reply) == (403, "")


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_are_one(asker, other):
    def at_once(act):
        def apart(_number):
            try:
                return act()
            except (introductions.NotOpen, moderation.ModerationError):
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(12) as pool:
            return list(pool.map(apart, range(12)))

    assert len({row.pk for row in at_once(lambda: asked(asker, other))}) == 1
    wish, user = Submission.objects.get(kind=Kind.INTRODUCTION), a_moderator()
    at_once(lambda: moderation.approve(fresh(wish), version=2, user=user))
    assert Introduction.objects.count() == 1
    token = last_token()
    at_once(lambda: introductions.reply(introductions.find(token), "accepted"))
    assert PostedLetter.objects.filter(name="introduction_made").count() == 2


def _told_by(asker: Steward, other: Steward) -> bool:
    """Whether either has been told anything of the other."""
    both = ((asker, other), (other, asker))
    return any(one.email in told(reader) or one.name in told(reader) for one, reader in both)


def _replied(wish, _seen, answer) -> bool:
    """True where that is an acceptance that counts."""
    token = next(iter(TOKENS.get(wish.pk, ())), "")
    found = introductions.find(token)
    if found is None:
        return False
    introductions.reply(found, answer)
    return answer == "accepted"


def _approved(wish, now) -> None:
    moderation.approve(wish, **now)
    TOKENS[wish.pk] = [last_token()]


TOKENS: dict[int, list[str]] = {}
TO_WISH = {
    "approve": _approved,
    "undo": lambda wish, now: moderation.undo(wish, **now),
    "decline": lambda wish, now: moderation.decline(wish, **now, reason="nobody"),
    "withdraw": lambda wish, now: moderation.withdraw(wish, version=wish.version),
    "erase": lambda wish, now: personal.erase(wish),
    "accept": lambda wish, now: _replied(wish, now, "accepted"),
    "not now": lambda wish, now: _replied(wish, now, "not-now"),
    "never": lambda wish, now: _replied(wish, now, "never"),
}
AROUND = {
    "ask": asked,
    "end": lambda asker, other: Steward.objects.filter(pk=other.pk).update(
        ended_at=timezone.now(), ended_by="objection"
    ),
    "agree": lambda asker, other: Steward.objects.filter(pk=other.pk).update(may_be_asked=True),
    "expire": lambda asker, other: Introduction.objects.update(expires_at=timezone.now()),
}
LIKELY = ("ask", "approve", "accept")
REFUSED = (moderation.ModerationError, introductions.NotOpen, introductions.TooManyOpen)


class AddressesPassOnlyByAgreement(TestCase):
    """Whatever is done in whatever order."""

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from([*TO_WISH, *AROUND, *LIKELY]), min_size=3, max_size=9))
    def test_an_address_passes_only_after_both_agreed(self, acts):
        asker, other = a_steward("Askers circle"), a_steward("Others circle")
        user, accepted = a_moderator(), False
        for act in acts:
            wish = Submission.objects.filter(kind=Kind.INTRODUCTION, erased_at=None).order_by("-pk").first()
            with suppress(*REFUSED):
                if act in AROUND:
                    AROUND[act](asker, other)
                elif wish:
                    accepted = TO_WISH[act](wish, {"version": wish.version, "user": user}) is True or accepted
            assert accepted or not _told_by(asker, other), acts


# A visitor -------------------------------------------------------------------------------------------

FIELDS = {
    "name": "Val Visitor",
    "organisation": "Ministry of Ports, adviser",
    "email": "val.visitor@ports.example",
    "words": "I would like to join.",
}


@pytest.fixture
def silent():
    return a_steward("Silent circle", website="", route=None, how_to_join="", mailbox="")


@pytest.mark.parametrize(
    ("says", "is_offered"),
    [
        ({}, True),
        ({"route": "apply"}, False),
        ({"how_to_join": "Write to us."}, False),
        ({"mailbox": "circle@example.org"}, False),
        ({"website": "https://example.org/"}, False),
        ({"website": "https://intranet.example.org/", "website_public": False}, True),
        ({"maturity": "closed"}, False),
    ],
)
def test_offered_where_nothing_says_how_to_join(client, says, is_offered):
    blank = {"website": "", "route": None, "how_to_join": "", "mailbox": ""}
    community = factories.published(name="Quiet circle", **{**blank, **says})
    link = f"/submit/introduce/{community.slug}/"
    assert (link in Page(client.get(community.get_absolute_url()).text).links()) == is_offered
    assert client.get(link).status_code == (200 if is_offered else 303)


def test_visitor_asks_confirms_and_is_introduced(silent):
    visitor = Sender()
    visitor.post(f"/submit/introduce/{silent.community.slug}/", **FIELDS)
    visitor.token = re.search(r"/submission/([^/]+)/sent/", visitor.response["Location"]).group(1)
    wish = visitor.submission
    assert (wish.kind, wish.state) == (Kind.INTRODUCTION, State.UNCONFIRMED)
    for strange in ("Silent", "Val", "Ports", "join"):
        assert strange not in last_letter()
    visitor.post(re.search(r"/submission/\S+/confirm/", last_letter()).group(0))
    assert fresh(wish).state == State.PENDING
    assert told(silent) == ""
    token = passed_on(wish)
    assert "Ministry of Ports, adviser" in told(silent)
    assert "Val Visitor" not in told(silent)
    assert FIELDS["email"] not in told(silent)
    reply(token, "accepted")
    assert FIELDS["email"] in told(silent)
    page = visitor.page(visitor.at())
    assert "They have accepted" in page.words()
    assert silent.email not in visitor.response.text


def test_where_nobody_may_be_asked_the_moderator_answers_in_words(silent):
    Steward.objects.all().delete()
    visitor = Sender()
    visitor.post(f"/submit/introduce/{silent.community.slug}/", **FIELDS)
    wish = Submission.objects.get(kind=Kind.INTRODUCTION)
    intake.confirm(wish)
    with pytest.raises(moderation.WordsMissing):
        moderation.approve(wish, **seen(wish))
    assert fresh(wish).state == State.PENDING
    moderation.approve(wish, **seen(wish), words="They meet each May in Cork.")
    assert "They meet each May in Cork." in last_letter()
    assert "An answer from OPSI" in last_letter()
    visitor.token = links.issue(fresh(wish), Purpose.RESUME).token
    assert "OPSI has answered you." in visitor.page(visitor.at()).words()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"organisation": ""}, "Enter your organisation and your role there"),
        ({"organisation": "val@ports.example"}, "Leave e-mail addresses out"),
        ({"email": "nobody"}, "Enter your e-mail address"),
        ({"words": ""}, "Tell them in a few words why"),
        ({"website_2": "filled"}, "A hidden field was filled in"),
    ],
)
def test_what_a_visitor_cannot_send_is_said(silent, fields, said):
    page = Sender().post(f"/submit/introduce/{silent.community.slug}/", **{**FIELDS, **fields})
    assert said in page.words()
    assert (Submission.objects.count(), letters()) == (0, [])


def test_visitor_too_quick_for_a_person_is_asked_to_wait(silent, settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    page = visitor.post(f"/submit/introduce/{silent.community.slug}/", **FIELDS)
    assert ("That was very quick" in page.words(), visitor.response.status_code) == (True, 429)


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_sends_of_a_visitor_are_one(silent):
    def send(_number):
        try:
            who = {"name": FIELDS["name"], "email": FIELDS["email"]}
            said = {"organisation": FIELDS["organisation"], "words": FIELDS["words"]}
            return introductions.make(silent.community, who, said, language="en", network="192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(12)))
    assert (Submission.objects.count(), len(letters())) == (1, 1)


# What is kept ----------------------------------------------------------------------------------------


def test_who_is_erased_is_in_no_introduction_and_no_letter(asker, other):
    token = passed_on(asked(asker, other))
    reply(token, "accepted")
    held = personal.held(links.find(at_status(other)).submission)
    assert "introductions" not in str(held["answers_for"])  # that submission's address was never confirmed
    approved = pending(a_draft(sender_email=other.email))
    assert personal.held(approved)["answers_for"][0]["introductions"][0]["reply"] == "accepted"
    personal.erase(approved)
    assert not Introduction.objects.exists()
    assert other.email not in told(asker)
    everything = str([list(model.objects.values()) for model in (Submission, Steward, PostedLetter, Email)])
    assert "others@keepers.example" not in everything


def test_steward_who_asked_can_take_and_erase_what_they_asked(asker, other):
    wish = asked(asker, other)
    assert personal.held(wish)["submissions"][0]["answers"]["words"] == WORDS
    passed_on(wish)
    personal.erase(wish)
    assert told(other) == ""
    assert WORDS not in str(list(Submission.objects.values()))


def test_rules_hold_in_the_database(asker, other):
    wish = asked(asker, other)
    passed_on(wish)
    one = Introduction.objects.get()
    third = a_steward("Third circle")
    again = {"submission": wish, "expires_at": timezone.now()}
    broken = [
        lambda: Introduction.objects.create(**again, steward=other, token_hash="x"),
        lambda: Introduction.objects.create(**again, steward=third, token_hash=""),
        lambda: Introduction.objects.filter(pk=one.pk).update(reply="accepted"),
        lambda: Introduction.objects.filter(pk=one.pk).update(reply="perhaps", replied_at=timezone.now()),
        lambda: Submission.objects.filter(pk=wish.pk).update(base_revision=None),
    ]
    for act in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    Introduction.objects.filter(pk=one.pk).update(reply="accepted", replied_at=timezone.now())
    accepted = {**again, "reply": "accepted", "replied_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(**accepted, steward=third, token_hash="y")


def test_peers_ask_the_database_as_often_for_one_as_for_many(asker, django_assert_max_num_queries):
    token = at_status(asker)

    def count() -> int:
        Client().get(f"/submission/{token}/peers/")  # what the process keeps is kept
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(f"/submission/{token}/peers/").status_code == 200
        return len(caught)

    asked(asker, a_steward("One circle"))
    few = count()
    for name in ("Two", "Three"):
        asked(asker, a_steward(f"{name} circle"))
    assert count() == few


def test_desk_page_of_an_introduction_is_found_in_the_queue(client, asker, other):
    wish = asked(asker, other)
    client.force_login(a_moderator("ann"))
    page = Page(client.get("/admin/submissions/submission/?kind=introduction").text)
    assert address(wish) in [link.partition("?")[0] for link in page.links()]
