"""Every kept page is void each second: pages are made anew. And limits hold though processes forget all they knew."""

from tests.faults.drill import every, kill, workers
from tests.faults.storm import Browser, Ledger
from tests.faults.test_database import ask

PAGES = ("/", "/communities/", "/communities/?purpose=advising", "/fr/", "/about/", "/api/communities/")
VOID_EVERY = 1
DRAFTS_AN_HOUR = 60  # of one network: submissions/limits.py


def test_kept_pages_lost(drill):
    one = drill("kept pages lost", of=700)
    said = []

    def lose() -> None:
        with one.connect() as connection:
            connection.execute("UPDATE communities_catalogueversion SET number = number + 1, changed_at = now()")
        said.extend(ask(one.site.url, path)[0] for path in PAGES)

    with one.storm() as storm:
        every(VOID_EVERY, lose, until=storm)
    one.reckon(storm.ledger)
    assert set(said) == {200}
    assert storm.ledger.refused + storm.ledger.broken == 0


def test_limits_hold_though_every_process_forgets(drill):
    one = drill("limits without memory", of=20, RATE_LIMITS="1")
    ledger = Ledger()
    statuses = []
    for number in range(DRAFTS_AN_HOUR + 10):
        if number % 10 == 5:
            kill(workers(one.site)[0])
        with Browser(one.site.url, ledger) as browser:
            statuses.append(browser.ask("/submit/", {})[0])
    # One was begun when the drill was prepared; whoever is killed may have counted and not answered.
    begun = statuses.count(303) + statuses.count(302)
    assert DRAFTS_AN_HOUR - 1 - ledger.broken <= begun <= DRAFTS_AN_HOUR
    assert set(statuses[-8:]) == {429}
