"""Given out and erased by address, by whoever runs the site: all of it, and nowhere in a dump of the database after."""

import base64
import hashlib
import json
import os
import subprocess
import time
from dataclasses import fields
from pathlib import Path
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from post_office.models import STATUS, Email

from communities import publishing, releases, revisions
from communities.models import Community, Role
from copdir import postgres
from submissions import bounces, moderation, outbox, records
from submissions.desk_models import Note
from submissions.models import Alert, Import, Invitation, Removal, Steward, Submission, Words
from submissions.privacy import addresses, erasing, mentions
from tests import factories
from tests.canaries import Canaries, disguises, found_in
from tests.submissions.alerted import an_alert
from tests.submissions.submitted import (
    a_change,
    a_draft,
    a_moderator,
    a_senior_moderator,
    an_import,
    fresh,
    in_state,
    pending,
)
from tests.test_privacy import published  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

CANARIES = Canaries()
ANN = "ann.sender@example.org"
OF_STAFF = ("moderator", "moderator_name", "moderator_email")


def a_dump(folder: Path) -> str:
    """What pg_dump writes of this test's database."""
    file, of = folder / "dump.sql", connection.get_connection_params()
    command = [postgres.of_tests().binaries / "pg_dump", "--file", file, "--dbname", of["dbname"]]
    for option, name in (("--host", "host"), ("--port", "port"), ("--username", "user")):
        command += [option, str(of[name])] if of.get(name) else []
    environment = {**os.environ, "PGPASSWORD": str(of.get("password") or "")}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return file.read_text(encoding="utf-8")


def people() -> tuple[list[str], list[str]]:
    """The addresses of the canaries that are no member of staff, and every word by which one of them is known."""
    told = {one.name: getattr(CANARIES, one.name) for one in fields(CANARIES) if one.name not in OF_STAFF}
    mailboxes = [word for word in told.values() if "@" in word]
    names = [word for field, word in told.items() if field.endswith(("_name", "_contact_name"))]
    known = [*mailboxes, *(one.partition("@")[0] for one in mailboxes)]
    return mailboxes, [*known, *(word for name in names if name != CANARIES.unpublished_name for word in name.split())]


def forms_of(words: list[str]) -> dict[str, str]:
    """The ten disguises, and what web pages, addresses and JSON make of a word."""
    return {
        **{quote(word): f"{word} (url-encoded by half)" for word in words},
        **{word.encode("unicode_escape").decode().lower(): f"{word} (json)" for word in words},
        **{"".join(f"&#{ord(one)};" for one in word): f"{word} (html)" for word in words},
        **disguises(words),
    }


def erased_from_dump(folder: Path, mailboxes: list[str], words: list[str]) -> list[str]:
    """What is found in a dump once these were erased, each within a minute; before, all of it is."""
    before = a_dump(folder).lower()
    assert [word for word in words if word.lower() not in before] == []
    for mailbox in mailboxes:
        begun = time.monotonic()
        assert erasing.erase(mailbox, by="test").left == []
        assert time.monotonic() - begun < 60
    return found_in(a_dump(folder), forms_of(words))


@pytest.mark.django_db(transaction=True)
def test_no_dump_of_the_database_names_a_sender_who_was_erased(tmp_path):
    moderator = a_moderator()
    who = {"sender_email": CANARIES.sender_email, "sender_name": CANARIES.sender_name}
    told = pending(**who, private_answers={"hardest": CANARIES.sender_name}, entry={"mailbox": CANARIES.sender_email})
    moderation.approve(told, version=told.version, user=moderator, note=f"{CANARIES.sender_name} rang")
    waits = pending(a_change(fresh(told).community, **who))
    Note.objects.create(submission=waits, user=moderator, text=CANARIES.sender_name)
    an_alert(CANARIES.sender_email)
    bounces.note(CANARIES.sender_email, said=f"<{CANARIES.sender_email}> is full")
    Import.objects.create(name="t.csv", tables=[[f"{CANARIES.sender_name} <{CANARIES.sender_email}>"]])
    words = [CANARIES.sender_email, CANARIES.sender_email.partition("@")[0], *CANARIES.sender_name.split()]
    assert erased_from_dump(tmp_path, [CANARIES.sender_email], words) == []


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_no_dump_of_the_database_names_anybody_who_told_the_site_anything_and_was_erased(published, tmp_path):  # noqa: F811
    mailboxes, words = people()
    entries = Community.objects.published().count()
    assert erased_from_dump(tmp_path, [*mailboxes, f"second.{CANARIES.asked_email}"], words) == []
    assert Community.objects.published().count() == entries
    assert [one for one in Submission.objects.all() if records.broken_decisions(one)] == []
    assert not Email.objects.exclude(to="").exists()


