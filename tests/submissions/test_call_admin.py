"""The desk's pages of a call: making one, what is refused, the preview, how it is getting on, and who may see what."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.call_models import Call
from submissions import call_progress, moderation, questionnaire
from submissions.models import Submission
from tests.factories import a_call, an_extra, published
from tests.page import Page
from tests.submissions.submitted import a_draft, a_moderator, pending

pytestmark = pytest.mark.django_db
ADD = "/admin/communities/call/add/"
SOUND = {
    "title": "Foresight, everywhere",
    "slug": "foresight",
    "words": "Tell us of *yours*.",
    "zone": "Asia/Tokyo",
    "opens_at_0": "2026-09-01",
    "opens_at_1": "09:00",
    "closes_at_0": "2026-09-29",
    "closes_at_1": "23:59",
    "countries": ["JP", "FI"],
}


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    return client


def at(made: Call, page: str = "change/") -> str:
    return f"/admin/communities/call/{made.pk}/{page}"


def filled(desk, address, **given):
    """What the page's form would send, with what is given."""
    form = next(form for form in Page(desk.get(address).text).forms() if "title" in form.values)
    return {**form.values, **given}


def question(number: int, **parts):
    return {f"question_{number}_{name}": value for name, value in parts.items()}


# Making one -----------------------------------------------------------------------------------------


def test_call_is_made_with_times_of_its_zone_and_questions_and_is_public_once_published(desk, client):
    asked = {
        **question(1, text="Who sponsors it?", kind="one", options="A minister\n\n A head of unit ", who="aggregate"),
        **question(3, text="Its motto", kind="line", who="opsi", required="on", help="In short."),
    }
    response = desk.post(ADD, filled(desk, ADD, **SOUND, **asked))
    assert response.status_code == 302, Page(response.text).words()
    made = Call.objects.get()
    assert made.closes_at == datetime(2026, 9, 29, 14, 59, tzinfo=UTC)
    assert made.opens_at == datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
    assert (made.countries, made.question_set, made.published) == (["JP", "FI"], questionnaire.VERSION, False)
    assert [(one["key"], one["kind"], one["who"], one["required"]) for one in made.questions] == [
        ("q1", "one", "aggregate", False),
        ("q3", "line", "opsi", True),
    ]
    assert [option["text"] for option in made.questions[0]["options"]] == ["A minister", "A head of unit"]
    again = filled(desk, at(made))
    assert (again["closes_at_0"], again["closes_at_1"]) == (["2026-09-29"], ["23:59:00"])
    assert again["question_1_options"][0].strip().split("\n") == ["A minister", "A head of unit"]
    preview = Page(desk.get(at(made, "preview/")).text).words()
    assert "A preview" in preview
    assert "29 September 2026 at 23:59, time of Tokyo" in preview
    assert "Its motto" in preview
    desk.post(at(made), filled(desk, at(made), published="on"))
    made.refresh_from_db()
    assert made.published
    assert made.closes_at == datetime(2026, 9, 29, 14, 59, tzinfo=UTC)
    assert f"Made for question set {questionnaire.VERSION}." in Page(desk.get(at(made, "progress/")).text).words()
    desk.logout()
    assert "Tell us of" in client.get("/calls/foresight/").text


UNSOUND = [
    ({"title": " "}, "This field is required."),
    ({"slug": "taken"}, "already exists"),
    ({"zone": "Europe/Atlantis"}, "is not one of the available choices"),
    ({"closes_at_0": "2026-08-01"}, "A call has to close after it opens."),
    ({"closes_at_0": "soon"}, "Enter a valid date"),
    ({"countries": ["ZZ"]}, "is not one of the available choices"),
    ({"title_fr": "Prospective"}, "Give title, words and summary in French, or none of them."),
    (question(1, options="A\nB"), "Write the question, or clear what belongs to it."),
    (question(1, text="One?", kind="line", options="A\nB"), "Clear the choices, or say that the question"),
    (question(1, text="One?", kind="one", options="A"), "Give from two to 20 choices."),
    (question(1, text="One?", kind="many", options="A\nB", options_fr="A"), "Give as many choices in French"),
    (question(1, text="One?", kind="many", options=f"A\n{'x' * 121}"), "Shorten each choice to 120 characters"),
    (question(1, text="One?", kind="essay"), "is not one of the available choices"),
    (question(1, text="x" * 201), "at most 200 characters"),
    (
        {"title_fr": "Prospective", "words_fr": "Oui.", **question(1, text="One?")},
        "The call is in French too: give all of this question in French.",
    ),
]


