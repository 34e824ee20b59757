"""The mail server refuses, says nothing, drops letters half-way, or asks to come later: senders do not notice."""

import time

import pytest

AWAY = 60  # seconds; an hour would show no more, for a letter waits four minutes at most before it is tried again
ENOUGH = 200  # answers


def refuse(sink) -> None:
    sink.close()


def say_nothing(sink) -> None:
    sink.mode = "silent"


def be_busy(sink) -> None:
    sink.mode = "busy"


def drop(sink) -> None:
    sink.mode = "drops"


def ask_to_come_later(sink) -> None:
    sink.mode = "later"


@pytest.mark.parametrize(
    "behave", [refuse, say_nothing, be_busy, drop, ask_to_come_later], ids=lambda one: one.__name__
)
def test_mail_server(drill, behave):
    one = drill(f"mail: {behave.__name__}".replace("_", " "), of=350)
    behave(one.sink)
    began = time.monotonic()
    with one.storm() as storm:
        pass
    time.sleep(max(0.0, began + one.seconds(AWAY) - time.monotonic()))
    if behave is refuse:
        one.sink.open()
    one.sink.mode = "takes"
    outcome = one.reckon(storm.ledger)
    assert storm.ledger.refused + storm.ledger.broken == 0, "all were accepted, at once"
    is_telling = len(storm.ledger.took) >= ENOUGH  # of a few, the slowest hundredth is the first
    assert not is_telling or storm.ledger.slowest_hundredth < one.patience(1.0)
    assert outcome.letters_doubled == 0
