"""The disk of the database is full; and that of logs and releases. Each is a small file system of its own."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.cluster import cluster_in
from tests.faults.storm import Browser, Ledger
from tests.faults.test_database import ask

FULL_FOR = 20


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
    with one.connect() as connection:
        before = connection.execute("SELECT count(*) FROM communities_community").fetchone()
    with one.storm() as storm:
        time.sleep(1)
        ballast = fill(small_cluster.folder)
        end = time.monotonic() + one.seconds(FULL_FOR)
        while time.monotonic() < end:
            time.sleep(0.5)
            assert ask(one.site.url, "/livez")[0] == 200
        told = len(storm.ledger.acknowledged)
        refused = storm.ledger.refused
        ballast.unlink()
        back = time.monotonic()
        while ask(one.site.url, "/readyz")[0] != 200:
            small_cluster.start()  # as whatever supervises a server does: without room it may have ended
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
