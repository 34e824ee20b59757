"""Backups: what is brought back is what was there, to the row; what is not whole is refused; nothing is sent twice."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from post_office.models import STATUS, Email

from communities import publishing, revisions
from communities.models import Community, Role
from copdir import backups, dumping, proof
from submissions import held, moderation, outbox
from submissions.models import State
from tests import databases, factories
from tests.submissions import submitted

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def another_database(label: str):
    """An empty database of this run, to which this process talks meanwhile."""
    before = connection.settings_dict["NAME"]
    name = f"{before}_{label}"
    databases.drop(name)
    with databases.maintenance_connection() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    databases.use(name)
    try:
        yield name
    finally:
        databases.use(before)
        databases.drop(name)


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.RELEASES_FOLDER = tmp_path / "releases"
    return tmp_path / "backups"


@pytest.fixture
def busy(folder) -> Path:
    """A catalogue with a history, submissions with decisions, letters that wait, and a release; and its backup."""
    listed = factories.changed(factories.published(name="Réseau des veilleurs – 行政"), summary="Said anew.")
    factories.learned(listed)
    sent = submitted.pending()
    moderation.approve(sent, user=submitted.a_senior_moderator(), version=sent.version)
    submitted.in_state(State.UNCONFIRMED)
    call_command("snapshot", stdout=StringIO())
    return backups.make(folder)


def restored(backup: Path, *arguments: str) -> str:
    said = StringIO()
    call_command("restore", str(backup), *arguments, stdout=said)
    return said.getvalue()


def test_what_is_brought_back_is_what_was_there_and_goes_on_as_before(busy, settings, tmp_path):
    held_before = proof.held()
    newest = Community.objects.latest("pk").pk
    settings.RELEASES_FOLDER = tmp_path / "elsewhere"
    with another_database("restored"):
        said = restored(busy)
        after = proof.held()
        # All is as it was but for the letters, which are held.
        letters = {"post_office_email", "post_office_log"}
        assert {line.split(":")[0] for line in proof.differences(held_before, after)} <= letters
        assert "Restored and proven" in said
        assert factories.published().pk > newest
        one = Community.objects.get(name__startswith="Réseau")
        assert publishing.withdraw(one, role=Role.STAFF, reason="Asked for").number == 3
        assert revisions.broken_revisions(one) == []
        with pytest.raises(Exception, match="never changed"), connection.cursor() as cursor:
            cursor.execute("UPDATE communities_revision SET reason = 'x'")
    assert len(list((tmp_path / "elsewhere").glob("*-*-*/communities.json"))) == 1


def test_letters_that_waited_are_held_until_somebody_decides(busy):
    waiting = Email.objects.filter(status__in=outbox.WAITING).count()
    assert waiting > 1
    with another_database("letters"):
        assert f"{waiting} letters are held" in restored(busy)
        assert list(outbox.due(datetime.now(UTC) + timedelta(days=400))) == []
        assert sum(count for _subject, count in held.by_subject()) == waiting
        one = Email.objects.first()
        Email.objects.filter(pk=one.pk).update(status=STATUS.queued)  # as the desk's “Try again now” does
        assert held.leave() == waiting - 1
        assert held.by_subject() == []
        assert held.release() == 0
        assert list(outbox.due()) == [one]


def test_held_letters_go_out_when_they_are_let_go():
    submitted.in_state(State.UNCONFIRMED)
    waiting = list(outbox.due())
    assert held.hold("Restored") == len(waiting) == 1
    assert list(outbox.due()) == []
    call_command("held_letters", release=True, stdout=StringIO())
    assert list(outbox.due()) == waiting


def test_a_new_database_is_made_where_one_is_named(busy, settings):
    name = f"{connection.settings_dict['NAME']}_new"
    before = connection.settings_dict["NAME"]
    databases.drop(name)
    try:
        assert "Restored and proven" in restored(busy, "--into", name)
        assert connection.settings_dict["NAME"] == name
        assert Community.objects.filter(name__startswith="Réseau").exists()
    finally:
        databases.use(before)
        databases.drop(name)


def test_altered_cut_short_or_missing_it_is_refused_and_nothing_restored(busy):
    for file in (backups.DATABASE, backups.RELEASES, backups.MANIFEST):
        whole = (busy / file).read_bytes()
        middle = len(whole) // 2
        altered = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        for content in (altered, whole[:-1], b""):
            (busy / file).write_bytes(content)
            with pytest.raises(CommandError, match="not as it was made"):
                restored(busy)
        (busy / file).unlink()
        with pytest.raises(CommandError, match="is missing"):
            restored(busy)
        (busy / file).write_bytes(whole)
    backups.check(busy)


def test_a_sound_dump_of_something_else_is_found_by_the_proof(busy, folder):
    """As if the files of two backups had been mixed, and their hashes made to fit."""
    factories.published(name="Later")
    later = backups.make(folder, datetime.now(UTC) + timedelta(hours=1))
    shutil.copy(busy / backups.DATABASE, later / backups.DATABASE)
    sums = (busy / backups.SUMS).read_text().splitlines()[:1] + (later / backups.SUMS).read_text().splitlines()[1:]
    (later / backups.SUMS).write_text("\n".join(sums) + "\n")
    said = StringIO()
    with another_database("mixed"), pytest.raises(CommandError, match="differs"):
        call_command("restore", str(later), stdout=said)
    assert "communities_community: 3 rows before, 2 now" in said.getvalue()


def test_over_what_is_there_beside_others_or_by_older_code_nothing_is_restored(busy):
    with pytest.raises(CommandError, match="not empty"):
        restored(busy)
    manifest = backups.check(busy)
    known = set(manifest["migrations"])
    with another_database("refusing") as name:
        newer = manifest | {"migrations": [*manifest["migrations"], "communities.0999_later"]}
        with pytest.raises(backups.Refused, match=r"communities\.0999_later is not known here"):
            backups.refuse_unless_ready(newer, known)
        with psycopg.connect(databases.url(name)), pytest.raises(CommandError, match="1 other connections"):
            restored(busy)
        assert proof.is_empty()


def test_only_its_owner_reads_a_backup_and_none_is_overwritten(folder):
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    made = backups.make(folder, at)
    assert made.name == "2026-01-02T03-04-05Z"
    assert made.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in made.iterdir()} == dict.fromkeys(
        ("database.dump", "releases.tar", "manifest.json", "SHA256SUMS"), 0o600
    )
    with pytest.raises(backups.Refused, match="there already"):
        backups.make(folder, at)


def test_a_backup_that_fails_leaves_nothing_behind(folder, monkeypatch):
    def fail(*_arguments):
        raise dumping.CannotDump("No space left on device")

    monkeypatch.setattr(dumping, "dump", fail)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", "--to", str(folder))
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_backups_are_deleted_after_their_days_but_never_the_last(folder):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for days in (36, 35, 0):
        (folder / (now - timedelta(days=days)).strftime(backups.NAME)).mkdir(parents=True)
    (folder / "notes").mkdir()
    assert backups.forget(folder, 35, now) == ["2026-01-24T00-00-00Z"]
    assert backups.forget(folder, 35, now + timedelta(days=400)) == ["2026-01-25T00-00-00Z"]
    assert sorted(path.name for path in folder.iterdir()) == ["2026-03-01T00-00-00Z", "notes"]


def test_program_that_is_too_old_for_the_server_is_named(monkeypatch, tmp_path):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18'\n")
    old.chmod(0o755)
    monkeypatch.setattr(dumping, "_places", lambda _program: [str(old)])
    with pytest.raises(dumping.CannotDump, match=r"pg_dump \d\d or newer is needed; .* of version 15"):
        dumping.dump(tmp_path / "x", "none")


def test_what_is_altered_lost_or_new_is_a_line_each():
    connections.close_all()
    before = proof.held()
    factories.published()
    lines = proof.differences(before, proof.held())
    assert "communities_community: 0 rows before, 1 now" in lines
    assert any(line.startswith("communities_catalogueversion: 1 rows as before, but not the same") for line in lines)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER revision_stays ON communities_revision")
        cursor.execute("ALTER SEQUENCE communities_community_id_seq RESTART")
    lines = proof.differences(before | {"counters": {"communities_community_id_seq": 9}}, proof.held())
    assert "missing: trigger revision_stays on communities_revision (O)" in lines
    assert "communities_community_id_seq: counted to 9 before, to 0 now" in lines
