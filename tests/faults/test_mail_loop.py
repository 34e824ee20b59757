"""The mail loop is killed again and again while it hands letters over: none is missing, and none comes twice but the
one in flight, which bears the same number, so that a mailbox can tell."""

import random
import time
from collections import Counter

KILLS = 100


def test_mail_loop_killed(drill):
    one = drill("mail loop killed", of=600)
    one.end_mail_loop()
    with one.storm(walkers=0) as storm:
        pass
    kills = max(5, round(KILLS * min(1.0, one.scale)))
    one.sink.slow = 0.02  # so that there is something to be killed in
    with one.draining() as loop:
        for _ in range(kills):
            before = len(one.sink.taken)
            loop.begin()
            end = time.monotonic() + 20
            while len(one.sink.taken) == before and time.monotonic() < end:
                time.sleep(0.005)
            time.sleep(random.uniform(0, 0.06))  # noqa: S311 - when to strike
            loop.kill()
    one.sink.slow = 0
    one.site._start("manage.py", "send_mail", "--loop")
    outcome = one.reckon(storm.ledger)
    assert outcome.letters_doubled <= kills
    of_letters = Counter(number for _to, number in one.sink.taken)
    assert len(of_letters) == len({to for to, _number in one.sink.taken}), "a repeated letter bears its first number"
