"""A real gunicorn with the mail loop beside it, for the journeys and whatever only shows over HTTP."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from copdir import local, serve, static

LETTER_WITHIN_SECONDS = 20
READY_WITHIN_SECONDS = 60
# Of a run that is killed nothing goes on: a mail loop would take the letters of the next run's database of its name.
# How copdir.serve sees to that wants a process of one thread.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
# What a site demands whose address is https: it does not start with what is for trials.
PUBLIC = {
    "SECRET_KEY": "0123456789 abcdefghijklmnopqrstuvwxyz 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "RATE_LIMITS": "1000",
    "STAFF_SECOND_FACTOR": "1",
    "EMAIL_URL": "smtp://127.0.0.1:9",
}
MAKE_MODERATOR = """
from django.contrib.auth.models import Group, User
user = User.objects.create_user({name!r}, password={password!r}, is_staff=True)
user.groups.set(Group.objects.filter(name="Moderators"))
"""


class Site:
    """`with Site(database_url, folder) as site:` a served site; its letters are in site.letter_folder.

    Where `mails` is not wanted, nothing sends them: the loop takes as long to begin as the site does.
    """

    def __init__(self, database_url: str, folder: Path, *, mails: bool = True, **environment: str) -> None:
        self.mails = mails
        self.letter_folder = folder / "mail"
        self.listener = serve.listening_socket(8100)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "copdir.settings",
            "DATABASE_URL": database_url,
            "DEBUG": "0",
            "LOG_FORMAT": "line",
            "SECRET_KEY": "only for tests",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": self.url,
            "EMAIL_URL": f"file:{self.letter_folder}",
            "RATE_LIMITS": "0",
            "STAFF_SECOND_FACTOR": "0",
            **(PUBLIC if environment.get("SITE_URL", "").startswith("https:") else {}),
            **environment,
        }
        self.log = folder / "log"
        self.processes: list[subprocess.Popen] = []

    def __enter__(self) -> Self:
        if not static.is_gathered():
            self.manage("shell", "-v0", "-c", "from copdir import static; static.gather()")
        self._begin()
        return self

    def kill(self) -> None:
        """End every process at once and without warning, as a power cut does, and start them anew."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        self.processes.clear()
        self._begin()

    def __exit__(self, *exception: object) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)
        self.listener.close()

    def manage(self, *command: str) -> str:
        """Run a management command against this site's database; returns what it wrote."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=local.CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make_moderator(self) -> tuple[str, str]:
        """A new member of staff with a moderator's rights: user name and password."""
        name, password = f"moderator-{secrets.token_hex(3)}", secrets.token_urlsafe(12)
        self.manage("shell", "-v0", "-c", MAKE_MODERATOR.format(name=name, password=password))
        return name, password

    def letters(self, to: str = "") -> list[EmailMessage]:
        """The letters sent so far, oldest first; those to one address if it is given."""
        files = sorted(self.letter_folder.glob("*.eml"))
        found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in found if not to or to in letter["To"]]

    def wait_for_letter(self, to: str, number: int = 1) -> EmailMessage:
        """The NUMBER-th letter to an address, as soon as the mail loop has sent it."""
        end = time.monotonic() + LETTER_WITHIN_SECONDS
        while len(self.letters(to)) < number:
            assert time.monotonic() < end, f"No letter {number} to {to}. {self.log.read_text()}"
            time.sleep(0.05)
        return self.letters(to)[number - 1]

    def _begin(self) -> None:
        descriptor = self.listener.fileno()
        self._start("-m", "gunicorn", "--bind", f"fd://{descriptor}", *serve.WITHOUT_PROXY, keep=(descriptor,))
        if self.mails:
            self._start("manage.py", "send_mail", "--loop")
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not serve.is_ready(self.listener.getsockname()[1]):
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def _start(self, *command: str, keep: tuple[int, ...] = ()) -> None:
        with open(self.log, "a") as log:
            self.processes.append(
                subprocess.Popen(
                    [*ENDS_WITH_US, sys.executable, *command],
                    cwd=local.CHECKOUT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=keep,
                    process_group=0,  # with the workers that it starts
                )
            )
