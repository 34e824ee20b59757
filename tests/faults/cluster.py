"""A PostgreSQL cluster of the drills' own, which they may crash, stop and fill up: durable, as in production."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from copdir import postgres
from tests import databases


class Cluster:
    """`with cluster_in(folder) as cluster:`. Its one database holds what a migrated site with a catalogue holds."""

    def __init__(self, folder: Path, settings: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.server = postgres.Server("faults", checkout=folder, settings=(*postgres.SETTINGS, *settings))

    def start(self) -> None:
        """What the supervisor of a database server does whenever that has ended."""
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def crash(self) -> None:
        """End every process of the server at once, without a checkpoint, and start it anew."""
        data, log = str(self.server.data), str(self.server.data / "log")
        done = self.server._run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "restart", "-m", "immediate")
        assert done.returncode == 0, done.stdout + done.stderr

    def url(self, database: str) -> str:
        return self.server.url_of(database)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def create(self, database: str) -> str:
        """A fresh database like the first; gives back its address."""
        with self.connect() as connection:
            drop, create = "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE {}"
            connection.execute(sql.SQL(drop).format(sql.Identifier(database)))
            connection.execute(sql.SQL(create).format(sql.Identifier(database), sql.Identifier(postgres.DATABASE)))
        return self.url(database)

    def read(self, dump: str) -> None:
        """Fill the first database from what pg_dump wrote."""
        done = self.server._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.server.url, stdin=dump)
        assert done.returncode == 0, done.stderr


def dumped(name: str) -> str:
    """All of a database of the test run, as statements."""
    program = postgres.of_tests().binaries / "pg_dump"
    done = subprocess.run([program, "-O", "-d", databases.url(name)], capture_output=True, text=True, check=True)
    return done.stdout


@contextmanager
def cluster_in(folder: Path, dump: str, settings: tuple[str, ...] = ()) -> Iterator[Cluster]:
    """A running cluster in a folder of its own, with that content; it goes with all that it holds."""
    folder.chmod(0o711)  # PostgreSQL may run as another user, who has to pass through
    cluster = Cluster(folder, settings)
    (folder / "var").mkdir()
    (folder / "var").chmod(0o711)
    try:
        cluster.start()
        cluster.read(dump)
        yield cluster
    finally:
        cluster.server.erase()


@contextmanager
def in_a_folder(dump: str) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="copdir-faults-") as folder, cluster_in(Path(folder), dump) as cluster:
        yield cluster
