"""Retention: each kind ends on its day and not before, nothing else goes, and a row says how much went."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import RequestFactory
from django.utils import timezone
from post_office.models import STATUS, Email

from communities import publishing
from communities.models import Community, Role
from copdir import retention
from copdir.local import CHECKOUT as ROOT
from submissions import bounces, outbox, personal, records
from submissions.living import inviting
from submissions.models import (
    Alert,
    Barred,
    CheckSent,
    Hold,
    Import,
    Invitation,
    InvitingLetter,
    Kind,
    LetterLink,
    LimitCount,
    PostedLetter,
    Purpose,
    Relay,
    Removal,
    SentBack,
    State,
    Steward,
    Submission,
    Typed,
    Wave,
    Words,
)
from submissions.privacy import datamap, endings, kinds, purging, views
from tests import factories
from tests.canaries import disguises, found_in
from tests.page import Page
from tests.submissions import asked
from tests.submissions.alerted import an_alert
from tests.submissions.submitted import (
    a_draft,
    a_moderator,
    a_report,
    an_import,
    consent,
    fresh,
    in_state,
    pending,
)
from tests.test_privacy import rows_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Sample = tuple[models.Model, Callable[[], bool]]  # a row, and whether it is still held


def decided(state: str, submission: Submission | None = None) -> Sample:
    row = submission or in_state(state)
    Submission.objects.filter(pk=row.pk).update(state=state, decided_at=NOON, updated_at=NOON)
    return row, lambda: fresh(row).erased_at is None and bool(fresh(row).entry or fresh(row).answers)


def unsent(state: str) -> Sample:
    row = in_state(state)
    Submission.objects.filter(pk=row.pk).update(updated_at=NOON)
    PostedLetter.objects.filter(submission=row).update(created_at=NOON)
    return row, lambda: fresh(row).sender_email != ""


def a_withdrawn() -> Sample:
    row = in_state(State.WITHDRAWN)
    Submission.objects.filter(pk=row.pk).update(updated_at=NOON)
    return row, lambda: fresh(row).sender_email != ""


def a_report_decided() -> Sample:
    row = a_report()
    return decided(State.DECLINED, row)


def a_question_decided() -> Sample:
    return decided(State.DECLINED, asked.waiting())


def an_answer() -> Sample:
    question = asked.published(a_moderator(), [asked.a_steward()])
    relay = question.inquiry.relays.get()
    Relay.objects.update(answered_at=NOON)
    return relay, lambda: Relay.objects.get(pk=relay.pk).answer != ""


def a_steward(**columns: Any) -> Sample:
    community = factories.published(at=NOON)
    given = {"email": "ann@example.org", "name": "Ann", "consents": [consent("peers")], "since": NOON, **columns}
    one = Steward.objects.create(community=community, private_answers={"hardest": "Time"}, **given)
    return one, lambda: Steward.objects.get(pk=one.pk).email != ""


def a_steward_of_withdrawn() -> Sample:
    one, is_held = a_steward(since=timezone.now())
    publishing.withdraw(one.community, role=Role.STAFF, reason="", base=1)
    Community.objects.filter(pk=one.community_id).update(withdrawn_at=NOON)
    return one, is_held


def a_row(model: type[models.Model], *, is_held: Callable[[Any], bool] = bool, **columns: Any) -> Sample:
    """A row that is deleted, or of which something goes."""
    times = {name: value for name, value in columns.items() if isinstance(value, datetime)}
    row = model._default_manager.create(**columns)
    model._default_manager.filter(pk=row.pk).update(**times)  # past columns that set themselves
    return row, lambda: bool((found := model._default_manager.filter(pk=row.pk).first()) and is_held(found))


def a_letter(status: int) -> Sample:
    letter = outbox.put_to("ann@example.org", subject="Hello", text="Ann")
    Email.objects.filter(pk=letter.pk).update(status=status, last_updated=NOON)
    return letter, lambda: Email.objects.filter(pk=letter.pk).exists()


def an_invitation() -> Sample:
    wave = Wave.objects.create(key="5b0b0f0e-0000-4000-8000-000000000001", sent_at=NOON, sent_by=a_moderator())
    one = Invitation.objects.create(wave=wave, community=factories.published(), address="ann@example.org", mailbox="x")
    InvitingLetter.objects.create(invitation=one, number=1, token_hash="y")
    return one, lambda: Invitation.objects.get(pk=one.pk).address != "" and InvitingLetter.objects.exists()


def alert(**columns: Any) -> Sample:
    an_alert("ann@example.org")
    Alert.objects.update(**columns)
    return Alert.objects.get(), Alert.objects.exists


def a_sign_in(**columns: Any) -> Sample:
    given = {"username": "mo", "ip_address": "192.0.2.7", "user_agent": "B", "http_accept": "", "path_info": ""}
    return a_row(AccessLog, attempt_time=NOON, **given, **columns)


def logged() -> Sample:
    of = ContentType.objects.get_for_model(Alert)
    given = {"user": a_moderator(), "content_type": of, "object_id": "1", "object_repr": "ann@example.org: –"}
    return a_row(LogEntry, is_held=lambda row: row.object_repr != "", action_time=NOON, action_flag=3, **given)


def typed(model: type[models.Model], **columns: Any) -> Sample:
    return a_row(model, submission=pending(), user=a_moderator(), **columns)


FAILED = {"username": "mo", "ip_address": "192.0.2.7", "user_agent": "B", "http_accept": "", "path_info": ""}
# By the name of the ending: the days that it is kept, and how a row of NOON comes about.
KEPT: dict[str, tuple[int, Callable[[], Sample]]] = {
    "drafts": (30, lambda: unsent(State.DRAFT)),
    "unconfirmed": (7, lambda: unsent(State.UNCONFIRMED)),
    "withdrawn": (30, a_withdrawn),
    "spam": (30, lambda: decided(State.SPAM)),
    "declined": (90, lambda: decided(State.DECLINED)),
    "reports": (90, a_report_decided),
    "questions": (90, a_question_decided),
    "senders": (365, lambda: decided(State.APPROVED)),
    "answers": (365, an_answer),
    "silent stewards": (730, a_steward),
    "former stewards": (365, lambda: a_steward(ended_at=NOON, ended_by="hand-over")),
    "stewards of what is listed no longer": (365, a_steward_of_withdrawn),
    "invited addresses": (365, an_invitation),
    "alerts": (7, lambda: alert(asked_at=NOON, confirmed_at=None, ends_at=None)),
    "letters": (30, lambda: a_letter(STATUS.sent)),
    "letters given up": (90, lambda: a_letter(STATUS.failed)),
    "bounces": (365, lambda: a_row(SentBack, address="ann@example.org", first_at=NOON, last_at=NOON)),
    "imports": (30, lambda: a_row(Import, name="t.csv", uploaded_at=NOON)),
    "drafts of decisions": (30, lambda: typed(Typed, version=1, at=NOON)),
    "who was looking": (0, lambda: typed(Hold, since=NOON - DAY, until=NOON)),
    "bars": (0, lambda: a_row(Barred, mark="b", since=NOON - DAY, until=NOON)),
    "counts of limits": (1, lambda: a_row(LimitCount, key="k", window_start=NOON)),
    "marks of self-checks": (1, lambda: a_row(CheckSent, mark="m", at=NOON)),
    "attempts to sign in": (
        7,
        lambda: a_row(AccessAttempt, attempt_time=NOON, get_data="", post_data="", failures_since_start=1, **FAILED),
    ),
    "failed sign-ins": (7, lambda: a_row(AccessFailureLog, attempt_time=NOON, **FAILED)),
    "sign-ins": (365, a_sign_in),
    "sessions of staff": (0, lambda: a_row(Session, session_key="s", session_data="x", expire_date=NOON)),
    "names in the admin’s log": (365, logged),
}
# Those whose time is not counted from a moment of the row, or that stand for several; each has a test of its own.
APART = {
    "expired",
    "stewards who objected",
    "network addresses of sign-ins",
    "marks of what was sent",
    "links that confirm staff’s addresses",
}


def test_every_ending_is_tried():
    assert {one.name for one in kinds.endings()} == KEPT.keys() | APART
    assert len({one.name for one in kinds.endings()}) == len(list(kinds.endings()))


@pytest.mark.parametrize("name", KEPT)
def test_it_ends_on_its_day_and_not_before(name):
    days, sample = KEPT[name]
    row, is_held = sample()
    over = NOON + days * DAY
    [ending] = [one for one in kinds.endings() if one.name == name]

    def is_due(now: datetime) -> bool:
        return ending.due(now).filter(pk=row.pk).exists()

    assert [is_due(now) for now in (over - DAY, over - timedelta(seconds=1), over, over + DAY)] == [
        False,
        False,
        True,
        True,
    ]
    assert purging._end(ending, over - timedelta(seconds=1), None) == 0
    assert is_held()
    assert purging.run(over, by="test").counts[name] == 1
    assert not is_held()
    assert purging._end(ending, over + DAY, None) == 0


def test_each_span_is_a_setting(settings):
    settings.KEPT = {**settings.KEPT, "declined": 5 * DAY}
    _row, is_held = decided(State.DECLINED)
    purging.run(NOON + 4 * DAY, by="test")
    assert is_held()
    purging.run(NOON + 5 * DAY, by="test")
    assert not is_held()


def test_spans_come_from_the_environment_and_what_is_wrong_is_named():
    read = retention.read("declined=60, sender=180")
    assert (read["declined"].days, read["sender"].days, read["spam"].days) == (60, 180, 30)
    for wrong in ("declined", "declined=-1", "declined=x", "nonsense=3", "network=8"):
        with pytest.raises(ImproperlyConfigured, match="RETENTION"):
            retention.read(wrong)


def test_nothing_is_left_of_a_sender_but_that_something_was_decided():
    moderator = a_moderator()
    row = in_state(State.CHANGES_REQUESTED, moderator)
    Submission.objects.filter(pk=row.pk).update(state=State.DECLINED, decided_at=NOON, answer_until=None)
    row.notes.create(user=moderator, text="Ann Sender called")
    found = disguises([row.sender_email, "Ann Sender"])
    assert found_in("".join(text for _table, text in rows_of("")), found)
    purging.run(NOON + 90 * DAY, by="test")
    assert found_in("".join(text for _table, text in rows_of("")), found) == []
    assert (fresh(row).state, fresh(row).decided_at) == (State.DECLINED, NOON)
    assert records.broken_decisions(fresh(row)) == []
    assert Words.objects.get().erased_at
    assert not LetterLink.objects.exists()


def test_what_waits_is_kept_however_long():
    kept = [in_state(state) for state in (State.PENDING, State.CHANGES_REQUESTED, State.RELAYED)]
    kept.append(an_import())  # a row of a file that waits for an answer
    purging.run(timezone.now() + 9999 * DAY, by="test")
    assert [fresh(row).erased_at for row in kept] == [None] * 4


def test_entry_and_steward_stay_when_its_submission_ends():
    row, is_held = decided(State.APPROVED)
    entry = Community.objects.get().entry
    purging.run(NOON + 365 * DAY, by="test")
    assert not is_held()
    assert Community.objects.published().get().entry == entry
    steward = Steward.objects.get()
    assert (steward.email, steward.ended_at) == (row.sender_email, None)
    assert [one["use"] for one in steward.consents] == ["publish", "peers"]


def test_published_reply_stays_when_its_question_and_answers_end():
    question = asked.published(a_moderator(), [asked.a_steward()])
    reply = question.inquiry.reply
    purging.run(timezone.now() + 366 * DAY, by="test")
    assert fresh(question).sender_email == ""
    assert fresh(question).name == reply.question
    assert (Relay.objects.get().answer, type(reply).objects.get().reply) == ("", reply.reply)


def test_answer_that_ends_is_no_new_sign_of_life():
    relay, _is_held = an_answer()
    purging.run(NOON + 365 * DAY, by="test")
    relay.refresh_from_db()
    assert (relay.answered_at, relay.declined_at) == (None, NOON)


def test_who_objected_goes_at_once_and_their_no_is_known_still():
    _one, is_held = a_steward(ended_at=timezone.now(), ended_by="objection")
    purging.run(by="test")
    assert not is_held()
    assert inviting._refused({"Ann@example.org"}) == {inviting.mailbox_digest("ann@example.org")}


def test_who_showed_a_sign_of_life_is_not_silent():
    one, is_held = a_steward()
    Community.objects.filter(pk=one.community_id).update(confirmed_on=(NOON + 400 * DAY).date())
    purging.run(NOON + 800 * DAY, by="test")
    assert is_held()
    purging.run(NOON + (400 + 730) * DAY, by="test")
    one.refresh_from_db()
    assert (one.ended_by, one.name, one.private_answers, one.consents) == ("silence", "", {}, [])


def test_network_addresses_go_after_a_week_and_the_sign_in_stays():
    a_sign_in()
    purging.run(NOON + 7 * DAY - timedelta(seconds=1), by="test")
    assert AccessLog.objects.get().ip_address == "192.0.2.7"
    purging.run(NOON + 7 * DAY, by="test")
    left = AccessLog.objects.get()
    assert (left.ip_address, left.user_agent, left.attempt_time) == (None, "", NOON)


def test_mark_made_of_a_network_goes_after_a_week_and_that_of_an_imported_row_stays():
    report, row = a_report(), an_import(fingerprint="of its words")
    Submission.objects.update(created_at=NOON)
    assert fresh(report).fingerprint
    purging.run(NOON + 7 * DAY, by="test")
    assert (fresh(report).fingerprint, fresh(row).fingerprint) == ("", "of its words")


def test_what_the_mail_loop_let_expire_is_blanked():
    row = in_state(State.EXPIRED)
    purging.run(by="test")
    assert (fresh(row).sender_email, fresh(row).state) == ("", State.EXPIRED)


# How it runs ------------------------------------------------------------------------------------------


def test_it_leaves_evidence_without_anybody_and_prints_it(capsys):
    decided(State.DECLINED)
    call_command("purge", "--dry-run")
    assert "1 declined" in capsys.readouterr().out
    assert not Removal.objects.exists()
    call_command("purge")
    assert "1 declined" in capsys.readouterr().out
    removal = Removal.objects.get()
    assert (removal.why, removal.by, removal.user, removal.counts["declined"]) == ("time", "purge", None, 1)
    call_command("purge")
    assert capsys.readouterr().out == "0 removed.\n"
    assert Removal.objects.count() == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE submissions_removal SET counts = '{}'", "DELETE FROM submissions_removal"]
)
def test_evidence_is_never_changed_or_deleted(statement):
    purging.run(by="test")
    with (
        pytest.raises(DatabaseError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute(statement)


def test_loop_runs_it_daily_and_goes_on_sooner_where_something_is_left():
    for _ in range(3):
        decided(State.DECLINED)
    now = timezone.now()
    first = purging.look(now, most=2)
    assert (first.counts["declined"], first.is_complete) == (2, False)
    second = purging.look(now + timedelta(hours=1), most=2)
    assert (second.counts["declined"], second.is_complete) == (1, True)
    assert purging.look(now + timedelta(hours=24), most=2) is None
    assert purging.look(now + timedelta(hours=25), most=2) is not None


def test_row_that_goes_wrong_keeps_no_other_waiting_and_is_logged_without_its_words(monkeypatch, caplog):
    bad, good = decided(State.DECLINED)[0], decided(State.DECLINED)[0]
    blank = personal.blank

    def fail(row: Submission) -> None:
        if row.pk == bad.pk:
            raise RuntimeError(row.sender_email)
        blank(row)

    monkeypatch.setattr(personal, "blank", fail)
    assert purging.run(by="test").counts == {"declined": 1}
    assert (fresh(bad).sender_email != "", fresh(good).sender_email) == (True, "")
    assert f"{bad.pk}: RuntimeError" in caplog.text
    assert bad.sender_email not in caplog.text


def test_lots_are_small(monkeypatch):
    monkeypatch.setattr(purging, "LOT", 2)
    for number in range(5):
        bounces.note(f"ann{number}@example.org", at=NOON)
    assert purging.run(NOON + 365 * DAY, by="test").counts == {"bounces": 5}


# The table --------------------------------------------------------------------------------------------

OF_SITE = {"submissions", "post_office", "axes", "sessions", "account", "mfa", "socialaccount", "admin"}
WORDS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.BinaryField)


def test_every_column_that_can_hold_words_has_its_row():
    known = set(kinds.columns())
    of_nobody = {
        (model, field)
        for model, said in kinds.NOBODY.items()
        for field in (
            [one.name for one in apps.get_model(model)._meta.fields] if is_whole(model, said) else said.split()
        )
    }
    wanted = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model._meta.app_label in OF_SITE or model._meta.label == "auth.User"
        for field in model._meta.local_fields
        if (isinstance(field, WORDS) or type(field).__name__ == "SearchVectorField") and not field.choices
    }
    assert wanted - known - of_nobody == set()
    assert [one for one in known | of_nobody if not has_column(*one)] == []
    assert known & of_nobody == set()


def is_whole(model: str, said: str) -> bool:
    names = {field.name for field in apps.get_model(model)._meta.fields}
    return not set(said.split()) <= names


def has_column(model: str, name: str) -> bool:
    return name in {field.name for field in apps.get_model(model)._meta.fields}


def test_a_link_of_a_draft_stays_as_long_as_the_draft():
    row = a_draft()
    link = LetterLink.objects.create(submission=row, purpose=Purpose.RESUME, token_hash="z", expires_at=NOON)
    purging.run(timezone.now(), by="test")
    assert LetterLink.objects.filter(pk=link.pk).exists()
    assert Submission.objects.filter(pk=row.pk, kind=Kind.NEW).exists()
    assert endings.DRAFTS.kept == "draft"


# What is said of it -----------------------------------------------------------------------------------


def test_document_holds_the_map_as_the_code_has_it():
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    printed = text.partition("<!-- map -->\n")[2].partition("<!-- end of the map -->")[0]
    assert printed == datamap.as_markdown(), "print it anew: manage.py personal_data map"
    assert all(f"(`{name}`)" in printed for name in retention.DAYS if name != "alert-unconfirmed")


def test_public_page_says_what_the_settings_say(client, settings):
    said = Page(client.get("/privacy/").text).words()
    for words in (
        "A form whose address was never confirmed7 days after the last letter",
        "A draft that was not sent30 days after the last letter or edit",
        "A submission that was declined90 days",
        "What was set aside as spam30 days",
        "12 months after the decision",
        "after 24 months without a sign of life",
        "Our e-mails to you30 days after they were sent",
    ):
        assert words in said
    settings.KEPT = {**settings.KEPT, "declined": 61 * DAY, "silence": 1095 * DAY, "spam": DAY}
    said = Page(views.page(RequestFactory().get("/privacy/")).content.decode()).words()
    assert "A submission that was declined61 days" in said
    assert "after 36 months without a sign of life" in said
    assert "What was set aside as spam1 day" in said
