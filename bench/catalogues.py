"""The made-up catalogues that are measured: a database for each size, beside the trial's own, kept for the next run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import psycopg
from psycopg import sql

from copdir import local, postgres

# A catalogue is made anew when any of these has changed.
MADE_BY = ("synthetic.py", "storing.py", "vectors.py", "data/vocabularies.toml", "data/vocabularies.fr.toml")


def of(size: int) -> str:
    """The address of a database with so many made-up communities; filled first where it is not there."""
    server = postgres.of_checkout()
    server.start()
    name = f"bench_{size}_{_mark()}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name not in there:
            for old in there:
                if old.startswith(f"bench_{size}_"):
                    _drop(connection, old)
            _fill(connection, name, size)
    manage(server.url_of(name), "migrate", "-v0")
    return server.url_of(name)


@contextmanager
def copy_of(address: str) -> Iterator[str]:
    """The address of a copy of this database, for as long as it is wanted."""
    server, name = postgres.of_checkout(), "bench_copy"
    source = str(psycopg.conninfo.conninfo_to_dict(address)["dbname"])
    with psycopg.connect(server.url, autocommit=True) as connection:
        _drop(connection, name)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        connection.execute(copy)
        try:
            yield server.url_of(name)
        finally:
            _drop(connection, name)


def manage(address: str, *command: str) -> None:
    """Run a management command upon that database."""
    environment = {**os.environ, "DATABASE_URL": address, "DEBUG": "1"}
    words = [sys.executable, "manage.py", *command]
    subprocess.run(words, cwd=local.CHECKOUT, env=environment, check=True, stdout=sys.stderr)  # noqa: S603


def _fill(connection: psycopg.Connection, name: str, size: int) -> None:
    """Under another name until it is whole."""
    filling = f"bench_{size}_filling"
    _drop(connection, filling)
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(filling)))
    address = postgres.of_checkout().url_of(filling)
    manage(address, "migrate", "-v0")
    manage(address, "seed_synthetic", str(size))
    with psycopg.connect(address, autocommit=True) as filled:
        filled.execute("VACUUM ANALYZE")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(filling), sql.Identifier(name)))


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _mark() -> str:
    """Changes with whatever makes a catalogue."""
    seen = sha256()
    for name in MADE_BY:
        seen.update((local.CHECKOUT / "communities" / name).read_bytes())
    return seen.hexdigest()[:12]
