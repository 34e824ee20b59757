"""`make run`: gunicorn and the mail loop under one supervisor, on a port that is free, with the embedded PostgreSQL."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import FrameType

from copdir import local, postgres
from copdir.postgres import PostgresError

RUNNING = local.VAR / "running"
# Browsers ask it straight, and open connections in advance: they must not hold up its end.
WITHOUT_PROXY = ("--keep-alive", "5", "--log-level", "warning")
PORTS_TO_TRY = 100
READY_WITHIN_SECONDS = 60
END_WITHIN_SECONDS = 20
LOOK_EVERY_SECONDS = 0.2
DATABASE_LOOK_EVERY_SECONDS = 2
CALM_SECONDS = 10  # a child that lived this long may be restarted at once
LONGEST_PAUSE_SECONDS = 30
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process that is started again whenever it ends, more slowly the sooner it ends."""

    command: list[str]
    environment: dict[str, str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    started: float = 0
    pause: float = 0
    due: float = field(default_factory=time.monotonic)

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self.process = None
            self.pause = 0 if now - self.started > CALM_SECONDS else min(2 * self.pause + 0.5, LONGEST_PAUSE_SECONDS)
            self.due = now + self.pause
        if not self.process and now >= self.due:
            self.started = now
            self.process = subprocess.Popen(  # noqa: S603 - our own words, no shell
                self.command,
                env=self.environment,
                cwd=local.CHECKOUT,
                pass_fds=self.descriptors,
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor alone, which ends its children
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
            )

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)


def _end_with_parent() -> None:
    """Where the kernel can (Linux), a child is told to end when its supervisor dies, even by kill -9."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def listening_socket(first: int) -> socket.socket:
    """A listening socket on the first free port from FIRST on; held by the supervisor, so that no restart loses it."""
    for port in [*range(first, min(first + PORTS_TO_TRY, 65536)), 0]:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(2048)
        except OSError:
            listener.close()
            continue
        return listener
    raise SystemExit("No port is free.")


def trial_environment(port: int) -> dict[str, str]:
    """The environment of a trial: whatever the caller set, and safe values for the rest."""
    trial = {
        "DEBUG": "0",
        "LOG_FORMAT": "line",
        "RATE_LIMITS": "0",
        "STAFF_SECOND_FACTOR": "0",
        "EMAIL_URL": "file:var/mail",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": local.secret("secret-key"),
        "ALLOWED_HOSTS": "localhost,[::1]",
    }
    given = {name: value for name, value in os.environ.items() if value}
    environment = {**trial, **given, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    environment["ALLOWED_HOSTS"] += ",127.0.0.1"  # the supervisor's own question whether the site is ready
    return environment


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:  # our own  # nosec B310
            return bool(answer.status == 200)
    except OSError:
        return False


def serve() -> None:
    ending = Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with ExitStack() as stack:
        stack.enter_context(_marked_as_running())
        server = None if os.environ.get("DATABASE_URL") else stack.enter_context(postgres.of_checkout().in_use())
        listener = stack.enter_context(listening_socket(int(os.environ.get("PORT") or 8000)))
        port = listener.getsockname()[1]
        environment = trial_environment(port)
        manage = [sys.executable, "manage.py"]
        with local.alone(local.VAR / "prepare.lock"):
            prepared = subprocess.run([*manage, "prepare_trial"], env=environment, cwd=local.CHECKOUT, check=False)  # noqa: S603
        if prepared.returncode:
            raise SystemExit(prepared.returncode)
        gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", *WITHOUT_PROXY]
        children = [
            Child(gunicorn, environment, (listener.fileno(),)),
            Child([*manage, "send_mail", "--loop"], environment),
        ]
        try:
            _watch(children, server, port, ending)
        finally:
            for child in children:
                child.end()
            for child in children:
                child.wait(END_WITHIN_SECONDS)


def _watch(children: list[Child], server: postgres.Server | None, port: int, ending: Event) -> None:
    announced = False
    begun = database_seen = time.monotonic()
    while not ending.wait(LOOK_EVERY_SECONDS):
        for child in children:
            child.look_after()
        if server and time.monotonic() - database_seen > DATABASE_LOOK_EVERY_SECONDS:
            _keep_alive(server)
            database_seen = time.monotonic()
        if not announced and is_ready(port):
            announced = True
            print(f"copdir is ready at http://127.0.0.1:{port}/")
            print(f"Moderator: user moderator, password {local.moderator_password()}", flush=True)
        if not announced and time.monotonic() - begun > READY_WITHIN_SECONDS:
            raise SystemExit("The site did not become ready; the lines above say why.")


def _keep_alive(server: postgres.Server) -> None:
    try:
        server.start()
    except PostgresError as error:
        print(error, file=sys.stderr)


@contextmanager
def _marked_as_running() -> Iterator[None]:
    """Hold a lock on var/running/PID, so that `make stop` finds this supervisor and never another process."""
    RUNNING.mkdir(parents=True, exist_ok=True)
    mark = RUNNING / str(os.getpid())
    with open(mark, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)


def stop() -> None:
    """End every supervisor of this checkout, and then its embedded servers, but for those that tests are using."""
    for mark in RUNNING.glob("*") if RUNNING.exists() else ():
        end = time.monotonic() + 2 * END_WITHIN_SECONDS
        while _is_held(mark):
            if time.monotonic() > end:
                raise SystemExit(f"Process {mark.name} does not end.")
            os.kill(int(mark.name), signal.SIGTERM)
            time.sleep(LOOK_EVERY_SECONDS)
        mark.unlink(missing_ok=True)
    for server in (postgres.of_checkout(), postgres.of_tests()):
        if not server.stop_unless_used():
            print(f"Tests or measurements use {server.data}: it goes on until they end.")


def _is_held(mark: Path) -> bool:
    try:
        with open(mark) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


if __name__ == "__main__":
    try:
        stop() if sys.argv[1:] == ["stop"] else serve()
    except PostgresError as problem:
        sys.exit(str(problem))
