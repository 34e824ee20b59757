"""PostgreSQL crashes every few seconds; and it is away for a minute."""

import http.client
import time
from urllib.parse import urlsplit

from tests.faults.drill import every

CRASH_EVERY, AWAY = 6, 60


def test_database_crashes(drill):
    one = drill("database crashes", of=2000)
    with one.outages() as outages, one.storm() as storm:
        crashes = every(CRASH_EVERY, one.cluster.crash, until=storm)
    one.back_after = outages.longest
    masters = [process.poll() for process in one.site.processes]
    assert masters == [None, None], "nobody had to start the site again"
    outcome = one.reckon(storm.ledger)
    assert crashes >= 1
    assert outages.longest < one.patience(10), outages.said
    assert outcome.letters_doubled <= crashes


def test_database_away(drill):
    one = drill("database away", of=1000)
    with one.storm() as storm:
        time.sleep(2)
        kept = [ask(one.site.url, "/") for _ in range(40)][-1]  # by now either worker keeps it
        one.cluster.stop()
        try:
            end = time.monotonic() + one.seconds(AWAY)
            while time.monotonic() < end:
                assert ask(one.site.url, "/livez")[0] == 200
                assert ask(one.site.url, "/readyz")[0] == 503
                status, headers, text = ask(one.site.url, "/communities/?q=nobody+has+asked+this")
                assert (status, headers["Retry-After"]) == (503, "10")
                assert "not available for a moment" in text
                assert ask(one.site.url, "/")[::2] == kept[::2], "kept pages are sent on"
                time.sleep(1)
        finally:
            one.cluster.start()
        back = time.monotonic()
        while ask(one.site.url, "/readyz")[0] != 200:
            assert time.monotonic() < back + 10
            time.sleep(0.1)
        one.back_after = time.monotonic() - back
    one.reckon(storm.ledger)


def ask(url: str, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), text