# The rest of what is said of an address ---------------------------------------------------------------


def test_it_is_erased_in_every_spelling_and_nobody_else_is():
    theirs = [
        pending(sender_email=one, entry={"name": f"Circle {one}"})
        for one in (ANN, "Ann.Sender+copdir@Example.org", "ann.sender+x@example.org")
    ]
    others = [
        pending(sender_email=one, entry={"name": f"Circle {one}"})
        for one in (
            "annsender@example.org",
            "mr.ann.sender@example.org",
            "ann.sender@example.org.uk",
            "a.sender@example.org",
        )
    ]
    outcome = erasing.erase(" Ann.Sender+any@example.org ", by="test")
    assert [fresh(one).sender_email for one in theirs] == ["", "", ""]
    assert all(fresh(one).sender_email for one in others)
    assert outcome.removal.counts["submissions"] == 3


def test_what_others_wrote_of_the_address_goes_and_their_words_stay():
    moderator, long = (
        a_moderator(),
        f"{'We meet each month. ' * 12} Write to {ANN}, or to a mailto:Ann.Sender%40example.org.",
    )
    other = pending(
        sender_email="bea@example.org",
        private_answers={"hardest": f"Ann Sender <{ANN}>", "more": [long]},
        import_notes=[{"text": f"not read: {ANN}"}],
    )
    Note.objects.create(submission=other, user=moderator, text=f"{ANN} called")
    moderation.ask(other, version=fresh(other).version, user=moderator, words=f"Is {ANN} yours?")
    Import.objects.create(name="t.csv", tables=[{"records": [["1", [f"Ann <{ANN}>", "IE"], []]]}])
    an_import(entry={"mailbox": ANN})
    waits = outbox.put_to("bea@example.org", subject="Hello", text=f"{long} And more.")
    left = outbox.put_to("cem@example.org", subject="Hello", text=f"Ask {ANN}")
    Email.objects.filter(pk=left.pk).update(status=STATUS.sent)
    of = ContentType.objects.get_for_model(Alert)
    LogEntry.objects.create(user=moderator, content_type=of, object_repr=f"{ANN}: –", action_flag=3)
    AccessAttempt.objects.create(
        username=ANN,
        ip_address="192.0.2.1",
        user_agent="B",
        failures_since_start=1,
        get_data="",
        post_data=f"login={ANN}",
    )
    assert len(mentions_of(ANN)) == 10

    erasing.erase(ANN, by="test")
    assert mentions_of(ANN) == []
    kept = fresh(other)
    assert kept.private_answers["hardest"] == "…"
    assert kept.private_answers["more"][0].startswith("We meet each month.")
    assert "…" in kept.private_answers["more"][0]
    assert kept.sender_email == "bea@example.org"
    assert Words.objects.get().erased_at
    assert Import.objects.get().tables == [{"records": [["1", ["…", "IE"], []]]}]
    assert Email.objects.filter(pk=waits.pk).exists()
    assert not Email.objects.filter(pk=left.pk).exists()
    assert records.broken_decisions(kept) == []


def mentions_of(address: str) -> list[str]:
    return [str(place) for place in mentions.found(addresses.of(address))]


def test_published_mailbox_goes_through_the_door_from_listed_and_withdrawn_entries():
    listed, gone, other = (factories.published(mailbox=one) for one in (ANN, ANN.upper(), "team@example.org"))
    publishing.withdraw(gone, role=Role.STAFF, reason="", base=1)
    assert erasing.erase(ANN, by="test").removal.counts == {"mailboxes": 2}
    for one in (listed, gone):
        one.refresh_from_db()
        assert one.entry["mailbox"] in ("", None)
        assert revisions.broken_revisions(one) == []
        assert all(not (revision.entry["mailbox"] or "") for revision in one.revisions.all())
    assert (listed.is_published, gone.is_published) == (True, False)
    other.refresh_from_db()
    assert other.entry["mailbox"] == "team@example.org"