def test_what_cannot_be_is_told_and_nothing_is_saved(desk):
    a_call(slug="taken")
    sound, wrong = filled(desk, ADD, **SOUND), []
    for given, told in UNSOUND:
        response = desk.post(ADD, {**sound, **given})
        if (response.status_code, Call.objects.count()) != (200, 1) or told not in Page(response.text).words():
            wrong.append((given, response.status_code, Page(response.text).words()))
    assert wrong == []


def test_public_one_keeps_its_address_and_questions_and_cannot_be_deleted(desk):
    made, draft = a_call(slug="stays", questions=[an_extra(text="Its motto")]), a_call(published=False)
    page = Page(desk.get(at(made)).text)
    assert "Its motto (OPSI only)" in page.words()
    given = {"slug": "moved", "published": "", "title": "Reworded", **question(1, text="Another?")}
    response = desk.post(at(made), filled(desk, at(made), **given))
    assert response.status_code == 302, Page(response.text).words()
    made.refresh_from_db()
    assert (made.slug, made.title, made.published) == ("stays", "Reworded", False)
    assert made.questions[0]["text"] == "Its motto"
    assert desk.post(at(made, "delete/"), {"post": "yes"}).status_code == 403
    assert desk.post(at(draft, "delete/"), {"post": "yes"}).status_code == 302
    assert list(Call.objects.all()) == [made]


# How it is getting on -------------------------------------------------------------------------------

EXTRAS = [
    an_extra("q1", text="Who sponsors it?", kind="one", who="aggregate", options=["=A minister", "A head of unit"]),
    an_extra("q2", text="Its motto", kind="line", who="opsi"),
    an_extra("q3", text="Said in confidence", kind="text", who="aggregate"),
    an_extra("q4", text="Shall we call?", kind="yes-no", who="opsi"),
]


def through(made: Call, sponsor: str = "1", host: str = "FI", **changes) -> Submission:
    answers = {"call_q1": sponsor, "call_q2": f"Onward {host}", "call_q3": "Whispered", "call_q4": True}
    entry = {"host": host, "countries": [host]}
    return a_draft(call=made, private_answers=answers, entry=entry, **changes)


def test_progress_counts_states_countries_days_and_targets(desk):
    made = a_call(countries=["FI", "KE"], questions=EXTRAS)
    user = a_moderator()
    through(made)
    one, two = pending(through(made)), pending(through(made, host="SE"))
    moderation.approve(two, version=two.version, user=user)
    taken_back = pending(through(made, host="KE"))
    moderation.withdraw(taken_back, version=taken_back.version)
    progress = call_progress.of(made, privately=True)
    assert {str(label): number for label, number in progress.by_state if number} == {
        "Draft": 1,
        "Waiting for OPSI": 1,
        "Approved": 1,
        "Withdrawn by its sender": 1,
    }
    assert progress.by_country == [("Finland", 1), ("Sweden", 1)]
    assert [number for _day, number in progress.by_day] == [3]
    assert (progress.with_some, progress.with_none, progress.late) == (["Finland"], ["Kenya"], 0)
    words = Page(desk.get(at(made, "progress/")).text).words()
    assert "Target countries with a submission: Finland." in words
    assert "Target countries without one: Kenya." in words
    assert "Made for question set" not in words
    assert f"Onward {one.host}" in words


