"""Somebody's transaction holds locks for two minutes: who needs them hears "come back" in time, the others nothing."""

import time

from tests.faults.storm import Browser, Ledger

HELD = 120


def test_long_lock(drill):
    one = drill("a lock held long", of=700)
    blocked = one.drafts[0]
    with one.connect() as holder, holder.transaction(), Browser(one.site.url, Ledger()) as waiting:
        holder.execute("SELECT FROM submissions_submission WHERE sender_email = %s FOR UPDATE", [blocked.address])
        holder.execute("SELECT FROM communities_catalogueversion FOR UPDATE")
        drafts, one.drafts = one.drafts, one.drafts[1:]
        with one.storm() as storm:
            end = time.monotonic() + one.seconds(HELD)
            while time.monotonic() < end or not storm.is_over:
                began = time.monotonic()
                answer, text = waiting.once(f"/submission/{blocked.token}/check/", {"version": blocked.version})
                took = time.monotonic() - began
                assert (answer.status, answer.getheader("Retry-After")) == (503, "10")
                assert "not available for a moment" in text
                assert 2.5 < took < one.patience(5), "a lock is waited for three seconds"
    one.drafts = drafts
    began = time.monotonic()
    with one.storm_of([blocked], storm.ledger):
        pass
    one.back_after = time.monotonic() - began
    one.reckon(storm.ledger)
    assert storm.ledger.refused == 0, "nobody else was turned away"
    assert storm.ledger.slowest_twentieth < one.patience(2)
