"""The panel beside the decision: who is looking, what was typed, notes, and the letter before it goes."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities.models import Community, Revision
from submissions import holding, moderation, personal, typed
from submissions.desk_models import Checked, Hold, Note, SavedWords, Typed
from submissions.models import LetterLink, State
from submissions.queue import next_waiting
from tests.submissions import asked
from tests.submissions.submitted import a_change, a_moderator, fresh, in_state, pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]


def address(submission, page="change"):
    return f"/admin/submissions/submission/{submission.pk}/{page}/"


def shown(desk, submission):
    return " ".join(desk.get(address(submission)).content.decode().split())


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def client_of():
    """The desk as somebody else uses it."""

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


# Who is looking -----------------------------------------------------------------------------------


def test_opening_tells_others_who_is_looking_and_keeps_it_from_being_their_next(desk, moderator, client_of):
    first, second = pending(), pending()
    other = client_of(a_moderator("other", first_name="Ann", last_name="Other"))
    assert "is looking at it" not in shown(desk, first)
    page = shown(other, first)
    assert "<b>Mo Reviewer</b> is looking at it since" in page
    assert "You can decide all the same." in page
    assert "Your decision" in page
    response = other.get("/admin/submissions/submission/next/", follow=True)
    assert response.context["submission"] == second
    assert "Mo Reviewer is looking at it" in other.get("/admin/submissions/submission/").content.decode()
    assert "Mo Reviewer, since" in other.get("/admin/").content.decode()
    assert "is looking at it" not in shown(desk, first)
    assert Hold.objects.get(submission=first).user == moderator


def test_hold_runs_out_by_itself_and_whoever_opens_it_then_has_it(moderator):
    submission, other = pending(), a_moderator()
    holding.take(submission, moderator)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert holding.of_another(submission, other)
        assert next_waiting(other) is None
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert holding.of_another(submission, other) is None
        assert next_waiting(other) == submission
        assert holding.take(submission, other).user == other
        assert holding.of_another(submission, moderator).user == other


def test_hold_goes_on_while_somebody_types(desk, moderator):
    submission = pending()
    shown(desk, submission)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        desk.post(address(submission, "typed"), {"words": "Still at it", "version": submission.version})
    with time_machine.travel(timezone.now() + timedelta(minutes=45)):
        assert holding.of_another(submission, a_moderator())


def test_decision_and_leaving_it_end_the_hold(desk):
    submission, left = pending(), pending()
    shown(desk, submission), shown(desk, left)
    desk.post(address(submission), {"decision": "spam", "version": submission.version})
    desk.post(address(left, "later"), {"version": left.version})
    assert not Hold.objects.filter(submission__in=(submission, left)).exists()


def test_database_keeps_one_hold_and_no_backward_one(moderator):
    submission, now = pending(), timezone.now()
    holding.take(submission, moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.bulk_create([Hold(submission=submission, user=moderator, since=now, until=now)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(submission=submission).update(until=now - timedelta(days=1))


# What was typed -----------------------------------------------------------------------------------


def test_what_was_left_for_later_is_back_without_scripts_and_only_for_its_writer(desk, client_of):
    submission, following = pending(a_change(proposes={"summary": "New.", "city": "Cork"})), pending()
    given = {
        "decision": "ask",
        "words": "Which town?",
        "note": "Ring <b>them</b>",
        "reason_ask": "source",
        "met": ["complete"],
        "take": ["city"],
        "about-city": "Is it this one?",
        "version": submission.version,
        "evil": "x",
    }
    response = desk.post(address(submission, "later"), given, follow=True)
    assert response.context["submission"] == following
    page = shown(desk, submission)
    assert "is back. It has not been sent." in page
    for words in ("Which town?", "Ring &lt;b&gt;them&lt;/b&gt;", "Is it this one?"):
        assert words in page
    assert re.search(r'value="ask"[^>]* checked', page)
    assert re.search(r'value="complete" form="decide" checked', page)
    assert re.search(r'value="source" selected', page)
    assert 'name="take" value="city" form="decide" checked' in page
    assert 'name="take" value="summary" form="decide" checked' not in page
    assert "Which town?" not in shown(client_of(a_moderator()), submission)
    assert "evil" not in Typed.objects.get().fields
    assert fresh(submission).state == State.PENDING

    desk.post(address(submission, "typed"), {"forget": "yes"})
    assert "Which town?" not in shown(desk, submission)


def test_decision_sent_after_the_session_ended_is_not_taken_and_its_words_are_kept(desk, moderator):
    submission = pending()
    desk.get(address(submission))
    given = {"decision": "decline", "reason_decline": "unverified", "words": "So long", "version": submission.version}
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        response = desk.post(address(submission), given)
        assert response.url.startswith("/admin/login/")
        assert fresh(submission).state == State.PENDING
        desk.force_login(moderator)
        page = shown(desk, submission)
    assert "So long" in page
    assert re.search(r'value="decline"[^>]* checked', page)


def test_signing_out_anywhere_else_keeps_nothing(desk):
    pending()
    desk.post("/admin/logout/", {"words": "x"})
    assert not Typed.objects.exists()


def test_it_says_when_the_submission_changed_since_it_was_typed(desk):
    submission = pending()
    desk.post(address(submission, "typed"), {"words": "Fine", "version": submission.version})
    moderation.correct(submission, version=submission.version, user=a_moderator(), entry=fresh(submission).entry)
    assert "The submission has changed since" in shown(desk, submission)


def test_what_was_typed_goes_with_the_decision_whoever_takes_it(desk):
    submission, other = pending(), a_moderator()
    typed.keep(submission, other, desk.get("/admin/").wsgi_request.POST)
    desk.post(address(submission, "typed"), {"words": "Mine", "version": submission.version})
    assert Typed.objects.count() == 2
    desk.post(address(submission), {"decision": "spam", "version": submission.version})
    assert not Typed.objects.exists()


def test_odd_and_endless_words_are_kept_within_bounds(desk):
    submission = pending()
    odd = {f"about-{number}": "x" * (9_000 if number < 9 else 9) for number in range(300)}
    for version in ("x", "9" * 30, "-1", "\u0663"):
        assert desk.post(address(submission, "typed"), {**odd, "version": version}).status_code == 204
    kept = Typed.objects.get()
    assert len(kept.fields) == typed.MOST_NAMES
    assert max(len(value) for values in kept.fields.values() for value in values) == typed.LONGEST
    assert shown(desk, submission)


def test_question_keeps_its_wording_and_whom_to_ask(desk):
    steward = asked.a_steward()
    question = asked.waiting()
    given = {"decision": "approve", "question": "Has anyone rowed?", "ask": [steward.pk], "version": question.version}
    desk.post(address(question, "typed"), given)
    page = shown(desk, question)
    assert "Has anyone rowed?" in page
    assert f'name="ask" value="{steward.pk}" form="decide" checked' in page


# Notes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.PENDING, State.CHANGES_REQUESTED, State.APPROVED, State.SPAM])
def test_note_is_added_without_deciding_in_any_state(desk, moderator, state):
    submission = in_state(state, moderator)
    before = (submission.state, submission.version, submission.decisions.count())
    desk.post(
        address(submission, "note"), {"note": "Rang <i>them</i>.", "words": "Dear", "version": submission.version}
    )
    after = fresh(submission)
    assert (after.state, after.version, after.decisions.count()) == before
    page = shown(desk, submission)
    assert "Rang &lt;i&gt;them&lt;/i&gt;." in page
    assert page.index("Rang") < page.index('id="history"')
    if state == State.PENDING:  # the rest of the panel is not lost
        assert re.search(r"<textarea[^>]*>\s*Dear", page)
        assert page.count("Rang") == 1


def test_note_does_not_stand_in_the_way_of_an_undo(desk, moderator):
    submission = in_state(State.APPROVED, moderator)
    desk.post(address(submission, "note"), {"note": "Look again"})
    desk.post(address(submission, "undo"), {"version": submission.version})
    assert fresh(submission).state == State.PENDING


def test_empty_note_is_refused_in_words_and_by_the_database(desk, moderator):
    submission = pending()
    assert told(desk.post(address(submission, "note"), {"note": "  "}, follow=True)) == ["Write the note first."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(submission=submission, user=moderator, text="")


def test_erasing_a_sender_erases_notes_and_what_was_typed(desk, moderator):
    submission = pending()
    desk.post(address(submission, "note"), {"note": "She is away"})
    desk.post(address(submission, "typed"), {"words": "Dear Ann", "version": submission.version})
    personal.erase(submission)
    assert not Note.objects.exists()
    assert not Typed.objects.exists()
    desk.post(address(submission, "note"), {"note": "Her name was Ann"})
    assert not Note.objects.exists()


# The letter before it goes ------------------------------------------------------------------------


def test_letter_is_shown_as_it_would_go_and_nothing_happens(desk):
    submission = pending(entry={"name": "Harbour Lab"})
    before = [model.objects.count() for model in (Email, Revision, LetterLink, Community)]
    given = {"decision": "decline", "reason_decline": "unverified", "words": "Sorry <3", "version": submission.version}
    response = desk.post(address(submission, "letter"), given)
    page = response.content.decode()
    assert "Not published: Harbour Lab" in page
    assert "Sorry &lt;3" in page
    assert "We could not find a source that confirms it." in page
    assert "To ann.sender@example.org." in page
    assert [model.objects.count() for model in (Email, Revision, LetterLink, Community)] == before
    assert (fresh(submission).state, fresh(submission).version) == (State.PENDING, submission.version)

    decided = dict(
        re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"', unescape(page.split("Nothing is decided yet")[1])
        )
    )
    foreseen = response.context["foreseen"].letters[0]
    desk.post(address(submission), {**decided, "csrfmiddlewaretoken": ""})
    sent = Email.objects.latest("pk")
    without_link = re.compile(r"/submission/[\w-]+/")
    assert (sent.subject, sent.to) == (foreseen.subject, foreseen.to)
    assert without_link.sub("", sent.message) == without_link.sub("", foreseen.message)


def test_way_back_from_the_letter_finds_the_panel_as_it_was(desk):
    submission = pending()
    desk.post(
        address(submission, "letter"), {"decision": "approve", "words": "Well done", "version": submission.version}
    )
    assert "Well done" in shown(desk, submission)


def test_letter_of_an_approval_is_shown_and_publishes_nothing(desk, client):
    submission = pending(entry={"name": "Harbour Lab"})
    page = desk.post(address(submission, "letter"), {"decision": "approve", "version": submission.version})
    assert "Published: Harbour Lab" in page.content.decode()
    assert not Community.objects.filter(name="Harbour Lab").exists()
    assert client.get("/communities/harbour-lab/").status_code == 404


@pytest.mark.parametrize("given", [{"decision": "ask"}, {"decision": "decline"}, {"decision": "explode"}])
def test_letter_of_what_cannot_be_decided_says_why_and_keeps_what_was_typed(desk, given):
    submission = pending()
    response = desk.post(address(submission, "letter"), {**given, "note": "Mine", "version": submission.version})
    assert 'role="alert"' in response.content.decode()
    assert "Mine" in response.content.decode()


def test_decision_without_a_letter_says_that_nobody_is_told(desk):
    submission = pending()
    page = desk.post(address(submission, "letter"), {"decision": "spam", "version": submission.version})
    assert "Nobody is told: there is no letter." in page.content.decode()


# The criteria -------------------------------------------------------------------------------------


def test_criteria_that_were_ticked_stand_in_the_history(desk, moderator):
    submission = pending()
    given = {"decision": "approve", "met": ["plain-words", "complete"], "version": submission.version}
    desk.post(address(submission), given)
    assert Checked.objects.get().met == ["plain-words", "complete"]
    assert "Seen to be so: Plain words; Complete enough to be of use" in shown(desk, submission)
    refused = pending()
    desk.post(address(refused), {**given, "met": ["beautiful"], "version": refused.version})
    assert fresh(refused).state == State.PENDING


# Saved words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "begins"), [("en", "Please describe in one"), ("fr", "Veuillez décrire en une")])
def test_saved_words_go_before_ones_own_in_the_language_of_the_sender(desk, language, begins):
    submission = pending(language=language)
    saved = SavedWords.objects.get(title="In plain words")
    page = shown(desk, submission)
    assert '<optgroup label="Asking for changes">' in page
    given = {"decision": "ask", "saved": saved.pk, "words": "And the town?", "version": submission.version}
    desk.post(address(submission), given)
    words = fresh(submission).decisions.latest("sequence").words.to_sender
    assert words.startswith(begins)
    assert words.endswith("\n\nAnd the town?")


def test_saved_words_alone_are_words_enough_and_only_offered_ones_are_taken(desk):
    submission, saved = pending(), SavedWords.objects.get(title="A public source")
    given = {"decision": "ask", "saved": saved.pk, "version": submission.version}
    SavedWords.objects.update(is_offered=False)
    assert "Saved words" not in shown(desk, submission)
    desk.post(address(submission), given)
    assert fresh(submission).state == State.PENDING
    SavedWords.objects.update(is_offered=True)
    desk.post(address(submission), given)
    assert fresh(submission).state == State.CHANGES_REQUESTED


def test_saved_words_without_french_are_sent_in_english():
    assert SavedWords(text="Please.", text_fr="").said_in("fr") == "Please."


def test_database_keeps_saved_words_to_the_verbs_that_write():
    with pytest.raises(IntegrityError, match="saved_words_of_a_verb"), transaction.atomic():
        SavedWords.objects.create(title="x", verb="spam", text="x")


def test_words_and_drafts_with_saved_ones_are_found_again(desk):
    submission, saved = pending(), SavedWords.objects.get(title="A public source")
    desk.post(address(submission, "later"), {"saved": saved.pk, "decision": "ask", "version": submission.version})
    assert f'value="{saved.pk}" selected' in shown(desk, submission)


@pytest.mark.parametrize("page", ["typed", "note", "later", "letter", "change"])
def test_odd_characters_do_no_harm_anywhere(desk, page):
    submission = pending()
    for odd in ("a\x00b", "\ud800".encode("utf-8", "surrogatepass"), "\u202eevil", "\uffff"):
        given = {"note": odd, "words": odd, "decision": odd, "met": odd, "saved": odd, "about-name": odd}
        assert desk.post(address(submission, page), {**given, "version": "1"}).status_code < 500
    assert shown(desk, submission)


@pytest.mark.django_db(transaction=True)
def test_eight_who_open_it_at_once_make_one_hold():
    submission, users = pending(), [a_moderator() for _number in range(8)]
    together = Barrier(len(users))

    def look(user):
        try:
            together.wait()
            return holding.take(submission, user).user_id
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        told = set(pool.map(look, users))
    assert told == {Hold.objects.get().user_id}
