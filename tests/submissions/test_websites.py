"""Asking websites: what counts as being there, whom the site never asks, who is asked when, and what staff are told."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from submissions.models import WebsiteLook
from submissions.websites import asking, checking
from submissions.websites.asking import Answer, Found
from tests.factories import changed, published
from tests.submissions.submitted import a_moderator

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
SITE = "https://circle.example/"
DOWN, UP = Found(Answer.SILENT, "Nobody answers."), Found(Answer.THERE, "It answers 200.")


class Answering(BaseHTTPRequestHandler):
    """Answers with the status that the address names: /404, /moved?TO, /headless (no HEAD), /drip (never done)."""

    asked: list[str] = []

    def do_HEAD(self):
        self.asked.append(f"{self.command} {self.path}")
        place, _mark, to = self.path.partition("?")
        if place == "/drip":
            self._drip()
            return
        status = {"/moved": 302, "/headless": 405 if self.command == "HEAD" else 200}.get(place)
        self.send_response(status or int(place[1:] or 200))
        if place == "/moved":
            self.send_header("Location", to)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def _drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _second in range(1000):
            threading.Event().wait(0.1)
            try:
                self.wfile.write(b"X")
            except OSError:
                return

    def log_message(self, *said):
        pass


@pytest.fixture
def server(monkeypatch):
    """A server of this machine, which for this test counts as public; its address."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    served.daemon_threads = True
    threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setattr(Answering, "asked", [])
    monkeypatch.setattr(asking, "PORTS", {"http": served.server_port})
    monkeypatch.setattr(asking, "is_public", lambda address: address == "127.0.0.1")
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer.THERE),
        ("/403", Answer.THERE),
        ("/429", Answer.THERE),
        ("/503", Answer.THERE),
        ("/headless", Answer.THERE),
        ("/404", Answer.MISSING),
        ("/410", Answer.MISSING),
        ("/500", Answer.BROKEN),
        ("/moved?/200", Answer.THERE),
        ("/moved?/404", Answer.MISSING),
        ("/moved?/moved?/moved?/200", Answer.THERE),
        ("/200?q=\u00e9 \r\nX: y", Answer.THERE),
    ],
)
def test_answers_are_read_as_people_would(server, path, answer):
    assert asking.ask(server + path).answer == answer


def test_website_is_asked_once_and_for_its_head_alone_where_it_can_be(server):
    asking.ask(f"{server}/200")
    asking.ask(f"{server}/headless")
    assert Answering.asked == ["HEAD /200", "HEAD /headless", "GET /headless"]


def test_redirections_without_end_come_to_an_end(server, monkeypatch):
    monkeypatch.setattr(asking, "_answer", lambda _method, url: (302, url))
    assert asking.ask(server) == Found(Answer.BROKEN, "It leads from one address to the next without end.")


def test_answer_that_comes_drop_by_drop_is_cut(server, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS_IN_ALL", 0.4)
    assert asking.ask(f"{server}/drip").answer != Answer.MISSING
    assert threading.active_count() < 20


PRIVATE = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://10.0.0.8/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://224.0.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_networks_are_never_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", _must_not_connect)
    assert asking.ask(url).answer in (Answer.NOT_ASKED, Answer.SILENT)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://example.org:22/", "https://user@example.org/", "http:///", "gopher://x/", ""]
)
def test_what_is_no_websites_address_is_not_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", _must_not_connect)
    assert asking.ask(url).answer == Answer.NOT_ASKED


def test_redirection_to_a_private_network_is_not_followed(server):
    inside = f"http://10.0.0.8:{asking.PORTS['http']}/"
    found = asking.ask(f"{server}/moved?{inside}")
    assert (found.answer, found.why) == (Answer.NOT_ASKED, "Its name leads to a network that is not public.")
    assert Answering.asked == [f"HEAD /moved?{inside}"]


def test_name_that_says_another_address_a_moment_later_is_asked_at_the_one_that_was_looked_at(monkeypatch):
    said = iter([["93.184.215.14"], ["127.0.0.1"]])
    went = []

    def look_up(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(said)]

    def connect(place, timeout):
        went.append(place)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert asking.ask("http://rebind.example/").answer == Answer.SILENT
    assert went == [("93.184.215.14", 80)]


def test_name_with_one_private_address_among_its_public_ones_is_not_asked(monkeypatch):
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: places)
    monkeypatch.setattr(socket, "create_connection", _must_not_connect)
    assert asking.ask("http://both.example/").answer == Answer.NOT_ASKED


