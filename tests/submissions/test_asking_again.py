"""Asking conveners again: a year with a moved clock, what silence leads to, and that one click undoes it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from post_office.models import Email

from communities import index, publishing, silence
from communities.models import Community, Revision
from submissions import moderation, records
from submissions.living import answering, asking, signs
from submissions.models import Asking, Kind, Round, State, Steward, Submission, Verb
from tests import factories
from tests.submissions.living import kept, letters, press, token
from tests.submissions.submitted import a_change, a_claim, a_moderator, fresh, pending

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2027, 1, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_new_year(time_machine):
    time_machine.move_to(NEW_YEAR)


def days_later(time_machine, days: int) -> datetime:
    now = NEW_YEAR + days * DAY + timedelta(hours=1)
    time_machine.move_to(now)
    return now


def live_through(time_machine, first: int, last: int, days: Iterable[int] = ()) -> dict[str, list[int]]:
    """Let days pass with a run on each, and another where there was something to do; on which days whom was written to.

    Where nothing can be due, `days` leaves some out, for a year of runs takes a minute.
    """
    found: dict[str, list[int]] = {}
    for day in days or range(first, last + 1):
        days_later(time_machine, day)
        before = Email.objects.count()
        if asking.look().total():
            asking.look()
        for letter in Email.objects.order_by("pk")[before:]:
            found.setdefault(letter.to[0], []).append(day)
    return found


def standing(community: Community) -> str:
    return index.current().silent.get(community.slug, "")


# A year ------------------------------------------------------------------------------------------------


def test_year_and_a_half_in_which_each_is_asked_as_the_rules_say_and_nothing_is_deleted(time_machine):
    grown = kept("Grown", email="grown@x.example")
    young = kept("Young", email="young@x.example", maturity="launching")
    small = kept("Small", email="small@x.example", size="to-50")
    both = kept("Both", email="both@x.example", maturity="setting-up", size="to-50")
    closed = kept("Closed", email="closed@x.example", maturity="closed")
    listed = factories.published(name="Nobody on record")
    entries = {one.pk: one.entry for one in Community.objects.all()}

    daily = (*range(1, 3), *range(180, 220), *range(272, 312), *range(363, 403), *range(410, 560, 10), 560)
    sent = live_through(time_machine, 1, 560, daily)

    assert sent == {
        "both@x.example": [182, 196, 217],
        "young@x.example": [274, 288, 309],
        "small@x.example": [274, 288, 309],
        "grown@x.example": [365, 379, 400],
    }
    assert [standing(one) for one in (grown, young, small, both)] == [silence.DORMANT] * 4
    assert [standing(one) for one in (closed, listed)] == ["", ""]
    assert {one.pk: one.entry for one in Community.objects.published()} == entries
    assert Steward.objects.filter(ended_at=None).count() == 5, "silence for so long ends no record"
    assert Revision.objects.count() == 6, "silence publishes nothing"


def test_what_follows_comes_on_the_days_that_each_letter_names(time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 400)
    written = letters("kim@x.example")
    assert [one.subject.partition("?")[0].partition(":")[0] for one in written] == [
        "Is it still right",
        "Not answered yet",
        "Our last letter about it",
    ]
    for number, letter in enumerate(written, start=1):
        assert "26 February 2028" in letter.message
        assert "1 July 2028" in letter.message
        assert "Nothing is deleted." in letter.message
        assert f"letter {number} of" in letter.message
    for day, expected in (
        ("2028-02-25", ""),
        ("2028-02-26", "quiet"),
        ("2028-06-30", "quiet"),
        ("2028-07-01", "dormant"),
    ):
        time_machine.move_to(datetime.fromisoformat(f"{day}T12:00Z"))
        assert standing(community) == expected


def test_late_run_writes_the_letters_in_their_turn_and_not_all_at_once(time_machine):
    kept(email="kim@x.example")
    assert live_through(time_machine, 450, 486) == {"kim@x.example": [450, 464, 485]}


@pytest.mark.parametrize("silent_for", [0, 20, 60, 300])
def test_one_click_revives_and_begins_a_new_year(client, time_machine, silent_for):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365 + min(silent_for, 40))
    now = NEW_YEAR + (365 + silent_for) * DAY + timedelta(minutes=30)
    time_machine.move_to(now)
    before = community.revision_number
    first = token(letters()[-1])
    if silent_for > 40 + 30:  # the last letter’s link is over, and its page mails another
        assert press(first, "right", client).status_code == 410
        press(first, "", client, fresh="1")
        first = token(letters("kim@x.example")[-1])
    page = client.get(f"/submit/entry/{first}/")
    assert page.status_code == 200
    community.refresh_from_db()
    assert community.revision_number == before, "to look acts on nothing"

    assert press(first, "right", client)["Location"] == f"/submit/entry/{first}/?done=right"

    community.refresh_from_db()
    assert (community.confirmed_on, community.asked_on) == (now.date(), None)
    revision = community.revisions.get(number=before + 1)
    assert (revision.action, revision.role) == ("confirmed", "convener")
    assert standing(community) == ""
    assert Round.objects.get().ended_by == Round.End.CONFIRMED
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    assert row.state == State.APPROVED
    assert list(row.decisions.values_list("verb", "actor")) == [(Verb.QUEUE, "sender"), (Verb.APPROVE, "system")]
    assert records.broken_decisions(row) == []
    assert "Thank you. It is confirmed" in client.get(f"/submit/entry/{first}/").text
    year = 365 + silent_for
    days = (*range(year + 1, year + 363, 40), *range(year + 363, year + 368))
    assert live_through(time_machine, 0, 0, days) == {"kim@x.example": [year + 365]}


def test_twelve_clicks_are_one(time_machine):
    community = kept()
    live_through(time_machine, 365, 365)
    before = community.revision_number
    for _click in range(12):
        press(token(), "right")
    community.refresh_from_db()
    assert community.revision_number == before + 1
    assert Submission.objects.filter(kind=Kind.CONFIRMATION).count() == 1


# Signs of life -----------------------------------------------------------------------------------------


def _approved(submission: Submission, **said) -> None:
    row = pending(submission) if submission.state == State.DRAFT else submission
    if row.state == State.UNCONFIRMED:
        moderation.confirm(row)
    moderation.approve(fresh(row), version=fresh(row).version, user=a_moderator(), **said)


LIFE = {
    "change": lambda community: _approved(a_change(community, sender_role="other")),
    "claim": lambda community: _approved(a_claim(community), former="ends"),
}


@pytest.mark.parametrize("sign", LIFE)
def test_sign_of_life_ends_the_asking_at_once(time_machine, sign):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 380)
    days_later(time_machine, 430)
    assert standing(community) == silence.QUIET
    LIFE[sign](community)
    assert standing(community) == ""
    assert Round.objects.get().ended_by == Round.End.LIFE
    assert live_through(time_machine, 431, 500) == {}


def test_answer_to_a_question_of_a_peer_is_one(time_machine):
    from tests.submissions import asked

    community = kept(email="kim@x.example", topic=["foresight"])
    steward = Steward.objects.get()
    Steward.objects.update(may_be_asked=True)
    steward.refresh_from_db()
    live_through(time_machine, 365, 366)
    asked.relayed(a_moderator(), [steward])
    days_later(time_machine, 370)
    asked.answered(steward.relays.get())
    assert asking.look()["ended"] == 1
    community.refresh_from_db()
    assert community.asked_on is None


def test_a_report_by_anybody_is_none(time_machine):
    from tests.submissions.submitted import a_report

    community = kept()
    live_through(time_machine, 365, 365)
    report = a_report(community)
    moderation.approve(report, version=report.version, user=a_moderator(), reason="corrected")
    assert Round.objects.filter(ended_at=None).count() == 1


def test_whose_record_ended_is_asked_no_more_and_the_entry_is_not_dormant_for_it(time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365)
    Steward.objects.update(ended_at=timezone.now(), ended_by="erasure", name="", email="", role="")
    assert live_through(time_machine, 0, 0, range(366, 700, 15)) == {}
    assert standing(community) == ""
    assert Round.objects.get().ended_by == Round.End.NOBODY


def test_withdrawn_entry_is_asked_about_no_more(time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365)
    publishing.withdraw(community, role="staff", reason="A test")
    assert live_through(time_machine, 366, 420) == {}
    assert "This entry is no longer listed" in _page()
    assert press(token(), "right").status_code == 303
    assert not Submission.objects.filter(kind=Kind.CONFIRMATION).exists()


def _page() -> str:
    from django.test import Client

    return Client().get(f"/submit/entry/{token()}/").text


def test_undone_confirmation_reads_as_before(time_machine):
    community = kept()
    live_through(time_machine, 365, 365)
    press(token(), "right")
    row = Submission.objects.get(kind=Kind.CONFIRMATION)
    moderation.undo(row, version=fresh(row).version, user=a_moderator())
    community.refresh_from_db()
    assert community.confirmed_on == NEW_YEAR.date()
    assert Steward.objects.filter(ended_at=None).count() == 1, "who was on record before stays"


# The other buttons -------------------------------------------------------------------------------------


def test_change_opens_the_form_filled_in_with_entry_and_sender(client, time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365)
    to = press(token(), "change", client)["Location"]
    draft = Submission.objects.get(kind=Kind.CHANGE)
    assert client.get(to).status_code == 200
    assert (draft.sender_email, draft.sender_role, draft.sender_name) == ("kim@x.example", "convener", "Kim Keeper")
    assert draft.answers["name"] == community.name
    assert Round.objects.get().ended_at is None, "a draft is no answer yet"


def test_ended_opens_the_closing_form(client, time_machine):
    kept()
    live_through(time_machine, 365, 365)
    to = press(token(), "ended", client)["Location"]
    assert Submission.objects.get().kind == Kind.CLOSURE
    assert "Pausing or closing" in client.get(to).text


def test_objection_ends_the_record_and_every_letter(client, time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365)
    press(token(), "stop", client)
    steward = Steward.objects.get()
    assert (steward.ended_by, steward.may_be_asked) == ("objection", False)
    assert "We do not ask you any more" in client.get(f"/submit/entry/{token()}/").text
    assert live_through(time_machine, 0, 0, range(366, 760, 15)) == {}
    assert standing(community) == ""
    press(token(), "right", client)
    assert not Submission.objects.exists(), "the link says no more for the entry"


def test_removal_reaches_the_desk_as_a_report_once(client, time_machine):
    community = kept(email="kim@x.example")
    live_through(time_machine, 365, 365)
    for _click in range(3):
        press(token(), "remove", client)
    report = Submission.objects.get(kind=Kind.REPORT)
    assert (report.state, report.answers["matter"], report.sender_email) == (State.PENDING, "remove", "kim@x.example")
    assert report.can_be_answered
    assert community in Community.objects.published(), "staff decide"
    assert "We do not ask you any more" in client.get(f"/submit/entry/{token()}/").text


def test_two_on_record_each_get_a_letter_and_one_objection_leaves_the_other(client, time_machine):
    community = kept(email="kim@x.example")
    Steward.objects.create(community=community, email="sam@x.example", role="facilitator")
    live_through(time_machine, 365, 365)
    assert sorted(one.to[0] for one in letters()) == ["kim@x.example", "sam@x.example"]
    press(token(letters("kim@x.example")[0]), "stop", client)
    assert live_through(time_machine, 366, 400) == {"sam@x.example": [379, 400]}


# Refusals, limits, the database ------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["", "rubbish", "right\0", "pulse"])
def test_unknown_answers_do_nothing(client, time_machine, answer):
    kept()
    live_through(time_machine, 365, 365)
    response = press(token(), answer, client)
    assert response.status_code in (303, 400)
    assert not Submission.objects.exists()


def test_unknown_link_opens_nothing(client):
    assert client.get("/submit/entry/nobody-ever-issued-this/").status_code == 404
    assert press("nobody-ever-issued-this", "right", client).status_code == 404


def test_page_is_its_readers_alone(client, time_machine):
    kept()
    live_through(time_machine, 365, 365)
    response = client.get(f"/submit/entry/{token()}/")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert token() not in str(Asking.objects.values().get()), "only a hash is kept"


def test_database_refuses_the_same_letter_twice_and_a_fourth(time_machine):
    kept()
    live_through(time_machine, 365, 365)
    one = Asking.objects.get()
    for number in (1, 4, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Asking.objects.create(round=one.round, steward=one.steward, number=number, token_hash=f"x{number}")
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(community=one.round.community)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(ended_at=timezone.now())


def test_run_is_bounded_and_the_next_goes_on(settings, time_machine):
    settings.ASKED_IN_A_RUN = 3
    for number in range(7):
        kept(f"Circle {number}")
    days_later(time_machine, 365)
    assert [asking.look()["letters"] for _run in range(4)] == [3, 3, 1, 0]


def test_command_says_what_it_did(time_machine, capsys):
    kept()
    days_later(time_machine, 365)
    call_command("ask_again")
    call_command("ask_again")
    assert capsys.readouterr().out.splitlines() == [
        "1 letters to conveners, 0 reminders of invitations, 0 rounds ended.",
        "0 letters to conveners, 0 reminders of invitations, 0 rounds ended.",
    ]


def test_looking_at_nothing_due_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    kept()
    with django_assert_num_queries(7):
        asking.look()
    for number in range(9):
        kept(f"Circle {number}")
    with django_assert_num_queries(7):
        asking.look()


def test_letter_is_in_the_language_on_record(time_machine):
    kept(language="fr", email="kim@x.example")
    days_later(time_machine, 365)
    asking.look()
    assert "/fr/submit/entry/" in letters()[0].message


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_letter_once(time_machine):
    for number in range(6):
        kept(f"Circle {number}")
    now = days_later(time_machine, 365)

    def run(_number: int) -> int:
        try:
            return asking.look(now)["letters"]
        finally:
            connection.close()

    for due in (now, now + 14 * DAY, now + 35 * DAY):
        now = due
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(run, range(4))) == 6
    assert Asking.objects.count() == 18
    assert Email.objects.count() == 18
    assert not signs.to_be_asked(now).exists()
    assert answering.find("nobody") is None
