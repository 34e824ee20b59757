"""The clock jumps: an hour, a day, over the change to summer time and to the 29th of February."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.storm import Browser, Ledger, begin
from tests.faults.test_database import ask

CLOCKWORK = Path(__file__).parent / "clockwork"
HOUR, DAY = 3600, 86_400
GONE = 410
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
def clock(tmp_path: Path) -> Path:
    """The file that says by how many seconds the clock is wrong."""
    return tmp_path / "clock"


def of(clock: Path) -> dict[str, str]:
    """The environment of processes whose clock follows that file."""
    set_to(clock, 0)
    return {"PYTHONPATH": str(CLOCKWORK), "CLOCK": str(clock), "TZ": "Europe/Paris"}


def set_to(clock: Path, seconds: float) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(str(seconds))
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
        verbs = connection.execute("SELECT DISTINCT verb, sequence FROM submissions_decision").fetchall()
    assert verbs == [("send", 1)]
    one.end_mail_loop()  # in the year after next it would end what has waited too long
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
    one.end_mail_loop()
    page = f"/submission/{one.drafts[0].token}/"
    said = []
    for days in (0, 29, 31, 0, -1, 400):
        set_to(clock, days * DAY)
        time.sleep(1)
        said.append(ask(one.site.url, page)[0] == GONE)
    assert said == [False, False, True, False, False, True]