def _must_not_connect(*_asked):
    raise AssertionError("a connection was tried")


# Who is asked, and when ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_internal_ended_and_unnamed_websites_are_not_asked():
    told = published(website=SITE)
    published(website="https://intranet.example/", website_public=False)
    published(website=SITE, maturity="closed")
    published()
    assert list(checking.due(NOON)) == [told]


@pytest.mark.django_db
def test_website_is_asked_again_after_a_month_sooner_where_it_failed_and_at_once_where_it_moved():
    well, ill = published(website=SITE), published(website="https://ring.example/")
    checking.keep(well, SITE, UP, now=NOON)
    checking.keep(ill, "https://ring.example/", DOWN, now=NOON)
    assert not checking.due(NOON + timedelta(days=3)).exists()
    assert list(checking.due(NOON + timedelta(days=4))) == [ill]
    assert list(checking.due(NOON + timedelta(days=30))) == [well, ill]
    changed(well, website="https://circle.example/new")
    assert list(checking.due(NOON + timedelta(days=1))) == [well]


@pytest.mark.django_db
def test_staff_are_told_after_three_failures_over_a_week_and_no_more_once_it_answers():
    one = published(website=SITE)
    for day, told in ((0, 0), (4, 0), (6, 0), (8, 1)):
        now = NOON + timedelta(days=day)
        checking.keep(one, SITE, DOWN, now=now)
        assert checking.troubles(now).count() == told, day
    checking.keep(one, SITE, UP, now=NOON + timedelta(days=12))
    assert not checking.troubles(NOON + timedelta(days=12)).exists()
    assert WebsiteLook.objects.get().failing_since is None


@pytest.mark.django_db
def test_what_cannot_be_asked_is_no_failure_and_another_address_begins_anew():
    one = published(website=SITE)
    checking.keep(one, SITE, Found(Answer.NOT_ASKED, "Private."), now=NOON)
    assert WebsiteLook.objects.get().times == 0
    for day in range(3):
        checking.keep(one, SITE, DOWN, now=NOON + timedelta(days=day))
    checking.keep(one, "https://other.example/", DOWN, now=NOON + timedelta(days=9))
    assert WebsiteLook.objects.get().times == 1


@pytest.mark.django_db
def test_look_asks_so_many_and_keeps_what_was_found(monkeypatch):
    for number in range(3):
        published(website=f"https://{number}.example/")
    monkeypatch.setattr(asking, "ask", lambda _url: DOWN)
    assert [url for url, _found in checking.look(2, now=NOON)] == ["https://0.example/", "https://1.example/"]
    assert [url for url, _found in checking.look(2, now=NOON)] == ["https://2.example/"]


@pytest.mark.django_db
def test_constraint_holds_failures_and_their_time_together():
    one = published(website=SITE)
    with pytest.raises(IntegrityError, match="website_look_failing_has_its_time"), transaction.atomic():
        WebsiteLook.objects.create(community=one, url=SITE, asked_at=NOON, answer="silent", times=2)


@pytest.mark.django_db
def test_command_asks_only_where_it_is_turned_on(settings, monkeypatch, capsys):
    published(website=SITE)
    monkeypatch.setattr(asking, "ask", lambda _url: UP)
    with pytest.raises(CommandError, match="CHECK_WEBSITES=1"):
        call_command("check_websites")
    settings.CHECK_WEBSITES = True
    call_command("check_websites")
    assert capsys.readouterr().out == "1 there, 0 missing, 0 broken, 0 silent, 0 not-asked.\n"


@pytest.mark.django_db
def test_staff_see_the_queue_and_say_that_they_know(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(a_moderator())
    one = published(name="Silent circle", website=SITE)
    for days in (9, 5, 1):
        checking.keep(one, SITE, DOWN, now=datetime.now(UTC) - timedelta(days=days))
    address = "/admin/submissions/websitelook/"
    page = client.get(address).text
    assert f'<a href="/admin/communities/community/{one.pk}/change/">Silent circle</a>' in page
    assert "Nobody answers." in page
    chosen = {"action": "quieten", "_selected_action": [WebsiteLook.objects.get().pk]}
    told = client.post(address, chosen, follow=True).text
    assert "Nothing is said of 1 website for half a year." in told
    assert "Silent circle" not in told
