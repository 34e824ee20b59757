"""A mail loop that can be begun and killed a hundred times: each is forked from a process that has all its code."""

import subprocess
import sys
from pathlib import Path
from typing import Self

from copdir import local

CODE = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from submissions.management.commands import send_mail  # noqa: F401
for line in sys.stdin:
    if line == "begin\\n":
        child = os.fork()
        if not child:
            call_command("send_mail", loop=True)
            os._exit(0)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print("done", flush=True)
"""


class MailLoop:
    """`with MailLoop(environment, log) as loop: loop.begin(); loop.kill()`."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log

    def __enter__(self) -> Self:
        self._errors = open(self.log, "a")
        self._process = subprocess.Popen(
            [sys.executable, "-c", CODE],
            cwd=local.CHECKOUT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(30)
        self._errors.close()

    def begin(self) -> None:
        self._tell("begin")

    def kill(self) -> None:
        self._tell("kill")

    def _tell(self, word: str) -> None:
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        while (said := self._process.stdout.readline()) != "done\n":
            assert said, self.log.read_text()[-3000:]
