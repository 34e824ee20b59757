"""A new release goes live under load, with a migration: no answer outside 2xx and 3xx."""

import re
import shutil
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from pathlib import Path

import pytest

from copdir import local
from tests import databases
from tests.faults import production
from tests.faults.production import Production, exchange

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(production.NGINX is None, reason="needs nginx (apt-get install nginx-light)"),
]
READERS, SENDERS = 4, 2
BEFORE_AND_AFTER = 15.0  # seconds of load
PAUSE = 0.3  # seconds between two turns, so that all together stay under what nginx lets one address ask for
MIGRATION = '''
"""What a release adds: a column that old code need not know, and an index that holds up nobody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("communities", {last!r})]
    operations = [
        migrations.AddField("community", "swapped", models.TextField(default="", db_default="")),
        AddIndexConcurrently("community", models.Index(fields=["swapped"], name="swapped")),
    ]
'''


@pytest.fixture
def site(worker, tmp_path_factory) -> Iterator[Production]:
    name = databases.copy(f"deploy_{worker}")
    # All of the load comes from one address, and so would be asked to wait.
    with Production(databases.url(name), tmp_path_factory.mktemp("deploy"), RATE_LIMITS="1000") as running:
        yield running
    databases.drop(name)


def new_release(place: Path) -> Path:
    """A copy of this code that can do something more, and has a migration for it."""
    for name in ("copdir", "communities", "submissions", "templates", "static", "staticfiles", "locale"):
        shutil.copytree(local.CHECKOUT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "gunicorn.conf.py", "requirements.lock"):
        shutil.copy(local.CHECKOUT / name, place / name)
    migrations = place / "communities" / "migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "9999_swapped.py").write_text(textwrap.dedent(MIGRATION).format(last=last).lstrip())
    return place


class Load:
    """`with Load(site) as load:` readers and senders, one request after the other; what they were answered."""

    def __init__(self, site: Production) -> None:
        self.site, self.stop = site, threading.Event()
        self.answers: Counter[object] = Counter()
        acts = [self._read] * READERS + [self._send] * SENDERS
        self.threads = [threading.Thread(target=self._go_on, args=(act, n)) for n, act in enumerate(acts)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _go_on(self, act, number: int) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            try:
                act(f"{number}-{turn}")
            except (OSError, HTTPException) as error:
                self.answers[repr(error)] += 1
            self.stop.wait(PAUSE)

    def _ask(self, connection, *asked, **headers):
        answer = exchange(connection, *asked, **headers)
        self.answers[answer.status] += 1
        return answer

    def _read(self, turn: str) -> None:
        """A page that nobody has kept, and the style sheet that it names."""
        with closing(self.site.connection()) as connection:
            page = self._ask(connection, "GET", f"/communities/?q={turn}", None)
            sheet = re.search(rb'rel="stylesheet" href="([^"]+)"', page.body)
            if sheet:
                self._ask(connection, "GET", sheet[1].decode(), None)

    def _send(self, turn: str) -> None:
        """A form, which begins a draft."""
        with closing(self.site.connection()) as connection:
            page = self._ask(connection, "GET", "/submit/", None)
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
            if token:
                told = {
                    "Cookie": page.headers["Set-Cookie"].split(";")[0],
                    "Content_Type": "application/x-www-form-urlencoded",
                    "Referer": "https://copdir.example/submit/",
                }
                self._ask(connection, "POST", "/submit/", b"csrfmiddlewaretoken=" + token[1], **told)


def test_release_goes_live_under_load(site, tmp_path):
    new = new_release(tmp_path / "new")
    with Load(site) as load:
        time.sleep(BEFORE_AND_AFTER)
        site.manage("migrate", code=new)  # the old code goes on with it
        for port in site.web:
            site.stop(port)
            site.start(port, new, COMMIT="second")
            site.wait(port)
        time.sleep(BEFORE_AND_AFTER)
    assert [b'"second"' in site.ask_process(port, "/readyz").body for port in site.web] == [True, True]
    wrong = {status: number for status, number in load.answers.items() if not 200 <= int(str(status)[:3]) < 400}
    assert wrong == {}, load.answers
    assert load.answers[200] > 50
    assert load.answers[303] > 5
    print(f"\n{load.answers.total()} answers, none outside 2xx and 3xx: {dict(load.answers)}")  # noqa: T201
