"""Two dozen clients send their request a byte at a time: everybody else is served."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.faults.drill import in_background
from tests.faults.test_database import ask

SLOW, SECONDS = 24, 8


def dawdle(url: str, seconds: float, clients: int) -> None:
    """Send a request's first lines, and then a header line now and then, over so many connections at once."""
    host, port = urlsplit(url).netloc.split(":")
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_connection((host, int(port)), 10)) for _ in range(clients)]
        for one in sockets:
            one.sendall(b"POST /submit/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.5)
            for number, one in enumerate(sockets):
                try:
                    one.sendall(b"X-Slow: %d\r\n" % number)
                except OSError:  # hung up on
                    continue


def test_slow_clients(drill):
    one = drill("slow clients", of=500)
    thread = in_background(lambda: dawdle(one.site.url, SECONDS, SLOW))
    slowest = 0.0
    with one.storm() as storm:
        time.sleep(0.5)
        while thread.is_alive():
            began = time.monotonic()
            assert ask(one.site.url, "/")[0] == 200
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.05)
    one.back_after = slowest
    one.reckon(storm.ledger)
    assert slowest < one.patience(2)
