"""`make run`'s supervisor: whoever dies is restarted, its end is everybody's end, and it says one address."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copdir import local, serve
from tests import databases

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def until(what: Callable[[], object], seconds: float = 60) -> object:
    """The first true answer to WHAT; fails where there is none in time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)
    return answer


def children_of(pid: int) -> dict[int, str]:
    """The processes that PID started, with their command lines."""
    listed = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid=,args="], capture_output=True, text=True, check=False)
    return {int(child): command for child, command in (line.split(maxsplit=1) for line in listed.stdout.splitlines())}


def children(pid: int) -> dict[str, int]:
    """The supervisor's gunicorn and mail loop, by name."""
    names = {"gunicorn": "gunicorn", "send_mail": "letters"}
    rows = children_of(pid).items()
    return {names[word]: child for child, command in rows for word in names if word in command}


def is_answering(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def running(worker, tmp_path) -> Iterator[tuple[subprocess.Popen[bytes], Path, int]]:
    """A supervisor on a database of its own, started while the port that it was given is taken."""
    name = databases.copy(f"serve_{worker}")
    log = tmp_path / "log"
    with socket.create_server(("127.0.0.1", 0)) as taken, open(log, "w") as output:
        port = taken.getsockname()[1]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "copdir.settings", "PORT": str(port)}
        for variable in ("SITE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "SECRET_KEY"):
            environment.pop(variable, None)
        environment |= {"DATABASE_URL": databases.url(name), "EMAIL_URL": f"file:{tmp_path / 'mail'}"}
        process = subprocess.Popen(
            [sys.executable, "-m", "copdir.serve"],
            cwd=local.CHECKOUT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        until(lambda: "Moderator:" in log.read_text() or process.poll() is not None, 120)
        yield process, log, port
        process.terminate()
        process.wait(60)
    databases.drop(name)


def test_supervisor_restarts_whoever_dies_and_ends_both(running):
    process, log, taken_port = running
    said = log.read_text()
    (port,) = map(int, ADDRESS.findall(said))
    assert said.count("http") == 1
    assert port != taken_port
    assert re.search(r"Moderator: user moderator, password \S{12,}", said)
    assert is_answering(port)

    for name in ("gunicorn", "letters"):
        before = until(lambda name=name: children(process.pid).get(name))
        os.kill(before, signal.SIGKILL)
        until(lambda name=name, before=before: children(process.pid).get(name, before) != before)
    until(lambda: is_answering(port), 20)

    family = [*children(process.pid).values()]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    assert not is_answering(port)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent is gone")
def test_killed_supervisor_leaves_nobody_behind():
    code = "import time; from copdir.serve import Child; Child(['sleep', '60'], {}).look_after(); time.sleep(60)"
    supervisor = subprocess.Popen([sys.executable, "-c", code], cwd=local.CHECKOUT)
    (child,) = until(lambda: children_of(supervisor.pid))
    supervisor.kill()
    supervisor.wait()
    until(lambda: not Path(f"/proc/{child}").exists(), 10)


def test_port_that_is_taken_is_passed_over():
    with serve.listening_socket(18000) as first, serve.listening_socket(first.getsockname()[1]) as second:
        assert second.getsockname()[1] != first.getsockname()[1]


def test_trial_environment_keeps_what_the_caller_set(monkeypatch):
    monkeypatch.setenv("RATE_LIMITS", "1")
    monkeypatch.setenv("ALLOWED_HOSTS", "copdir.example")
    monkeypatch.delenv("EMAIL_URL", raising=False)
    environment = serve.trial_environment(8123)
    assert environment["RATE_LIMITS"] == "1"
    assert environment["ALLOWED_HOSTS"] == "copdir.example,127.0.0.1"
    assert (environment["DEBUG"], environment["STAFF_SECOND_FACTOR"]) == ("0", "0")
    assert (environment["PORT"], environment["EMAIL_URL"]) == ("8123", "file:var/mail")
