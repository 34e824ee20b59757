"""Machines that each run PostgreSQL under an address of their own: one is written in, the others follow it."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from copdir import postgres
from tests import databases

FOLLOWS_WITHIN_SECONDS = 60
FROM_THE_OTHERS = "\nhost all all 127.0.0.0/8 trust\nhost replication all 127.0.0.0/8 trust\n"


class Machine:
    """One server. It listens on an address that no other has, as on a machine of its own; the port is the usual one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.address = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}.{random.randint(2, 254)}"  # noqa: S311
        # The last one counts where a setting is said twice.
        settings = (*postgres.SETTINGS, f"listen_addresses={self.address}", "hot_standby_feedback=on")
        self.server = postgres.Server(name, folder, settings)

    @property
    def url(self) -> str:
        return f"postgresql://{postgres.ROLE}@{self.address}/{postgres.DATABASE}"

    def ask(self, query: str) -> list[tuple]:
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            answer = connection.execute(query)
            return answer.fetchall() if answer.description else []

    def start(self) -> None:
        self.server.start()
        with open(self.server.data / "pg_hba.conf", "a") as rules:
            rules.write(FROM_THE_OTHERS)
        self.ask("SELECT pg_reload_conf()")

    def fill(self) -> None:
        """Hold what a migrated site does: what the test run's own databases are copies of, as statements."""
        dumped = self.server._run("pg_dump", "-O", "-d", databases.template_url())
        done = self.server._run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.server.url, stdin=dumped.stdout)
        assert dumped.returncode == done.returncode == 0, dumped.stderr + done.stderr

    def follow(self, primary: "Machine", *, late: str = "") -> None:
        """Become a standby: a copy that replays what the primary writes, so much later if that is said."""
        self.server._folder(self.server.data)
        source = f"host={primary.address} user={postgres.ROLE} application_name={self.server.name}"
        self._run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "-d", source, "-D", str(self.server.data))
        (self.server.data / f"{postgres.SOCKET}.lock").unlink(missing_ok=True)  # of the other's socket, copied with all
        (self.server.data / "log").unlink(missing_ok=True)
        if late:
            with open(self.server.data / "postgresql.auto.conf", "a") as settings:
                settings.write(f"\nrecovery_min_apply_delay = '{late}'\n")
        self.server.start()
        end = time.monotonic() + FOLLOWS_WITHIN_SECONDS
        while ("streaming",) not in primary.ask("SELECT state FROM pg_stat_replication"):
            assert time.monotonic() < end, (self.server.data / "log").read_text()[-2000:]
            time.sleep(0.1)

    def wait_for_copies(self) -> None:
        """From now on, nothing is acknowledged that is not on a standby's disk too."""
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.ask("SELECT pg_reload_conf()")
        end = time.monotonic() + FOLLOWS_WITHIN_SECONDS
        while ("sync",) not in self.ask("SELECT sync_state FROM pg_stat_replication"):
            assert time.monotonic() < end
            time.sleep(0.1)

    def kill(self) -> None:
        """What a power cut does: every process ends at once."""
        first = int((self.server.data / "postmaster.pid").read_text().split()[0])
        for process in [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]:
            os.kill(process, signal.SIGKILL)

    def promote(self) -> None:
        self._run("pg_ctl", "-D", str(self.server.data), "-w", "-t", "60", "promote")

    def _run(self, program: str, *arguments: str) -> None:
        done = self.server._run(program, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def two() -> Iterator[tuple[Machine, Machine]]:
    """The first runs and holds a migrated site; the second is there to follow it. Both go with all that they hold."""
    with tempfile.TemporaryDirectory(prefix="copdir-machines-") as name:
        folder = Path(name)
        for part in (folder, folder / "var"):
            part.mkdir(exist_ok=True)
            part.chmod(0o711)  # PostgreSQL may run as another user, who has to pass through
        pair = Machine(folder, "one"), Machine(folder, "two")
        try:
            pair[0].start()
            pair[0].fill()
            yield pair
        finally:
            for machine in pair:
                machine.server.erase()
