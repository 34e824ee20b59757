"""A site as in production, started for a measurement: gunicorn with its own settings over a catalogue of some size."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from copdir import local, postgres, serve

TICKS = os.sysconf("SC_CLK_TCK")
BROWSERS = {"Accept-Encoding": "br"}  # what is asked for, as by browsers
READY_WITHIN_SECONDS = 60


class Site:
    """`with Site(database_url) as site:` gunicorn with its two workers; without `keeps`, each page is made anew."""

    def __init__(self, database_url: str, *, keeps: bool) -> None:
        self.listener = serve.listening_socket(8200)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "BENCH_STORE": "1" if keeps else "0",
            "DATABASE_URL": database_url,
            "DEBUG": "0",
            "SECRET_KEY": "only for measuring",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": self.url,
            "EMAIL_URL": f"file:{local.VAR / 'mail'}",
            "RATE_LIMITS": "0",
            "STAFF_SECOND_FACTOR": "0",
        }

    def __enter__(self) -> Self:
        descriptor = self.listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{descriptor}", *serve.WITHOUT_PROXY]
        with open(local.VAR / "bench.log", "w") as log:  # a line for each request, as in production
            self.process = subprocess.Popen(  # noqa: S603
                command, cwd=local.CHECKOUT, env=self.environment, pass_fds=[descriptor], stderr=log
            )
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not serve.is_ready(self.port):
            if time.monotonic() > end:
                raise SystemExit("The site to be measured did not become ready.")
            time.sleep(0.1)
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.listener.close()

    def ask(self, addresses: Iterable[str], headers: Mapping[str, str] = BROWSERS) -> list[float]:
        """Ask for each address in turn, over one connection; the seconds that each answer took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        took = []
        for address in addresses:
            began = time.perf_counter()
            connection.request("GET", address, headers=dict(headers))
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status not in (200, 304):
                raise SystemExit(f"{address} answers {answer.status}.")
        connection.close()
        return took

    def cpu(self) -> float:
        """Seconds of processor time that the site and its database server have taken so far."""
        postmaster = int((postgres.of_checkout().data / "postmaster.pid").read_text().split()[0])
        return sum(_cpu_of_family(pid) for pid in (self.process.pid, postmaster))

    def memory(self) -> int:
        """Bytes of the workers' memory, together."""
        return sum(_resident(pid) for pid in _children(self.process.pid))


def _cpu_of_family(pid: int) -> float:
    """Of a process, its children, and those of them that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ended = int(fields[13]) + int(fields[14])
    own = int(fields[11]) + int(fields[12])
    children = 0.0
    for child in _children(pid):
        try:
            children += _cpu_of_family(child)
        except FileNotFoundError:  # it has just ended
            continue
    return (own + ended) / TICKS + children


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))
