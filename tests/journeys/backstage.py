"""What happens behind the scenes of a journey: management commands, as `site.manage` runs them, without its start.

One process beside the site has loaded Django and forks for each command, so none meets what another left in memory.
"""

import json
import os
import subprocess
import sys
import tempfile
from typing import Self

from copdir import local
from tests.live import Site


class Backstage:
    """`with Backstage(site) as backstage:` whoever sets the site's scenes."""

    def __init__(self, site: Site) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=local.CHECKOUT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate()  # at the end of what it is told, it ends

    def manage(self, *command: str) -> str:
        """Run a management command against the site's database; returns what it wrote."""
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(command), file=self.process.stdin, flush=True)
        status, written, complaints = json.loads(self.process.stdout.readline())
        assert status == 0, written + complaints
        return written

    def run(self, code: str) -> str:
        """Run a few lines of Python there; returns what they wrote."""
        return self.manage("shell", "-v0", "--no-imports", "-c", code)


def _in_a_fork(command: list[str]) -> tuple[int, str, str]:
    """How a command ended, what it wrote, and what it complained of."""
    with tempfile.TemporaryFile("w+") as written, tempfile.TemporaryFile("w+") as complaints:
        child = os.fork()
        if not child:
            _be(command, written.fileno(), complaints.fileno())
        _child, status = os.waitpid(child, 0)
        written.seek(0)
        complaints.seek(0)
        return status, written.read(), complaints.read()


def _be(command: list[str], written: int, complaints: int) -> None:
    """Run a command and end with it, as a process of its own does."""
    from django.core.management import execute_from_command_line

    os.dup2(written, sys.stdout.fileno())
    os.dup2(complaints, sys.stderr.fileno())
    status = 1
    try:
        execute_from_command_line(["manage.py", *command])
        status = 0
    except BaseException:  # sys.exit() too
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _listen() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(_in_a_fork(json.loads(line))), flush=True)  # noqa: T201 - read by the test's process


if __name__ == "__main__":
    _listen()
