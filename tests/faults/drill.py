"""One drill: a production set-up, drafts that are ready to be sent, the storm, and the reckoning."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import psycopg

from tests.faults import drafts, reckoning
from tests.faults.cluster import Cluster
from tests.faults.drafts import Draft
from tests.faults.draining import MailLoop
from tests.faults.reckoning import Outcome
from tests.faults.sink import Sink
from tests.faults.storm import FULL_JOURNEYS_FROM, Browser, Ledger, Outages, Storm, begin
from tests.live import Site

SHORTEST = 5.0  # seconds of a fault, however short the drill


class Drill:
    """`with Drill(…) as drill: with drill.storm() as storm: …; drill.reckon(storm.ledger)`."""

    def __init__(
        self,
        fault: str,
        *,
        number: int,
        scale: float,
        cluster: Cluster,
        folder: Path,
        environment: dict[str, str],
        outcomes: list[Outcome],
    ) -> None:
        self.fault, self.number, self.scale, self.cluster = fault, number, scale, cluster
        self.outcomes = outcomes
        self.database = re.sub(r"\W+", "_", fault)
        self.sink = Sink()
        self.folder, self.environment = folder, environment
        self.back_after = 0.0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._set_up(stack)
            self.stack = stack.pop_all()
        return self

    def _set_up(self, stack: ExitStack) -> None:
        stack.enter_context(self.sink)
        url = self.cluster.create(self.database)
        mail = f"smtp://127.0.0.1:{self.sink.port}"
        environment = {"EMAIL_URL": mail} | self.environment
        log = environment.pop("LOG", "")
        self.site = Site(url, self.folder, **environment)
        if log:
            self.site.log = Path(log)
        stack.push(self.site)  # which ends what it has begun, ready or not
        self.site.__enter__()
        with Browser(self.site.url, Ledger()) as browser:
            token, _own = begin(browser, FULL_JOURNEYS_FROM)
        with self.connect() as connection:
            self.drafts = drafts.copies(connection, token, self.number)
            connection.execute("ANALYZE submissions_submission, submissions_letterlink")

    def __exit__(self, *exception: object) -> None:
        self.stack.close()

    def connect(self) -> psycopg.Connection:
        return self.cluster.connect(self.database)

    def seconds(self, full: float) -> float:
        """How long a fault lasts here: as long as it should, or shorter where there are fewer senders."""
        return max(min(full, SHORTEST), full * min(1.0, self.scale))

    @staticmethod
    def patience(seconds: float) -> float:
        """How long something may take: what was promised for a quiet machine, and more on a busy one."""
        return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))

    def storm(self, **how: int) -> Storm:
        return Storm(self.site.url, self.drafts, **how)

    def storm_of(self, drafts: list[Draft], ledger: Ledger) -> Storm:
        """A few more senders, noted in the same ledger."""
        more = Storm(self.site.url, drafts, senders=len(drafts), walkers=0)
        more.ledger = ledger
        return more

    def end_mail_loop(self) -> None:
        process = self.site.processes.pop()
        process.kill()
        process.wait(30)

    def draining(self) -> MailLoop:
        return MailLoop(self.site.environment, self.site.log)

    def outages(self, path: str = "/readyz", **what) -> Outages:
        return Outages(self.site.url, path, **what)

    def reckon(self, ledger: Ledger) -> Outcome:
        """Wait for the letters, look everybody up, and add a line to the table.

        Nothing may be amiss but the letters that a killed mail loop repeats; nothing may have been said but yes or
        "come back".
        """
        with self.connect() as connection:
            reckoning.wait_for_letters(connection)
            outcome = reckoning.reckon(self.fault, ledger, connection, self.sink)
        outcome.back_after = self.back_after
        self.outcomes.append(outcome)
        assert not ledger.wrong, ledger.wrong[:5]
        assert outcome.acknowledged >= self.number
        assert outcome.is_whole, outcome
        log = self.site.log.read_text()
        assert "Traceback" not in log or "Internal Server Error" not in log, log[-5000:]
        return outcome


def every(seconds: float, act: Callable[[], object], until: Storm) -> int:
    """Do it again and again as long as the storm lasts. How often it was done."""
    done = 0
    while not until.is_over:
        time.sleep(seconds)
        act()
        done += 1
    return done


def workers(site: Site) -> list[int]:
    """gunicorn's workers, the oldest first."""
    master = site.processes[0].pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has just ended by itself
        return


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def in_background(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread
