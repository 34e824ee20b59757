"""Claims: who may look after a listed entry, what the moderator sees, and what each side is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from communities import publishing
from communities.models import Community, Role
from submissions import claims, intake, limits, moderation
from submissions.models import Kind, State, Steward, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_claim, a_moderator, fresh, pending
from tests.submissions.test_letter_forms import ADDRESS, body, plain_words, words
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

EMAIL = "new.convener@harbour.gov.ie"
FORMER = "former.convener@example.org"
FIELDS = {"role": "convener", "name": "New Convener", "email": EMAIL, "words": "Our page names me."}


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle", website="https://www.harbour.gov.ie/circle", city="Cork")


@pytest.fixture
def former(circle):
    return Steward.objects.create(community=circle, name="Former One", email=FORMER, role="coordinator")


def confirmed(community, **who) -> Submission:
    claim = a_claim(community, **{"email": EMAIL, **who})
    intake.confirm(claim)
    return fresh(claim)


def seen(claim, **more) -> dict:
    return {"version": fresh(claim).version, "user": a_moderator(), **more}


def on_record(community) -> list[str]:
    return list(
        Steward.objects.filter(community=community, ended_at=None).order_by("pk").values_list("email", flat=True)
    )


# Sending ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_claim_is_sent_from_the_page_of_an_entry_and_waits_once_confirmed(client, circle, language):
    link = f"{language}/submit/claim/{circle.slug}/"
    assert link in Page(client.get(f"{language}/communities/{circle.slug}/").text).links()
    visitor = Sender()
    visitor.post(link, **FIELDS)
    visitor.token = re.search(r"/submission/([^/]+)/sent/", visitor.response["Location"]).group(1)
    claim = visitor.submission
    assert (claim.kind, claim.state, claim.community) == (Kind.CLAIM, State.UNCONFIRMED, circle)
    assert (claim.sender_name, claim.sender_email, claim.sender_role) == ("New Convener", EMAIL, "convener")
    for stranger in ("Harbour", "New Convener", "names me"):
        assert stranger not in last_letter()
    visitor.post(re.search(r"(/fr)?/submission/\S+/confirm/", last_letter()).group(0))
    assert fresh(claim).state == State.PENDING
    assert on_record(circle) == []
    assert "/confirm/" not in last_letter()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": None}, "Choose your part in it"),
        ({"role": "member"}, "Choose your part in it"),
        ({"name": " "}, "Enter your name"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nobody"}, "Enter your e-mail address"),
        ({"words": ""}, "Tell us how we can see that"),
        ({"words": "x" * 2001}, "You typed 2001"),
        ({"website_2": "filled"}, "A hidden field was filled in"),
    ],
)
def test_what_cannot_be_sent_is_said(circle, fields, said):
    page = Sender().post(f"/submit/claim/{circle.slug}/", **{**FIELDS, **fields})
    assert said in page.words()
    assert (Submission.objects.count(), letters()) == (0, [])


def test_too_quick_for_a_person_is_asked_to_wait(circle, settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    assert "That was very quick" in visitor.post(f"/submit/claim/{circle.slug}/", **FIELDS).words()
    assert (visitor.response.status_code, letters()) == (429, [])


def test_an_address_gets_five_letters_an_hour_in_all_its_spellings(circle, settings):
    settings.RATE_LIMITS = 1
    sent = 0
    for number in range(15):
        try:
            a_claim(circle, email=f"new.con.vener+{number}@example.org")
            sent += 1
        except limits.TooOftenError:
            continue
    assert (sent, len(letters()), Submission.objects.count()) == (5, 5, 5)


def test_mistyped_address_begins_no_questionnaire(circle):
    visitor = Sender()
    visitor.post(f"/submit/claim/{circle.slug}/", **FIELDS)
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    assert "correct it" not in visitor.page(visitor.at("sent/")).words()
    with pytest.raises(intake.NotOpen):
        intake.begin_again(visitor.submission)


def test_said_again_within_the_hour_it_is_the_same_and_shows_nothing_once_confirmed(circle):
    for _turn in range(2):
        claim = a_claim(circle, "The same words.", email=EMAIL)
    assert (Submission.objects.count(), len(letters())) == (1, 1)
    intake.confirm(claim)
    who = {"name": "New Convener", "email": EMAIL, "role": "convener"}
    assert claims.make(circle, who, "The same words.", language="en", network="192.0.2.1") is None


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one_claim_and_one_letter(circle):
    def send(_number):
        try:
            who = {"name": "New Convener", "email": EMAIL, "role": "convener"}
            return claims.make(circle, who, "The same words.", language="en", network="192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(12)))
    assert (Submission.objects.count(), len(letters())) == (1, 1)


def test_address_that_moved_leads_on_and_what_is_withdrawn_has_no_claim(client, circle):
    publishing.move(circle, "harbour-lab")
    assert client.get("/submit/claim/harbour-circle/")["Location"] == "/submit/claim/harbour-lab/"
    publishing.withdraw(Community.objects.get(pk=circle.pk), role=Role.STAFF, reason="Asked for")
    assert client.get("/submit/claim/harbour-lab/").status_code == 404


def test_database_refuses_a_claim_about_nothing(circle):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=a_claim(circle).pk).update(community=None)


# Deciding --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (EMAIL, "At the domain of the community’s website."),
        ("new@gmail.example", "Not at the domain of the community’s website."),
    ],
)
def test_desk_shows_the_evidence_and_who_was_on_record(desk, circle, former, email, said):
    Steward.objects.create(
        community=circle,
        email="first@example.org",
        since="2020-01-01T00:00Z",
        ended_at=timezone.now(),
        ended_by="silence",
    )
    page = Page(shown(desk, confirmed(circle, email=email))).words()
    assert said in page
    for part in ("Former One", FORMER, "first@example.org", "silence", "Cork", "names me", "those who look after"):
        assert part.lower() in page.lower()
    assert "Ask for changes" not in page
    assert "Preview as published" not in page


def test_evidence_is_held_against_the_website_as_it_is_now(desk, circle):
    claim = confirmed(circle)
    factories.changed(circle, website="https://harbour.example.org/")
    assert "Not at the domain of the community’s website." in Page(shown(desk, claim)).words()


def test_accepted_alone_it_begins_a_record_and_publishes_nothing(desk, circle):
    claim = confirmed(circle)
    before = (Community.objects.get(pk=circle.pk).entry, circle.revisions.count())
    assert "Those who look after it today" not in Page(shown(desk, claim)).words()
    decide(desk, claim, "approve", reason_approve="domain", words="Welcome.")
    assert fresh(claim).state == State.APPROVED
    assert (Community.objects.get(pk=circle.pk).entry, circle.revisions.count()) == before
    steward = Steward.objects.get(community=circle)
    assert (steward.email, steward.name, steward.role, steward.may_be_asked) == (
        EMAIL,
        "New Convener",
        "convener",
        False,
    )
    assert "Welcome." in last_letter()
    assert letters()[-1].to == [EMAIL]


def test_moderator_must_say_what_becomes_of_those_on_record(desk, circle, former):
    claim = confirmed(circle)
    page = decide(desk, claim, "approve").content.decode()
    assert "Choose what becomes of that" in page
    with pytest.raises(moderation.ModerationError):
        moderation.approve(claim, **seen(claim))
    assert (fresh(claim).state, on_record(circle)) == (State.PENDING, [FORMER])
    assert len(letters()) == 2


@pytest.mark.parametrize(("chosen", "left"), [("ends", [EMAIL]), ("stays", [FORMER, EMAIL])])
def test_former_steward_ends_or_stays_and_each_side_learns_only_what_it_may(desk, circle, former, chosen, left):
    claim = confirmed(circle)
    decide(desk, claim, "approve", former=chosen, words="Between us.")
    assert on_record(circle) == left
    former.refresh_from_db()
    assert former.ended_by == ("hand-over" if chosen == "ends" else "")
    told = {letter.to[0]: letter for letter in letters()[-2:]}
    assert set(told) == {EMAIL, FORMER}
    assert all(letter.scheduled_time > timezone.now() + timedelta(minutes=9) for letter in told.values())
    for secret in ("New Convener", EMAIL, "names me", "Between us.", "/submission/"):
        assert secret not in f"{told[FORMER].subject}{told[FORMER].message}{told[FORMER].html_message}"
    for secret in ("Former One", FORMER):
        assert secret not in f"{told[EMAIL].subject}{told[EMAIL].message}{told[EMAIL].html_message}"
    assert "on OPSI’s record as" in told[FORMER].message
    assert ("we write to you about it no more" in told[FORMER].message) is (chosen == "ends")
    assert ("For you nothing changes." in told[FORMER].message) is (chosen == "stays")
    assert "Harbour Circle" in told[FORMER].message
    text, html = body(told[FORMER], "plain"), body(told[FORMER], "html")
    assert words(html) == plain_words(text)
    assert set(Page(html).links()) == set(ADDRESS.findall(text))


@pytest.mark.parametrize("chosen", ["ends", "stays"])
def test_undone_all_is_as_before_and_nobody_is_told(circle, former, chosen):
    claim = confirmed(circle)
    sent = len(letters())
    moderation.approve(claim, **seen(claim), former=chosen)
    moderation.undo(claim, **seen(claim))
    assert (fresh(claim).state, on_record(circle), len(letters())) == (State.PENDING, [FORMER], sent)
    former.refresh_from_db()
    assert former.ended_by == ""


def test_former_steward_is_told_in_the_language_in_which_they_sent_theirs(circle, former):
    Steward.objects.filter(pk=former.pk).update(language="fr")
    claim = confirmed(circle)
    moderation.approve(claim, **seen(claim), former="ends")
    told = next(letter for letter in letters() if letter.to == [FORMER])
    assert "/fr/communities/" in told.message
    assert 'lang="fr"' in told.html_message


def test_language_of_a_claim_stands_on_the_record(circle):
    claim = confirmed(circle)
    Submission.objects.filter(pk=claim.pk).update(language="fr")
    moderation.approve(fresh(claim), **seen(claim))
    assert Steward.objects.get(community=circle).language == "fr"


def test_list_of_stewards_calls_the_role_by_its_label(client, former):
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/admin/submissions/steward/").text
    assert 'field-shown_role">Co-ordinator</td>' in page
    filters = page[page.index("data-filter-title") :]
    assert "coordinator</a>" not in filters


def test_undone_after_the_former_one_came_back_keeps_one_record(circle, former):
    claim = confirmed(circle)
    moderation.approve(claim, **seen(claim), former="ends")
    Steward.objects.create(community=circle, email=FORMER)
    moderation.undo(claim, **seen(claim))
    assert on_record(circle) == [FORMER]


def test_one_on_record_already_stays_as_they_were(circle, former):
    Steward.objects.filter(pk=former.pk).update(private_answers={"hardest": "Time"})
    claim = confirmed(circle, email=FORMER)
    moderation.approve(claim, **seen(claim))
    moderation.undo(claim, **seen(claim))
    assert Steward.objects.get(community=circle).private_answers == {"hardest": "Time"}


def test_declined_it_says_why_and_changes_no_record(desk, circle, former):
    claim = confirmed(circle)
    decide(desk, claim, "decline")
    assert fresh(claim).state == State.PENDING
    decide(desk, claim, "decline", reason_decline="unseen")
    assert (fresh(claim).state, on_record(circle)) == (State.DECLINED, [FORMER])
    assert letters()[-1].to == [EMAIL]
    assert "We could not see that you convene or run it." in last_letter()


def test_several_approved_at_once_hand_nothing_over_unasked(desk, circle, former):
    claim, new = confirmed(circle), pending()
    desk.post(
        "/admin/submissions/submission/",
        {"action": "approve", "confirmed": "yes", "_selected_action": [claim.pk, new.pk]},
    )
    assert (fresh(claim).state, fresh(new).state) == (State.PENDING, State.APPROVED)
    assert on_record(circle) == [FORMER]


def test_claim_can_be_neither_corrected_nor_previewed_nor_asked_about(desk, circle):
    claim = confirmed(circle)
    assert [desk.get(address(claim, page)).status_code for page in ("correct", "preview")] == [404, 404]
    with pytest.raises(moderation.ModerationError):
        moderation.correct(claim, **seen(claim), entry=circle.entry)
    with pytest.raises(moderation.NobodyToAsk):
        moderation.ask(claim, **seen(claim), words="Which one?")


def test_review_asks_as_often_for_one_steward_as_for_many(desk, circle, django_assert_max_num_queries):
    claim = confirmed(circle)
    for number in range(9):
        Steward.objects.create(community=circle, email=f"s{number}@example.org")
    with django_assert_max_num_queries(28):
        shown(desk, claim)
