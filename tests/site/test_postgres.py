"""The embedded PostgreSQL in rough weather: paths, kills, two at once. Each test has a cluster of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from copdir import local, postgres

START = """
import sys
from pathlib import Path
from copdir.postgres import Server
Server("postgres", Path(sys.argv[1])).start()
"""


@pytest.fixture
def checkout() -> Iterator[Callable[[str], Path]]:
    """Makes a folder that stands for a checkout. Not pytest's: as root, nobody else may enter that one."""
    top = Path(tempfile.mkdtemp(prefix="copdir-test-"))
    top.chmod(0o755)
    made = []

    def make(name: str, mode: int = 0o755) -> Path:
        folder = top / name
        folder.mkdir(parents=True)
        folder.chmod(mode)
        made.append(folder)
        return folder

    yield make
    for folder in made:
        postgres.Server("postgres", folder).erase()
    shutil.rmtree(top)


def version(server: postgres.Server) -> int:
    with psycopg.connect(server.url) as connection:
        return connection.info.server_version // 10000


def start_apart(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", START, folder], cwd=local.CHECKOUT)


@pytest.mark.parametrize("name", ["with a space", "d" * 120, "comma, and 'quote"])
def test_starts_in_any_folder_and_stops(checkout, name):
    server = postgres.Server("postgres", checkout(name))
    server.start()
    assert version(server) == 18
    assert len(os.fsencode(server.sockets / postgres.SOCKET)) < 107
    assert server.start() == server.url
    server.stop()
    assert not server.answers()


def test_promises_of_durability_and_privacy_are_kept(checkout):
    server = postgres.Server("postgres", checkout("settings"))
    with psycopg.connect(server.start()) as connection:
        names = ["fsync", "synchronous_commit", "full_page_writes", "jit", "listen_addresses"]
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in names]
    assert shown == ["on", "on", "on", "off", ""]
    assert server.data.stat().st_mode & 0o077 == 0


def test_killed_server_comes_back_with_what_was_committed(checkout):
    server = postgres.Server("postgres", checkout("killed"))
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_two_starters_at_once_find_one_server(checkout):
    folder = checkout("two")
    starters = [start_apart(folder) for _ in range(3)]
    assert [starter.wait(90) for starter in starters] == [0, 0, 0]
    assert version(postgres.Server("postgres", folder)) == 18


def test_killed_starter_leaves_nothing_in_the_way(checkout):
    folder = checkout("starter")
    starter = start_apart(folder)
    time.sleep(0.9)  # somewhere in initdb
    starter.kill()
    starter.wait()
    server = postgres.Server("postgres", folder)
    server.start()
    assert version(server) == 18


def test_last_user_stops_it(checkout):
    folder = checkout("users")
    first, second = (postgres.Server("postgres", folder) for _ in range(2))
    with ExitStack() as later:
        with first.in_use():
            later.enter_context(second.in_use())
        assert second.answers()
    assert not second.answers()


def test_what_somebody_uses_is_neither_stopped_nor_erased(checkout):
    folder = checkout("used")
    user, other = (postgres.Server("postgres", folder) for _ in range(2))
    with user.in_use():
        assert not other.stop_unless_used()
        with pytest.raises(postgres.PostgresError, match="Let them end first"):
            other.erase()
        assert user.answers()
    assert other.stop_unless_used()


@pytest.fixture
def fleeting(checkout, monkeypatch) -> Iterator[postgres.Server]:
    """A server of tests, whose memory is a folder, so that it is tried where there is none."""
    memory = Path(tempfile.mkdtemp(prefix="copdir-memory-"))
    memory.chmod(0o1777)
    monkeypatch.setattr(postgres, "MEMORY", memory)
    monkeypatch.setattr(postgres, "ROOM_IN_MEMORY", 1)
    yield postgres.Server("postgres-tests", checkout("fleeting"), fleeting=True)
    shutil.rmtree(memory)


def test_fleeting_one_is_in_memory_and_gone_with_its_last_user(fleeting):
    with fleeting.in_use():
        with fleeting.in_use():
            assert version(fleeting) == 18
        assert fleeting.answers()
        assert postgres.MEMORY in fleeting.data.parents
        assert fleeting.data.stat().st_mode & 0o077 == 0
    assert not fleeting.data.exists()
    with fleeting.in_use():
        assert version(fleeting) == 18
    fleeting.erase()
    assert not any(postgres.MEMORY.iterdir())


def test_without_room_in_memory_it_is_where_others_are(fleeting, monkeypatch):
    monkeypatch.setattr(postgres, "ROOM_IN_MEMORY", 1 << 60)
    server = postgres.Server("postgres-tests", fleeting.checkout, fleeting=True)
    assert server.home == fleeting.checkout / "var"
    monkeypatch.setattr(postgres, "MEMORY", Path("/no/such/folder"))
    server = postgres.Server("postgres-tests", fleeting.checkout, fleeting=True)
    assert server.home == fleeting.checkout / "var"


def test_memory_where_others_may_write_is_refused(fleeting):
    fleeting.home.mkdir()
    fleeting.home.chmod(0o777)
    with (
        pytest.raises(postgres.PostgresError, match="belongs to somebody else, or is open to others"),
        fleeting.in_use(),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_closed_folder_puts_the_data_elsewhere_and_says_so(checkout, capfd):
    folder = checkout("closed", mode=0o700)
    server = postgres.Server("postgres", folder)
    server.start()
    assert version(server) == 18
    assert server.home == server._elsewhere
    assert f"data is in {server.data}" in capfd.readouterr().err
    assert folder.stat().st_mode & 0o777 == 0o700
    server.erase()
    assert not server.home.exists()


def test_folder_of_somebody_else_is_refused(checkout):
    folder = checkout("d" * 120)
    server = postgres.Server("postgres", folder)
    server.sockets.mkdir(mode=0o777)
    server.sockets.chmod(0o777)
    with pytest.raises(postgres.PostgresError, match="belongs to somebody else, or is open to others"):
        server.start()


def test_missing_wheel_says_what_to_do(monkeypatch, checkout):
    monkeypatch.setattr(postgres, "WHEEL", "no-such-wheel")
    with pytest.raises(postgres.PostgresError, match="Set DATABASE_URL"):
        postgres.Server("postgres", checkout("bare")).start()
