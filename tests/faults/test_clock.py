"""The clock jumps: an hour, a day, over the change to summer time and to the 29th of February. Wants faketime."""

import glob
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.storm import Browser, Ledger, begin
from tests.faults.test_database import ask

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), "")
HOUR, DAY = 3600, 86_400
JUMPS = (HOUR, 0, -HOUR, 0, DAY, HOUR, -HOUR, 0)
PAGES = ("/", "/communities/", "/sessions/", "/calls/", "/about/", "/submit/", "/api/communities/", "/readyz")
FAR = [
    datetime(2027, 3, 28, 0, 59, 57, tzinfo=UTC),  # summer time begins in Europe
    datetime(2027, 10, 31, 0, 59, 57, tzinfo=UTC),  # and ends
    datetime(2027, 12, 31, 23, 59, 57, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 59, 57, tzinfo=UTC),  # then comes the 29th
    datetime(2028, 2, 29, 23, 59, 57, tzinfo=UTC),
]


@pytest.fixture
def clock(tmp_path: Path):
    if not LIBRARY:
        pytest.skip("The clock cannot be set back without libfaketime: apt-get install faketime")
    return tmp_path / "clock"


def of(clock: Path) -> dict[str, str]:
    """The environment of a process whose clock is set by that file."""
    set_to(clock, 0)
    return {
        "LD_PRELOAD": LIBRARY,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "Europe/Paris",
    }


def set_to(clock: Path, seconds: float) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(f"{round(seconds):+d}\n")
    fresh.replace(clock)


def test_clock_jumps(drill, clock):
    one = drill("clock jumps", of=500, **of(clock))
    pause = max(0.3, one.seconds(16) / len(JUMPS))
    with one.storm() as storm:
        for seconds in JUMPS:
            set_to(clock, seconds)
            time.sleep(pause)
            for path in PAGES:
                assert ask(one.site.url, path)[0] == 200, (seconds, path)
    outcome = one.reckon(storm.ledger)
    assert outcome.refused == 0
    with one.connect() as connection:
        of_sequence, of_time = (
            connection.execute(
                "SELECT array_agg(verb ORDER BY sequence) FROM submissions_decision GROUP BY submission_id"
            ).fetchall(),
            connection.execute("SELECT count(*) FROM submissions_decision WHERE sequence < 1").fetchone(),
        )
    assert all(verbs == ["send"] for (verbs,) in of_sequence)
    assert of_time == (0,)
    one.site.processes.pop().kill()  # a mail loop in the year after next ends what has waited too long
    for moment in FAR:
        set_to(clock, moment.timestamp() - time.time())
        began = time.monotonic()
        while time.monotonic() < began + 5:  # over the moment itself
            for path in PAGES:
                assert ask(one.site.url, path)[0] == 200, (moment, path)
            time.sleep(0.5)
    with Browser(one.site.url, Ledger()) as browser:
        begin(browser, 7)


def test_link_is_not_good_after_its_life_whatever_the_clock_did_meanwhile(drill, clock):
    one = drill("clock of a link", of=10, **of(clock))
    with one.storm(walkers=0) as storm:
        pass
    one.reckon(storm.ledger)
    one.site.processes.pop().kill()
    page = f"/submission/{one.drafts[0].token}/"
    said = []
    for days in (0, 29, 31, 0, -1, 400):
        set_to(clock, days * DAY)
        time.sleep(0.2)
        said.append(ask(one.site.url, page)[0])
    assert said == [200, 200, 410, 200, 200, 410]