def test_published_mailbox_goes_from_frozen_releases_too(settings, tmp_path):
    settings.RELEASES_FOLDER = tmp_path
    factories.published(mailbox=ANN, name="Ann’s circle")
    factories.published(mailbox="team@example.org", summary=f"Write to {ANN}.")
    releases.make("2026-11-22")
    before = (tmp_path / "2026-11-22" / "communities.csv").read_text(encoding="utf-8")
    assert before.lower().count(ANN) == 2
    assert erasing.erase(ANN, by="test").left[-1] == "release 2026-11-22"
    for name in ("communities.csv", "communities.json"):
        text = (tmp_path / "2026-11-22" / name).read_text(encoding="utf-8")
        assert (text.count(ANN), "Ann’s circle" in text, "team@example.org" in text) == (1, True, True)
    [release] = releases.newest_first()
    assert release.manifest["redactions"][0]["fields"] == ["mailbox"]
    for line in (tmp_path / "2026-11-22" / "SHA256SUMS").read_text().splitlines():
        digest, _space, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / "2026-11-22" / name).read_bytes()).hexdigest() == digest
    again = erasing.erase(ANN, by="test")
    assert again.removal.counts == {}
    assert len(releases.newest_first()[0].manifest["redactions"]) == 1


def test_what_is_published_otherwise_is_left_and_named():
    community = factories.published(summary=f"Write to {ANN}.")
    left = erasing.erase(ANN, by="test").left
    assert f"communities.Community {community.pk}: entry" in left


def test_evidence_names_nobody(capsys):
    pending()
    call_command("personal_data", "erase", ANN, "--yes")
    said = capsys.readouterr().out
    removal = Removal.objects.get()
    assert (removal.why, removal.by, removal.counts["submissions"]) == ("wish", "personal_data", 1)
    assert f"removal {removal.pk}" in said
    assert found_in(str(removal.counts), disguises([ANN])) == []


def test_command_asks_and_refuses_what_is_no_address(monkeypatch, capsys):
    pending()
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("personal_data", "erase", ANN)
    assert "1 submissions" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: "erase")
    for wrong in ("ann", "@example.org", "ann@", "ann@localhost", "a b@example.org", ""):
        with pytest.raises(CommandError, match="not an e-mail address"):
            call_command("personal_data", "erase", wrong)
    assert Submission.objects.get().sender_email
    call_command("personal_data", "erase", ANN)
    assert Submission.objects.get().sender_email == ""


def test_open_account_of_staff_is_closed_first_and_then_forgotten():
    user = a_moderator("ann", email=ANN, first_name="Ann")
    EmailAddress.objects.create(user=user, email=ANN)
    decided = in_state("declined", user)
    with pytest.raises(CommandError, match="Close the account"):
        call_command("personal_data", "erase", ANN, "--yes")
    assert fresh(decided).sender_email
    user.is_active = False
    user.save()
    call_command("personal_data", "erase", ANN, "--yes")
    user.refresh_from_db()
    assert (user.username, user.email, user.first_name, user.has_usable_password()) == (
        f"former-{user.pk}",
        "",
        "",
        False,
    )
    assert not EmailAddress.objects.exists()
    assert decided.decisions.filter(user=user).exists()


def test_twice_is_as_once():
    pending()
    assert erasing.erase(ANN, by="test").removal.counts
    assert erasing.erase(ANN, by="test").removal.counts == {}


def test_export_has_all_that_is_on_record_and_says_what_to_look_through(tmp_path, capsys):
    moderator = a_moderator()
    theirs = pending()
    moderation.approve(theirs, version=theirs.version, user=moderator, note="Ann is new here")
    change = pending(a_change(fresh(theirs).community))
    Note.objects.create(submission=change, user=moderator, text="Ann rang")
    an_alert(ANN)
    bounces.note(ANN, status="5.2.2", said="full")
    pending(sender_email="bea@example.org", private_answers={"hardest": f"ask {ANN}"}, entry={"name": "Other"})
    file = tmp_path / "ann.json"
    call_command("personal_data", "export", ANN.upper(), "--to", str(file))
    held = json.loads(file.read_text(encoding="utf-8"))
    assert {one["sender"]["name"] for one in held["submissions"]} == {"Ann Sender"}
    parts = ("submissions", "answers_for", "alerts", "letters_that_came_back")
    assert [len(held[name]) for name in parts] == [2, 1, 1, 1]
    assert len(held["letters"]) == Email.objects.filter(to=ANN).count()
    through = held["to_be_looked_through"]
    assert [one["note"] for one in through["notes_among_staff"]] == ["Ann rang"]
    assert [one["note"] for one in through["notes_with_decisions"]] == ["Ann is new here"]
    assert [one["what"]["private_answers"] for one in through["mentioned_in"]] == [{"hardest": f"ask {ANN}"}]
    assert "token_hash" not in str(held)
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("personal_data", "export", ANN, "--to", str(file))
    capsys.readouterr()
    call_command("personal_data", "export", "nobody@example.org")
    assert json.loads(capsys.readouterr().out)["submissions"] == []


