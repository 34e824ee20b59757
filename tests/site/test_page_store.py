"""Kept pages on a real gunicorn: new in every process within a second, and never torn; HEAD without a body."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from django.conf import settings

from communities import index, publishing
from tests import databases
from tests.factories import an_entry
from tests.live import Site

WITHIN_SECONDS = 1.0
TURNS = 10
ONE_PROCESS = {"GUNICORN_CMD_ARGS": "--workers 1"}


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    with closing(http.client.HTTPConnection(*site.listener.getsockname(), timeout=20)) as connection:
        connection.request(method, path, headers=told)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


@contextmanager
def publishing_into(name: str, blocker) -> Iterator[None]:
    """This process publishes into a database that others serve: none of them is told."""
    own = settings.DATABASES["default"]["NAME"]
    with blocker.unblock():
        databases.use(name)
        try:
            yield
        finally:
            databases.use(own)
            index.look_again()


def publish(number: int) -> str:
    name = f"Published {number}"
    publishing.publish(an_entry(name=name), role="sources")
    return name


class Reader(threading.Thread):
    """Asks one site all the time, for a kept page and for one that is made anew, until told to stop."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.stop = site, threading.Event()
        self.seen: list[tuple[int, str]] = []  # how many are counted, and which is the newest

    def run(self) -> None:
        for turn in itertools.count():
            size = "" if turn % 2 else f"&page_size={turn % 100 + 1}"
            document = json.loads(ask(self.site, f"/api/communities/?sort=newest{size}")[2])
            newest = document["results"][0]["name"] if document["results"] else ""
            self.seen.append((document["count"], newest))
            if self.stop.is_set():
                break

    def saw(self, name: str) -> bool:
        return any(newest == name for _count, newest in self.seen[-20:])


@pytest.mark.usefixtures("django_db_setup")
def test_publication_is_in_every_process_within_a_second_and_no_page_is_torn(
    worker, tmp_path_factory, django_db_blocker
):
    name = databases.copy(f"kept_{worker}")
    with ExitStack() as stack:
        folders = [tmp_path_factory.mktemp("site") for _site in range(2)]
        sites = [Site(databases.url(name), folder, mails=False, **ONE_PROCESS) for folder in folders]
        sites = [stack.enter_context(site) for site in sites]
        readers = [Reader(site) for site in sites]
        for reader in readers:
            reader.start()
        published, late = {}, []
        with publishing_into(name, django_db_blocker):
            for number in range(1, TURNS + 1):
                published[number] = publish(number)
                committed = time.monotonic()
                while not all(reader.saw(published[number]) for reader in readers):
                    if time.monotonic() - committed > WITHIN_SECONDS:
                        late.append(number)
                        break
                    time.sleep(0.01)
        for reader in readers:
            reader.stop.set()
            reader.join(20)
    databases.drop(name)
    answers = [answer for reader in readers for answer in reader.seen]
    assert late == []
    assert len(answers) > 4 * TURNS
    assert [(count, newest) for count, newest in answers if newest != published.get(count, "")] == []


def test_head_has_the_headers_of_get_and_no_body(site):
    paths = ["/", "/about/", "/communities/export.csv", "/api/", "/no-such-page/", "/accounts/login/", "/livez"]
    for path in paths:
        status, headers, _body = ask(site, path)
        for _turn in range(2):
            asked = ask(site, path, "HEAD")
            assert (asked[0], asked[2]) == (status, b"")
            assert asked[1].get("Content-Length") == headers.get("Content-Length"), path
    assert "no-body response" not in site.log.read_text()
