"""pg_dump and pg_restore: which of those here fits the server, and running them with no password in sight."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg.conninfo
import psycopg.pq
from django.db import connection

from copdir import postgres

DEBIAN = Path("/usr/lib/postgresql")


class CannotDump(Exception):
    """There is no program for it, or it failed; the message says what to do."""


def dump(to: Path, snapshot: str) -> None:
    """Write the database as the transaction that exported SNAPSHOT sees it into a new file, compressed."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")


def restore(dumped: Path) -> None:
    """Bring a dump into the database, whole or not at all. What is there belongs to whoever is connected."""
    _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dumped))


def server_version() -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _run(program: str, *arguments: str) -> None:
    conninfo, password = _connection()
    where = ["-d", conninfo] if program == "pg_restore" else [f"--dbname={conninfo}"]
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        [_fitting(program), *where, *arguments],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
    )
    if done.returncode:
        raise CannotDump(f"{program} failed: {done.stderr.strip()}")


def _connection() -> tuple[str, str]:
    """How to reach the database that Django talks to, and apart from that its password: a command line can be read."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    given = {name: value for name, value in connection.get_connection_params().items() if name in known}
    password = str(given.pop("password", "") or "")
    return psycopg.conninfo.make_conninfo(**given), password


def _fitting(program: str) -> str:
    """The first program of this name that is not older than the server."""
    wanted = server_version()
    found = []
    for path in _places(program):
        version = _version(path)
        if version >= wanted:
            return path
        found.append(f"{path} is of version {version}")
    raise CannotDump(
        f"The server is PostgreSQL {wanted}, so {program} {wanted} or newer is needed; "
        f"{', '.join(found) or 'there is none here'}. Install postgresql-client-{wanted}, or put it on the PATH."
    )


def _places(program: str) -> Iterator[str]:
    if on_path := shutil.which(program):
        yield on_path
    for version in sorted(DEBIAN.glob("*"), reverse=True):
        if (version / "bin" / program).is_file():
            yield str(version / "bin" / program)
    with suppress(postgres.PostgresError):
        yield str(postgres.of_checkout().binaries / program)


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
