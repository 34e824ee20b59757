"""Lessons that people send: alone or with an entry, what the moderator sees and does, and what becomes of them."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from communities import publishing
from communities.models import Community, Lesson, Role
from communities.refusals import NotPublished
from submissions import intake, lessons, limits, moderation, personal, records
from submissions.models import Decision, Kind, State, Submission
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import LESSON, a_lesson, a_moderator, fresh
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

EMAIL = "ann.teller@harbour.gov.ie"
FIELDS = {**LESSON, "sender_role": "convener", "sender_email": EMAIL}


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle")


def confirmed(community, **said) -> Submission:
    lesson = a_lesson(community, email=EMAIL, **said)
    intake.confirm(lesson)
    return fresh(lesson)


def seen(lesson, **more) -> dict:
    return {"version": fresh(lesson).version, "user": a_moderator(), **more}


def brought_along(**said) -> tuple[Sender, Submission]:
    """An entry and a lesson sent with it, both confirmed."""
    sender = Sender().begin().fill_all(sender_email=EMAIL)
    sender.fill("learned", **{**LESSON, **said})
    sender.send()
    entry = sender.submission
    sender.post(sender.confirming_link())
    return sender, Submission.objects.get(kind=Kind.LESSON, lesson_sent__came_with=entry)


# Sending it alone -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_lesson_is_sent_from_the_page_of_an_entry_and_waits_once_confirmed(client, circle, language):
    link = f"{language}/submit/lesson/{circle.slug}/"
    assert link in Page(client.get(f"{language}/communities/{circle.slug}/").text).links()
    visitor = Sender()
    visitor.post(link, **FIELDS)
    visitor.token = re.search(r"/submission/([^/]+)/sent/", visitor.response["Location"]).group(1)
    lesson = visitor.submission
    assert (lesson.kind, lesson.state, lesson.community) == (Kind.LESSON, State.UNCONFIRMED, circle)
    assert (lesson.sender_email, lesson.sender_role, lesson.sender_name) == (EMAIL, "convener", "")
    for stranger in ("Harbour", "four people", "Twelve"):
        assert stranger not in last_letter()
    visitor.post(re.search(r"(/fr)?/submission/\S+/confirm/", last_letter()).group(0))
    assert fresh(lesson).state == State.PENDING
    assert "/confirm/" not in last_letter()
    assert not Lesson.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lesson_did": " "}, "Describe what you did"),
        ({"lesson_did": "x" * 601}, "You typed 601"),
        ({"lesson_happened": ""}, "Describe what happened"),
        ({"lesson_again": None}, "Choose whether you would do it again"),
        ({"lesson_again": "perhaps"}, "Choose whether you would do it again"),
        ({"lesson_maturity": None}, "Choose where the community was in its life then"),
        ({"lesson_maturity": "not-known"}, "Choose where the community was in its life then"),
        ({"lesson_purpose": ["no-such"]}, "Choose the purposes that it concerns"),
        ({"lesson_written_in": "xx"}, "Choose the language in which you wrote this"),
        ({"sender_role": None}, "Choose who you are in this community"),
        ({"sender_email": "nobody"}, "Enter your e-mail address"),
        ({"website_2": "filled"}, "A hidden field was filled in"),
    ],
)
def test_what_cannot_be_sent_is_said(circle, fields, said):
    page = Sender().post(f"/submit/lesson/{circle.slug}/", **{**FIELDS, **fields})
    assert said.lower() in page.words().lower()
    assert (Submission.objects.count(), letters()) == (0, [])


def test_too_quick_for_a_person_is_asked_to_wait(circle, settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    assert "That was very quick" in visitor.post(f"/submit/lesson/{circle.slug}/", **FIELDS).words()
    assert (visitor.response.status_code, letters()) == (429, [])


def test_an_address_gets_five_letters_an_hour_in_all_its_spellings(circle, settings):
    settings.RATE_LIMITS = 1
    sent = 0
    for number in range(15):
        try:
            a_lesson(circle, email=f"an.n+{number}@example.org")
            sent += 1
        except limits.TooOftenError:
            continue
    assert (sent, len(letters()), Submission.objects.count()) == (5, 5, 5)


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one_lesson_and_one_letter(circle):
    def send(_number):
        try:
            return lessons.make(circle, LESSON, email=EMAIL, role="convener", language="en", network="192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(12)))
    assert (Submission.objects.count(), len(letters())) == (1, 1)


def test_said_again_within_the_hour_it_is_the_same_and_shows_nothing_once_confirmed(circle):
    who = {"email": EMAIL, "role": "convener", "language": "en", "network": "192.0.2.1"}
    issued = [lessons.make(circle, LESSON, **who) for _turn in range(2)]
    assert (Submission.objects.count(), len(letters())) == (1, 1)
    intake.confirm(issued[0].link.submission)
    assert lessons.make(circle, LESSON, **who) is None


def test_address_that_moved_leads_on_and_what_is_withdrawn_has_no_lesson(client, circle):
    publishing.move(circle, "harbour-lab")
    assert client.get("/submit/lesson/harbour-circle/")["Location"] == "/submit/lesson/harbour-lab/"
    publishing.withdraw(Community.objects.get(pk=circle.pk), role=Role.STAFF, reason="Asked for")
    assert client.get("/submit/lesson/harbour-lab/").status_code == 404


# Sending it with an entry ---------------------------------------------------------------------------


def test_lesson_of_a_form_becomes_a_submission_of_its_own_once_the_address_is_confirmed():
    sender = Sender().begin().fill_all(sender_email=EMAIL)
    sender.fill("learned", **LESSON)
    sender.send()
    assert not Submission.objects.filter(kind=Kind.LESSON).exists()
    form = sender.submission
    sender.post(sender.confirming_link())
    lesson = Submission.objects.get(kind=Kind.LESSON)
    assert (lesson.state, lesson.name, lesson.community, lesson.sender_email) == (State.PENDING, form.name, None, EMAIL)
    assert lesson.lesson_sent.came_with == form
    assert form.private_answers == {"rating_direction": 5}, "nothing of the lesson"
    assert "lesson_did" not in str(form.entry)
    intake.confirm(form)
    assert Submission.objects.filter(kind=Kind.LESSON).count() == 1
    assert "It is decided by itself, once the community is listed." in last_letter()
    page = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    assert "once the community is listed" in page.page(page.at()).words()


def test_a_form_without_a_lesson_brings_none():
    Sender().confirmed()
    assert not Submission.objects.filter(kind=Kind.LESSON).exists()


def test_lesson_that_is_begun_and_not_whole_is_said_at_its_question_and_not_sent():
    sender = Sender().begin().fill_all(sender_email=EMAIL)
    page = sender.fill("learned", lesson_did="We began.")
    for missing in ("Describe what happened", "Choose whether you would do it again", "Choose where the community was"):
        assert missing in page.words()
    assert sender.send().words().count("Some answers need another look") >= 1
    assert sender.submission.state == State.DRAFT
    sender.fill("learned", lesson_did="")
    sender.send()
    assert sender.submission.state == State.UNCONFIRMED


def test_lesson_waits_for_its_community_and_can_then_be_approved(desk):
    sender, lesson = brought_along()
    page = Page(shown(desk, lesson)).words()
    assert "not listed yet" in page
    assert "It can be approved once its community is listed." in page
    with pytest.raises(NotPublished):
        moderation.approve(lesson, **seen(lesson))
    assert "not listed yet" in decide(desk, lesson, "approve").content.decode()
    form = sender.submission
    moderation.approve(form, version=form.version, user=a_moderator())
    moderation.approve(lesson, **seen(lesson))
    assert Lesson.objects.get().community == fresh(form).community
    moderation.undo(form, version=fresh(form).version, user=a_moderator())
    assert "four people" not in desk.get("/lessons/").text


def test_change_keeps_a_lesson_that_was_told_before_it_became_one(circle):
    sender = Sender().begin().fill_all(sender_email=EMAIL)
    change = Sender().begin(f"/submit/change/{circle.slug}/")
    assert "Something you learned" not in change.page(change.at()).words()
    sender.fill("learned", **LESSON)
    intake.turn_into_change(sender.submission, circle.slug)
    assert "Something you learned" in sender.page(sender.at()).words()
    sender.send()
    sender.post(sender.confirming_link())
    assert Submission.objects.get(kind=Kind.LESSON).community == circle


# Deciding -------------------------------------------------------------------------------------------


def test_approved_it_is_found_by_its_stage_and_on_its_communitys_page(desk, client, circle):
    lesson = confirmed(circle, lesson_purpose=["advising"], lesson_effort="days")
    page = Page(shown(desk, lesson)).words()
    for part in ("We began with four people.", "Yes, but differently", "Setting up", "A few days", "Harbour Circle"):
        assert part in page
    assert "Preview as published" not in page
    decide(desk, lesson, "approve", reason_approve="telling", words="Thank you.")
    assert fresh(lesson).state == State.APPROVED
    published = Lesson.objects.get()
    assert (published.role, published.written_in, published.again) == ("convener", "en", "differently")
    for place in ("/lessons/?maturity=setting-up&purpose=advising", "/communities/harbour-circle/"):
        assert published.get_absolute_url() in Page(client.get(place).text).links()
    assert published.get_absolute_url() in last_letter()
    assert "Thank you." in last_letter()
    assert letters()[-1].scheduled_time > timezone.now() + timezone.timedelta(minutes=9)
    assert circle.revisions.count() == 1
    sender = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    assert published.get_absolute_url() in sender.page(sender.at()).links()


def test_undone_it_is_taken_back_and_approved_again_it_keeps_its_address(circle, client):
    lesson = confirmed(circle)
    moderation.approve(lesson, **seen(lesson))
    published = Lesson.objects.get()
    sent = len(letters())
    moderation.undo(lesson, **seen(lesson))
    assert client.get(published.get_absolute_url()).status_code == 410
    assert len(letters()) == sent - 1
    moderation.reword(lesson, **seen(lesson), answers={"lesson_did": "We began with five."})
    moderation.approve(lesson, **seen(lesson))
    assert "We began with five." in client.get(published.get_absolute_url()).text
    assert Lesson.objects.count() == 1


def test_moderator_corrects_the_words_and_the_history_says_which(desk, circle):
    lesson = confirmed(circle)
    form = Page(desk.get(address(lesson, "correct")).text).forms()[-1]
    wrong = desk.post(address(lesson, "correct"), {**form.values, "lesson_happened": ""})
    assert "Nothing is changed yet" in wrong.text
    stale = desk.post(address(lesson, "correct"), {**form.values, "version": "1", "lesson_happened": "New."})
    assert "This was changed after you opened it" in stale.text
    desk.post(address(lesson, "correct"), {**form.values, "lesson_happened": "Twelve came, and stayed."})
    assert fresh(lesson).answers["lesson_happened"] == "Twelve came, and stayed."
    assert fresh(lesson).answers["lesson_did"] == "We began with four people."
    last = Decision.objects.filter(submission=lesson).latest("sequence")
    assert (last.verb, last.fields) == ("correct", ["lesson_happened"])
    assert "What happened?" in Page(shown(desk, lesson)).words()
    assert records.broken_decisions(fresh(lesson)) == []


def test_page_that_came_too_late_shows_what_changed_since(desk, circle):
    lesson = confirmed(circle)
    form = next(one for one in Page(shown(desk, lesson)).forms() if "decision" in one.values)
    moderation.reword(lesson, **seen(lesson), answers={"lesson_happened": "Something else came of it."})
    late = desk.post(address(lesson), {**form.values, "decision": "approve"})
    assert late.status_code == 409
    assert "Changed since you opened it" in late.text
    assert "Something else" in Page(late.text).words()
    assert fresh(lesson).state == State.PENDING


def test_question_goes_to_the_sender_who_answers_at_the_very_field(desk, circle):
    lesson = confirmed(circle)
    desk.post(
        address(lesson),
        {"decision": "ask", "version": lesson.version, "words": "One thing.", "about-lesson_did": "Which ministries?"},
    )
    assert fresh(lesson).state == State.CHANGES_REQUESTED
    assert "Which ministries?" in last_letter()
    assert "What did you do?" in last_letter()
    sender = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    page = sender.page(sender.at())
    assert sender.at("learned/?from=check#id_lesson_did") in page.links()
    assert "Which ministries?" in sender.page(sender.at("learned/")).words()
    sender.fill("learned", lesson_did="We began with four people of three ministries.")
    assert "of three ministries" in sender.page(sender.at("check/")).words()
    sender.send(words="There.")
    assert fresh(lesson).state == State.PENDING
    assert "of three ministries" in Page(shown(desk, lesson)).words()
    assert "There." in Page(shown(desk, lesson)).words()
    moderation.approve(lesson, **seen(lesson))
    assert "three ministries" in Lesson.objects.get().did


def test_answer_that_leaves_out_what_a_lesson_needs_is_not_sent(circle):
    lesson = confirmed(circle)
    moderation.ask(lesson, **seen(lesson), words="Which?")
    sender = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    assert "Describe what happened" in sender.fill("learned", lesson_happened="").words()
    sender.send()
    assert fresh(lesson).state == State.CHANGES_REQUESTED


def test_declined_it_says_why_and_publishes_nothing(desk, circle):
    lesson = confirmed(circle)
    decide(desk, lesson, "decline")
    assert fresh(lesson).state == State.PENDING
    decide(desk, lesson, "decline", reason_decline="persons")
    assert (fresh(lesson).state, Lesson.objects.exists()) == (State.DECLINED, False)
    assert "It is about persons." in last_letter()
    assert letters()[-1].to == [EMAIL]


def test_spam_is_told_to_nobody(desk, circle):
    lesson = confirmed(circle)
    sent = len(letters())
    decide(desk, lesson, "spam")
    assert (fresh(lesson).state, len(letters())) == (State.SPAM, sent)


def test_queue_knows_the_kind_and_finds_it_by_its_words(desk, circle):
    confirmed(circle)
    page = Page(desk.get("/admin/submissions/submission/?kind=lesson").text).words()
    assert "Harbour Circle" in page
    for word in ("harbour", "lunch"):
        assert "Harbour Circle" in Page(desk.get(f"/admin/submissions/submission/?q={word}").text).words()
    assert "Harbour Circle" not in Page(desk.get("/admin/submissions/submission/?q=xyzzy").text).words()


def test_merged_meanwhile_it_is_published_for_the_community_that_has_it_now(circle):
    lesson = confirmed(circle)
    heir = factories.published(name="Heir")
    publishing.merge(Community.objects.get(pk=circle.pk), role=Role.STAFF, reason="One", into=heir)
    moderation.approve(lesson, **seen(lesson))
    assert Lesson.objects.get().community == heir


def test_lesson_is_no_entry_and_an_entry_no_lesson(circle):
    lesson = confirmed(circle)
    with pytest.raises(moderation.ModerationError):
        moderation.correct(lesson, **seen(lesson), entry=circle.entry)
    form = Sender().confirmed().submission
    with pytest.raises(moderation.ModerationError):
        moderation.reword(form, version=form.version, user=a_moderator(), answers={})
    with pytest.raises(moderation.IllegalMove):
        moderation.bring_along(form)


def test_review_asks_as_often_for_one_as_for_many(desk, circle, django_assert_max_num_queries):
    lesson = confirmed(circle)
    for _number in range(9):
        factories.learned(circle)
    with django_assert_max_num_queries(30):
        shown(desk, lesson)


# Whose it is ----------------------------------------------------------------------------------------


def test_its_sender_withdraws_it_before_it_is_decided(circle):
    lesson = confirmed(circle)
    sender = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    sender.post(sender.at("withdraw/"))
    assert fresh(lesson).state == State.WITHDRAWN
    assert "You have withdrawn it." in sender.page(sender.at()).words()


def test_data_hold_it_and_erasing_leaves_the_lesson_without_its_sender(circle):
    lesson = confirmed(circle)
    moderation.approve(lesson, **seen(lesson))
    held = personal.held(fresh(lesson))
    assert held["submissions"][0]["answers"]["lesson_did"] == "We began with four people."
    personal.erase(fresh(lesson))
    left = fresh(lesson)
    assert (left.answers, left.sender_email, left.erased_at is not None) == ({}, "", True)
    assert Lesson.objects.published().count() == 1
    assert records.broken_decisions(left) == []


def test_a_lesson_brought_along_is_erased_with_its_form():
    sender, lesson = brought_along()
    assert len(personal.held(sender.submission)["submissions"]) == 2
    personal.erase(sender.submission)
    assert (fresh(lesson).answers, fresh(lesson).state) == ({}, State.WITHDRAWN)


def test_copy_of_ones_answers_has_the_lesson_in_words(circle):
    confirmed(circle, lesson_purpose=["advising"], lesson_written_in="fr")
    sender = Sender(re.search(r"/submission/([^/\s]+)/", last_letter()).group(1))
    words = sender.page(sender.at("answers/")).words()
    for part in ("What did you do?", "We began with four people.", "Yes, but differently", "Setting up", "French"):
        assert part in words
    assert "What is it called?" not in words
    assert sender.client.get(sender.at("answers.odt")).status_code == 200
