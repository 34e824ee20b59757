"""The disk of the database is full; and that of logs and releases. Each is a small file system of its own."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.faults.cluster import Cluster, cluster_in
from tests.faults.drill import Drill
from tests.faults.storm import Browser, Ledger
from tests.faults.test_database import ask

FULL_FOR = 20
JOURNAL_AFTERWARDS = 150  # megabytes, of the hundreds with which the disk was full
ARCHIVED_WITHIN = 60
RESERVE = 64 << 20  # bytes


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="copdir-faults-") as folder:
        options = f"size={megabytes}m,mode=0755"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("A small file system cannot be mounted here: that takes root, and a kernel that lets it.")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    ballast = folder / "ballast"
    with open(ballast, "ab", buffering=0) as file:
        block = bytes(1 << 16)
        while block:
            try:
                file.write(block)
            except OSError:
                block = block[: len(block) // 2]
    return ballast


@pytest.fixture
def small_cluster(dump):
    with small_disk(400) as folder, cluster_in(folder, dump) as one:
        yield one


def test_disk_of_the_database_is_full(drill, small_cluster):
    one = drill("disk of the database full", of=500, on=small_cluster)

    def fill_it() -> list[Path]:
        return [fill(small_cluster.folder)]

    hold_out_without_room(one, fill_it)


@pytest.fixture
def archiving_cluster(dump):
    """Its journal counts as archived, and is let go, unless a file says that the archive is stuck."""
    with small_disk(500) as folder:
        archive = ("archive_mode=on", f"archive_command=test ! -e {folder}/stuck", "max_wal_size=64MB")
        with cluster_in(folder, dump, archive) as one:
            yield one


def test_disk_is_full_of_a_journal_that_is_not_archived(drill, archiving_cluster):
    """By the runbook's words: the archive is mended, and the reserve gives the server room to start."""
    one = drill("disk full of the journal", of=500, on=archiving_cluster)
    stuck, reserve = (archiving_cluster.folder / name for name in ("stuck", "reserve"))

    def fill_it() -> list[Path]:
        stuck.touch()
        with one.connect() as connection, pytest.raises(psycopg.OperationalError):
            write_journal(connection)
        return [stuck, reserve]

    with open(reserve, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, RESERVE)
    hold_out_without_room(one, fill_it)
    assert journal_of(archiving_cluster) < JOURNAL_AFTERWARDS


def write_journal(connection: psycopg.Connection) -> None:
    """A megabyte at a time, more than there is room for."""
    for _megabyte in range(1000):
        connection.execute("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000000))")


def journal_of(cluster: Cluster) -> int:
    """How many megabytes of journal there are once all is archived that can be."""
    with cluster.connect() as connection:
        connection.execute("SELECT pg_switch_wal()")
        end = time.monotonic() + ARCHIVED_WITHIN
        while True:
            connection.execute("CHECKPOINT")
            ((size,),) = connection.execute("SELECT sum(size) / 1000000 FROM pg_ls_waldir()").fetchall()
            if size < JOURNAL_AFTERWARDS or time.monotonic() > end:
                return size
            time.sleep(1)


def hold_out_without_room(one: Drill, fill_it: Callable[[], list[Path]]) -> None:
    """While there is no room, nobody hears that it is sent; when the files of `fill_it` are gone, it goes on."""
    with one.connect() as connection:
        before = connection.execute("SELECT count(*) FROM communities_community").fetchone()
    with one.storm() as storm:
        time.sleep(1)
        in_the_way = fill_it()
        end = time.monotonic() + one.seconds(FULL_FOR)
        while time.monotonic() < end:
            time.sleep(0.5)
            assert ask(one.site.url, "/livez")[0] == 200
        told = len(storm.ledger.acknowledged)
        refused = storm.ledger.refused
        for file in in_the_way:
            file.unlink()
        back = time.monotonic()
        while ask(one.site.url, "/readyz")[0] != 200:
            one.cluster.start()  # as whatever supervises a server does: without room it may have ended
            assert time.monotonic() < back + 60
            time.sleep(0.2)
        one.back_after = time.monotonic() - back
    assert refused, "the drill must have filled the disk"
    assert told < one.number
    with one.connect() as connection:
        assert connection.execute("SELECT count(*) FROM communities_community").fetchone() == before
    one.reckon(storm.ledger)


def test_disk_of_logs_and_releases_is_full(drill):
    with small_disk(8) as folder:
        one = drill("disk of logs full", of=500, RELEASES_FOLDER=str(folder / "releases"), LOG=str(folder / "log"))
        fill(folder)
        with one.storm() as storm:
            for path in ("/", "/communities/", "/data/", "/submit/", "/livez", "/readyz", "/no-such-page/"):
                status, _headers, text = ask(one.site.url, path)
                assert status == (404 if "no-such" in path else 200), (path, text[:500])
            # What is logged has to go nowhere without harm.
            with Browser(one.site.url, Ledger()) as browser:
                browser.ask("/accounts/login/", {"login": "nobody", "password": "x" * 9})
        one.reckon(storm.ledger)
        assert storm.ledger.refused + storm.ledger.broken == 0