def test_day_is_one_of_the_calls_own_calendar_and_what_came_late_is_told(time_machine):
    time_machine.move_to("2026-09-28T15:30:00Z", tick=False)  # the 29th in Tokyo
    made = a_call(
        zone="Asia/Tokyo",
        opens_at=datetime(2026, 9, 1, tzinfo=UTC),
        closes_at=datetime(2026, 9, 29, 14, 59, tzinfo=UTC),
    )
    pending(through(made))
    time_machine.move_to("2026-09-29T14:59:00Z", tick=False)
    pending(through(made))
    progress = call_progress.of(made, privately=False)
    assert [(day.isoformat(), number) for day, number in progress.by_day] == [("2026-09-29", 2)]
    assert progress.late == 1


def test_answers_for_figures_are_counted_from_five_on_and_drafts_and_spam_never():
    made = a_call(questions=EXTRAS)
    through(made)
    for sponsor in "1222":
        last = pending(through(made, sponsor))
    few = call_progress.of(made, privately=True).answers
    assert [(one.number, one.is_secret) for one in few] == [(4, True), (4, False), (4, True), (4, False)]
    pending(through(made, "1"))
    sponsors, mottos, confidences, calling = call_progress.of(made, privately=True).answers
    assert (sponsors.number, sponsors.counts) == (5, [("=A minister", 2), ("A head of unit", 3)])
    assert [text for _pk, text in mottos.texts] == ["Onward FI"] * 5
    assert (confidences.counts, confidences.texts) == ([], [])
    assert calling.counts == [("Yes", 5), ("No", 0)]
    moderation.spam(last, version=last.version, user=a_moderator())
    assert call_progress.of(made, privately=True).answers[0].is_secret


def test_file_of_figures_runs_no_formula_and_has_no_words_of_a_sender(desk):
    made = a_call(title="=HYPERLINK(1)", questions=EXTRAS)
    for _number in range(5):
        pending(through(made))
    response = desk.get(at(made, "progress.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows[0] == ["Call", "Part", "Value", "Number"]
    assert ["'=HYPERLINK(1)", "Who sponsors it?", "'=A minister", "5"] in rows
    assert ["'=HYPERLINK(1)", "Country", "Finland", "5"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "Onward" not in response.text
    assert "Whispered" not in response.text


def someone(*rights: str) -> User:
    user = User.objects.create_user("someone", password="a long pass phrase", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.mark.parametrize(
    ("rights", "status", "sees"),
    [
        ((), 403, False),
        (("view_call",), 200, False),
        (("view_submission",), 403, False),
        (("analyse",), 200, True),
        (("moderate",), 200, True),
    ],
)
def test_what_is_for_opsi_only_is_shown_to_those_who_decide_or_analyse(desk, client, rights, status, sees):
    made = a_call(questions=EXTRAS)
    for _number in range(5):
        pending(through(made))
    client.force_login(someone(*rights))
    for page in ("progress/", "progress.csv"):
        response = client.get(at(made, page))
        assert response.status_code == status
        assert ("Its motto" in response.text) == sees
        assert ("Who sponsors it?" in response.text) == (status == 200)


def test_unknown_call_is_not_there(desk):
    for page in ("preview/", "progress/", "progress.csv"):
        assert desk.get(f"/admin/communities/call/999999/{page}").status_code == 404


def test_as_many_queries_for_many_as_for_one(desk):
    made = a_call([published()], questions=EXTRAS, countries=["FI"], closes_at=datetime.now(UTC) + timedelta(days=1))
    asked = []
    desk.get("/admin/")  # the first page of a minute is noted
    for number in (1, 6):
        for _turn in range(number):
            pending(through(made))
        with CaptureQueriesContext(connection) as caught:
            desk.get(at(made, "progress/"))
        asked.append(len(caught))
    assert asked[0] == asked[1]
