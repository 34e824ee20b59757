"""The database's disk is lost: from a base backup and the archive it comes back as it was at a moment of choice.

The settings are those of docs/runbook.md, “Continuous archiving”.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from copdir import postgres
from tests import databases

pytestmark = pytest.mark.fault

RPO_SECONDS = 300
WITHIN_SECONDS = 30


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's own user can enter, whoever runs the test."""
    with tempfile.TemporaryDirectory(prefix="copdir-") as made:
        os.chmod(made, 0o777)  # noqa: S103 - only this test's, and gone with it
        yield Path(made)


@pytest.fixture
def server(folder) -> Iterator[postgres.Server]:
    archive = folder / "archive"
    archive.mkdir()
    archive.chmod(0o777)
    settings = (
        *postgres.SETTINGS,
        "wal_level=replica",
        "archive_mode=on",
        f"archive_timeout={RPO_SECONDS}",
        f"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f.part && mv {archive}/%f.part {archive}/%f",
    )
    one = postgres.Server("archived", checkout=folder, settings=settings)
    one.start()
    yield one
    one.erase()


def as_server(server: postgres.Server, *command: str) -> str:
    """Run as the user whose server it is, as an operator would."""
    who = {"user": server.user.pw_uid, "group": server.user.pw_gid, "extra_groups": []} if server.user else {}
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", **who).stdout


def fill(server: postgres.Server) -> None:
    """A site's tables and rules, from this run's template."""
    dump = [str(server.binaries / "pg_dump"), "--no-owner", f"--dbname={databases.template_url()}"]
    statements = subprocess.run(dump, check=True, capture_output=True).stdout
    psql = [str(server.binaries / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={server.url}"]
    subprocess.run(psql, input=statements, check=True, capture_output=True)


def note(connection: psycopg.Connection, key: str) -> datetime:
    """Something that was acknowledged, and the moment after it."""
    connection.execute("INSERT INTO submissions_limitcount (key, window_start, count) VALUES (%s, now(), 1)", [key])
    return connection.execute("SELECT clock_timestamp()").fetchone()[0]


def noted(server: postgres.Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM submissions_limitcount ORDER BY id")]


def test_lost_disk_comes_back_as_it_was_a_moment_before_the_mistake(server, folder):
    fill(server)
    program = {name: str(server.binaries / name) for name in ("pg_basebackup", "pg_ctl")}
    base = folder / "base"
    as_server(
        server, program["pg_basebackup"], "-h", str(server.sockets), "-U", "copdir", "-D", str(base), "-c", "fast"
    )
    with psycopg.connect(server.url, autocommit=True) as connection:
        note(connection, "before the base backup was a day old")
        good = note(connection, "acknowledged")
        time.sleep(0.1)
        connection.execute("DELETE FROM submissions_limitcount")
        last = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
        end = time.monotonic() + WITHIN_SECONDS
        while not (folder / "archive" / last).exists():
            assert time.monotonic() < end, "The archive lacks the last segment."
            time.sleep(0.1)

    begun = time.monotonic()
    as_server(server, program["pg_ctl"], "-D", str(server.data), "-m", "immediate", "-w", "stop")
    shutil.rmtree(server.data)
    subprocess.run(["cp", "-a", base, server.data], check=True)
    with (server.data / "postgresql.auto.conf").open("a") as written:
        written.write(f"restore_command = 'cp {folder}/archive/%f %p'\n")
        written.write(f"recovery_target_time = '{good.isoformat()}'\nrecovery_target_action = 'promote'\n")
    as_server(server, "touch", str(server.data / "recovery.signal"))
    server.start()

    end = time.monotonic() + WITHIN_SECONDS
    with psycopg.connect(server.url, autocommit=True) as connection:
        while connection.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
            assert time.monotonic() < end
            time.sleep(0.1)
    assert noted(server) == ["before the base backup was a day old", "acknowledged"]
    with psycopg.connect(server.url, autocommit=True) as connection:
        note(connection, "goes on")
        with pytest.raises(psycopg.DatabaseError, match="is never emptied"):
            connection.execute("TRUNCATE communities_revision CASCADE")
    assert time.monotonic() - begun < WITHIN_SECONDS
