"""Two mail loops at once, as two machines may well have: no letter is left out, and none is sent twice."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from submissions import outbox
from tests.submissions.sender import letters

pytestmark = pytest.mark.django_db(transaction=True)

LETTERS, LOOPS = 40, 3


class Transport:
    """A mail server that takes its time."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.at_once = self.most_at_once = 0

    def open(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)

    def send_messages(self, messages) -> None:
        time.sleep(0.004)
        self.taken.update(message.to[0] for message in messages)
        self.at_once -= 1

    def close(self) -> None:
        pass


def test_loops_at_once_send_each_letter_once_and_one_after_the_other(monkeypatch):
    transport, waited = Transport(), []
    monkeypatch.setattr(outbox, "get_connection", lambda backend: transport)
    for number in range(LETTERS):
        outbox.put_to(f"reader-{number}@example.org", subject="News", text="There are news.")

    def loop(_number: int) -> int:
        sent = 0
        try:
            while sum(transport.taken.values()) < LETTERS:
                try:
                    for _letter, outcome in outbox.send_due():
                        sent += outcome == "sent"
                except outbox.Busy:
                    waited.append(1)
                    time.sleep(0.002)
            return sent
        finally:
            connection.close()

    with ThreadPoolExecutor(LOOPS) as pool:
        shares = list(pool.map(loop, range(LOOPS)))
    assert sum(shares) == LETTERS
    assert set(transport.taken.values()) == {1}
    assert {letter.status for letter in letters()} == {outbox.STATUS.sent}
    assert transport.most_at_once == 1
    assert waited, "they never met"