def test_what_is_ahead_is_what_goes():
    pending()
    an_alert(ANN)
    ahead = erasing.ahead(ANN)
    assert (ahead["submissions"], ahead["alerts"], ahead["stewards"]) == (1, 1, 0)
    assert (a_draft(), Steward.objects.count(), Invitation.objects.count())[1:] == (0, 0)
    assert erasing.erase(ANN, by="test").removal.counts["submissions"] == 2


def test_disguised_in_a_letter_it_is_found():
    who = addresses.of(ANN)
    for written in (
        "ann.sender%40example.org",
        "Ann.Sender&#64;example.org",
        "ann.sender%2Bx%40example.org",
        f"<{ANN}>,",
    ):
        assert who.is_in(f"mailto:{written} ")
    assert not who.is_in(base64.b64encode(ANN.encode()).decode())


# On the desk ------------------------------------------------------------------------------------------

PLACE = "/admin/submissions/removal/"


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_senior_moderator())
    return client


def test_desk_says_what_would_go_before_anything_goes(desk):
    waits = pending()
    page = desk.get(f"{PLACE}add/")
    assert "Make sure first" in page.text
    page = desk.post(f"{PLACE}add/", {"address": "Ann.Sender+x@example.org"})
    assert "submissions: 1" in page.text
    assert "no-store" in page["Cache-Control"]
    page = desk.post(f"{PLACE}add/", {"address": ANN, "erase": "yes"})
    assert "Tick the box if you want it erased." in page.text
    assert fresh(waits).sender_email == ANN
    assert not Removal.objects.exists()


def test_desk_erases_and_shows_the_evidence(desk):
    waits = pending()
    factories.published(summary=f"Write to {ANN}.")
    page = desk.post(f"{PLACE}add/", {"address": ANN, "erase": "yes", "sure": "on"}, follow=True)
    assert fresh(waits).sender_email == ""
    assert Removal.objects.get().user == a_user(page)
    assert "submissions: 1" in page.text
    assert "Still mentioned in what is published: communities.Community" in page.text
    assert ANN not in page.text
    assert "It was erased" not in desk.get(PLACE).text
    assert desk.get(PLACE).text.count("Erased at somebody’s wish") >= 1


def a_user(page):
    return page.wsgi_request.user


def test_desk_gives_out_a_file(desk):
    pending()
    page = desk.post(f"{PLACE}add/", {"address": ANN, "export": "yes"})
    assert page["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert [one["sender"]["name"] for one in page.json()["submissions"]] == ["Ann Sender"]


@pytest.mark.parametrize("wrong", ["", "ann", "ann@localhost", "+x@example.org", "ann@example.org\x00"])
def test_desk_refuses_what_is_no_address(desk, wrong):
    page = desk.post(f"{PLACE}add/", {"address": wrong, "erase": "yes", "sure": "on"})
    assert page.status_code in (200, 400)
    assert not Removal.objects.exists()


def test_evidence_is_read_and_never_changed_on_the_desk(desk):
    removal = erasing.erase(ANN, by="test").removal
    page = desk.get(f"{PLACE}{removal.pk}/change/")
    assert "Nothing was over." in page.text
    assert desk.post(f"{PLACE}{removal.pk}/change/", {"why": "time"}).status_code == 403
    assert desk.post(f"{PLACE}{removal.pk}/delete/", {"post": "yes"}).status_code == 403


def test_moderators_neither_erase_nor_see_the_evidence(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    waits = pending()
    client.force_login(a_moderator())
    for data in ({"address": ANN, "export": "yes"}, {"address": ANN, "erase": "yes", "sure": "on"}):
        assert client.post(f"{PLACE}add/", data).status_code == 403
    assert client.get(PLACE).status_code == 403
    assert fresh(waits).sender_email == ANN
