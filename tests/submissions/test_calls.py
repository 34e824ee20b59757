"""A call at the form: its own questions on the way through, on paper and in copies; and when it closes meanwhile."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import call, publishing
from communities.call_models import Call, CallEntry
from communities.models import Community
from submissions import calls, intake, moderation, personal, questionnaire
from submissions.models import Kind, State, Steward, Submission
from submissions.reading import Reading
from tests.factories import a_call, an_extra, published
from tests.page import Page
from tests.submissions.sender import ANSWERS, Sender
from tests.submissions.submitted import a_draft, a_moderator, an_import, fresh, pending

pytestmark = pytest.mark.django_db

EXTRAS = [
    an_extra("q1", text="What would you tell a beginner?", kind="text", required=True, help="A few words will do."),
    an_extra("q2", text="Who sponsors it?", kind="one", who="aggregate", options=["A minister", "A head of unit"]),
    an_extra("q3", text="What helped?", kind="many", who="aggregate", options=["Time", "Money", "Tools"]),
    an_extra("q4", text="May we call you?", kind="yes-no"),
    an_extra("q5", text="Its motto", kind="line"),
]
GIVEN = {
    "call_q1": "Start small, موظفون 🦊.",
    "call_q2": "2",
    "call_q3": ["1", "3"],
    "call_q4": "no",
    "call_q5": "Onward",
}
IN_WORDS = ["Start small, موظفون 🦊.", "A head of unit", "Time", "Tools", "No", "Onward"]


@pytest.fixture
def made() -> Call:
    return a_call(slug="foresight", title="Foresight, everywhere", questions=EXTRAS)


def begun(made: Call) -> Sender:
    return Sender().begin(f"/submit/?call={made.slug}")


def answered(made: Call, **changes) -> Sender:
    sender = begun(made).fill_all(**changes)
    sender.fill("call", **GIVEN)
    return sender


def close(made: Call) -> None:
    now = datetime.now(UTC)
    Call.objects.filter(pk=made.pk).update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(seconds=1))


def in_hand(submission: Submission, user) -> dict:
    return {"version": fresh(submission).version, "user": user}


# Before one starts ----------------------------------------------------------------------------------


def test_page_before_the_start_counts_the_calls_questions_and_minutes(made, client):
    without, within = (Page(client.get(address).text).words() for address in ("/submit/", "/submit/?call=foresight"))
    number = len(questionnaire.numbers({"scale": "national"}))
    assert f"{number} questions, about" in without
    assert f"{number + len(EXTRAS)} questions, about" in within
    assert "For the call “Foresight, everywhere”, open until" in within
    assert "/submit/questions/?call=foresight" in Page(client.get("/submit/?call=foresight").text).links()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("call=over", "closed on"),
        ("call=to-come", "opens on"),
        ("call=draft", "We do not know the call that your link names."),
        ("call=nothing", "We do not know the call that your link names."),
    ],
)
def test_call_that_cannot_be_answered_is_told_and_the_form_goes_on_without_it(query, told):
    now = datetime.now(UTC)
    a_call(slug="over", opens_at=now - timedelta(days=3), closes_at=now - timedelta(days=2))
    a_call(slug="to-come", opens_at=now + timedelta(days=1))
    a_call(slug="draft", published=False)
    sender = Sender()
    words = sender.page(f"/submit/?{query}").words()
    assert told in words
    assert "You can add a community all the same." in words
    assert sender.begin(f"/submit/?{query}").submission.call is None


def test_draft_without_a_call_asks_nothing_of_it(made):
    sender = Sender().begin()
    assert sender.submission.call is None
    sender.page(sender.at("call/"))
    assert sender.response.status_code == 404


# On the way through ---------------------------------------------------------------------------------


def test_its_questions_are_a_part_of_their_own_between_the_community_and_its_sender(made):
    sender = begun(made).fill_all()
    assert sender.submission.call == made
    page = sender.page(sender.at("call/"))
    words = page.words()
    assert "Part 7 of 9" in words
    assert "For the call “Foresight, everywhere”, open until" in words
    assert "OPSI asks these for this call only." in words
    assert [one["name"] for one in page.all("input") if one["type"] == "radio"] == [*["call_q2"] * 3, *["call_q4"] * 3]
    numbers = questionnaire.numbers(sender.submission.answers)
    assert f"What would you tell a beginner? OPSI only Question {numbers['rating_direction'] + 1} A few words" in words
    sender.fill("priorities")
    assert sender.response["Location"] == sender.at("call/")
    sender.fill("call", **GIVEN)
    assert sender.response["Location"] == sender.at("you/")
    assert sender.at("call/") in sender.page(sender.at("you/")).links()
    assert "Part 8 of 9" in sender.page(sender.at("you/")).words()


def test_what_is_required_must_be_answered_while_it_is_open(made):
    sender = begun(made).fill_all()
    page = sender.fill("call")
    assert "Answer the question “What would you tell a beginner?”" in page.words()
    page = sender.send()
    assert sender.submission.state == State.DRAFT
    assert f"{sender.at('call/')}?from=check#id_call_q1" in page.links()
    sender.fill("call", call_q2="7")
    assert "Answer the question “Who sponsors it?”" in sender.page(sender.at("check/")).words()
    sender.fill("call", **GIVEN)
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")


def test_answers_are_private_and_never_part_of_the_entry(made):
    sender = answered(made)
    submission = sender.submission
    given = {"call_q1": GIVEN["call_q1"], "call_q2": "2", "call_q3": ["1", "3"], "call_q4": False, "call_q5": "Onward"}
    assert {key: value for key, value in submission.private_answers.items() if key.startswith("call_")} == given
    assert not any("call" in key for key in submission.entry)
    assert "Onward" not in str(submission.entry)


@pytest.mark.parametrize("page", ["check/", "answers/"])
def test_check_and_copy_show_every_answer_in_words_with_who_sees_it(made, page):
    sender = answered(made)
    shown = sender.page(sender.at(page)).words()
    for words in (*IN_WORDS, "Who sponsors it?", "Questions of the call"):
        assert words in shown


def test_copy_for_a_word_processor_data_and_what_a_colleague_is_shown_have_them(made):
    sender = answered(made)
    held = sender.client.get(sender.at("answers.odt")).content
    text = zipfile.ZipFile(io.BytesIO(held)).read("content.xml").decode()
    for words in IN_WORDS:
        assert words in text
    data = sender.client.get(sender.at("data.json")).json()["submissions"][0]
    assert (data["call"], data["answers"]["call_q5"], data["answers_not_published"]["call_q2"]) == (
        "foresight",
        "Onward",
        "2",
    )
    for privately, is_there in (("", False), ("on", True)):
        page = sender.post(sender.at("show/"), at_form=-1, privately=privately or None)
        shown = next(link for link in page.links() if "/shown/" in link)
        words = Page(sender.client.get(f"/submission{shown.partition('/submission')[2]}").text).words()
        assert ("Onward" in words) == is_there


def test_its_questions_can_be_read_and_printed_beforehand(made, client):
    words = Page(client.get("/submit/questions/?call=foresight").text).words()
    assert "What would you tell a beginner? OPSI only Must be answered A few words will do." in words
    assert "☐ A minister" in words
    assert "What would you tell a beginner?" not in client.get("/submit/questions/").text
    held = client.get("/submit/questions.odt?call=foresight").content
    assert "A head of unit" in zipfile.ZipFile(io.BytesIO(held)).read("content.xml").decode()
    assert client.get("/submit/questions/?call=nothing").status_code == 200


def test_mistyped_address_and_a_twin_keep_the_call(made):
    sender = answered(made)
    sender.send()
    again = intake.begin_again(sender.submission)
    assert again.link.submission.call == made
    twin = published(name="Horizon Scanners of Ireland")
    changed = intake.turn_into_change(again.link.submission, twin.slug)
    assert (changed.kind, changed.call, changed.answers["call_q5"]) == (Kind.CHANGE, made, "Onward")


# When it closes -------------------------------------------------------------------------------------


def test_form_goes_on_without_a_call_that_closes_meanwhile(made):
    sender = begun(made).fill_all()
    close(made)
    for page in ("", "community/", "check/"):
        words = sender.page(sender.at(page)).words()
        assert "The call “Foresight, everywhere” closed on" in words
        assert "The form goes on without it" in words
        assert "Questions of the call" not in words
    assert "Part 7 of 8" in sender.page(sender.at("you/")).words()
    sender.fill("priorities")
    assert sender.response["Location"] == sender.at("you/")
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")


def test_what_was_answered_before_it_closed_stays(made):
    sender = begun(made).fill_all()
    sender.fill("call", call_q5="Onward")
    close(made)
    words = sender.page(sender.at("check/")).words()
    assert "Onward" in words
    assert "closed on" in words
    assert "None of these has to be answered any more." in sender.page(sender.at("call/")).words()
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")
    assert sender.submission.private_answers["call_q5"] == "Onward"


def test_answers_typed_while_it_closed_are_kept(made):
    sender = begun(made).fill_all()
    page = Page(sender.client.get(sender.at("call/")).text)
    values = next(form for form in page.forms() if form.method == "post").values
    close(made)
    sender.client.post(sender.at("call/"), {**values, **GIVEN})
    assert sender.submission.answers["call_q5"] == "Onward"
    assert "Onward" in sender.page(sender.at("check/")).words()


def test_call_that_was_taken_back_asks_nothing_more(made):
    sender = begun(made).fill_all()
    Call.objects.update(published=False)
    assert "Foresight, everywhere" not in sender.page(sender.at("check/")).words()
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")


# What comes of it -----------------------------------------------------------------------------------


def test_approval_writes_by_which_call_it_came_in_and_undoing_takes_it_back(made, client):
    user, sender = a_moderator(), answered(made)
    sender.send()
    sender.post(sender.confirming_link())
    submission = sender.submission
    moderation.approve(submission, **in_hand(submission, user))
    assert [one.call for one in CallEntry.objects.all()] == [made]
    assert "1 community listed through this call" in Page(client.get(made.get_absolute_url()).text).words()
    assert not any(key.startswith("call_") for key in Steward.objects.get().private_answers)
    moderation.undo(submission, **in_hand(submission, user))
    assert not CallEntry.objects.exists()
    moderation.approve(submission, **in_hand(submission, user))
    assert CallEntry.objects.count() == 1


def test_what_is_sent_after_the_deadline_did_not_come_in_by_it_and_what_was_sent_before_did(made):
    user = a_moderator()
    before, after = a_draft(call=made), a_draft(call=made)
    moderation.send(before, version=before.version)
    close(made)
    Call.objects.update(closes_at=datetime.now(UTC))
    moderation.send(after, version=after.version)
    for one in (before, after):
        moderation.confirm(one)
        moderation.approve(one, **in_hand(one, user))
    assert [calls.came_in_time(fresh(one)) for one in (before, after)] == [True, False]
    assert [one.community for one in CallEntry.objects.all()] == [fresh(before).community]


def test_changes_and_imports_have_nothing_to_do_with_calls(made):
    user = a_moderator()
    imported = pending(an_import())
    moderation.approve(imported, **in_hand(imported, user))
    sender = Sender().begin(f"/submit/change/{fresh(imported).community.slug}/?call={made.slug}")
    assert sender.submission.call is None
    assert Reading(sender.submission).section(calls.SLUG) is None
    assert not CallEntry.objects.exists()


def test_community_that_was_merged_or_withdrawn_counts_as_the_catalogue_has_it(made, client):
    community = published()
    call.came_in(community, made)
    publishing.withdraw(Community.objects.get(pk=community.pk), role="staff", reason="A test")
    assert "None is listed through this call yet." in Page(client.get(made.get_absolute_url()).text).words()


def test_answers_of_the_sender_are_erased_and_that_something_was_sent_is_not(made):
    sender = answered(made)
    sender.send()
    sender.post(sender.confirming_link())
    submission = sender.submission
    personal.erase(submission)
    submission.refresh_from_db()
    assert submission.erased_at
    assert (submission.private_answers, submission.answers, submission.call) == ({}, {}, made)


def test_desk_names_the_call_its_answers_and_narrows_the_queue_by_it(made, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    sender = answered(made)
    sender.send()
    sender.post(sender.confirming_link())
    other = pending(entry={"name": "Without a call"})
    client.force_login(a_moderator())
    words = Page(client.get(f"/admin/submissions/submission/{sender.submission.pk}/change/").text).words()
    assert "Through the call: Foresight, everywhere" in words
    assert "Who sponsors it?A head of unit" in words.replace("? A", "?A")
    assert "Time, Tools" in words
    queue = Page(client.get("/admin/submissions/submission/?call=foresight").text).words()
    assert ANSWERS["community"]["name"] in queue
    assert other.name not in queue


def test_as_many_queries_for_many_questions_as_for_one():
    few, many = a_call(questions=EXTRAS[:1]), a_call(questions=EXTRAS)
    asked = []
    for one in (few, many):
        sender = begun(one).fill_all()
        with CaptureQueriesContext(connection) as caught:
            sender.page(sender.at("check/"))
        asked.append(len(caught))
    assert asked[0] == asked[1]
