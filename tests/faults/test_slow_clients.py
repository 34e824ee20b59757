"""Two dozen clients send their request a line at a time, and hundreds behind a proxy: everybody else is served."""

import shutil
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from bench import production
from tests.faults.drill import Drill, in_background
from tests.faults.test_database import ask

SLOW, BEHIND_A_PROXY, SECONDS = 24, 200, 8


def dawdle(url: str, clients: int) -> None:
    """Send a request's first lines, and then a header line now and then, over so many connections at once."""
    host, port = urlsplit(url).netloc.split(":")
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_connection((host, int(port)), 10)) for _ in range(clients)]
        for one in sockets:
            one.sendall(b"POST /submit/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n")
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(0.5)
            for number, one in enumerate(sockets):
                try:
                    one.sendall(b"X-Slow: %d\r\n" % number)
                except OSError:  # hung up on
                    continue


def hold(one: Drill, clients: int) -> None:
    thread = in_background(lambda: dawdle(one.site.url, clients))
    with one.storm() as storm:
        time.sleep(0.5)
        while thread.is_alive():
            began = time.monotonic()
            assert ask(one.site.url, "/")[0] == 200
            one.back_after = max(one.back_after, time.monotonic() - began)
            time.sleep(0.05)
    one.reckon(storm.ledger)
    assert one.back_after < one.patience(2)


def test_slow_clients(drill):
    hold(drill("slow clients", of=500), SLOW)


def test_slow_clients_behind_a_proxy(drill, tmp_path):
    if not shutil.which("nginx"):
        pytest.skip("The proxy is not there: apt-get install nginx-light")
    one = drill("slow clients of a proxy", of=500, TRUSTED_PROXIES="127.0.0.1")
    behind = one.site.listener.getsockname()[1]
    with production.nginx(tmp_path, production.free_port(), behind) as one.site.url:
        hold(one, BEHIND_A_PROXY)
