"""A web worker is killed every second and a half, without warning, while senders send."""

from tests.faults.drill import every, kill, workers

EVERY = 1.5


def test_workers_killed(drill):
    one = drill("workers killed", of=2500)

    def kill_the_oldest() -> None:
        kill(workers(one.site)[0])

    with one.outages() as outages, one.storm() as storm:
        kills = every(EVERY, kill_the_oldest, until=storm)
    one.back_after = outages.longest
    outcome = one.reckon(storm.ledger)
    assert kills >= 3
    assert outages.longest < one.patience(2), outages.said
    assert outcome.letters_doubled == 0, "the web's workers send no letters"
