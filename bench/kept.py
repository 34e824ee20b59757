"""Pages from the store, and the answer that nothing has changed, beside a Django view that returns constant bytes."""

import http.client
import sys
from collections import defaultdict
from collections.abc import Mapping
from statistics import median

from bench import catalogues, load, table
from bench.serving import BROWSERS, Site

ROUNDS = 5
SIZE = 10_000
AT_LEAST, UNCHANGED_AT_LEAST = 0.9, 1.0  # times the constant view


def throughput() -> bool:
    """Print requests a second of each, medians of interleaved rounds; whether a limit is passed."""
    if not load.is_there():
        sys.stdout.write(load.MISSING)
        return False
    with Site(catalogues.of(SIZE), keeps=True) as site:
        address = "/communities/"
        constant = f"/bench/constant/?of={address}"
        asked: dict[str, tuple[str, Mapping[str, str]]] = {
            "constant": (constant, BROWSERS),
            "kept": (address, BROWSERS),
            "unchanged": (address, {**BROWSERS, "If-None-Match": _tag(site, address)}),
        }
        site.ask([address, constant] * 20)  # both workers have made it
        rates = _measured(site, asked)
    rows, passed = [], False
    for connections in load.CONNECTIONS:
        found = {name: median(rates[name, connections]) for name in asked}
        kept, unchanged = found["kept"] / found["constant"], found["unchanged"] / found["constant"]
        passed |= kept < AT_LEAST or unchanged < UNCHANGED_AT_LEAST
        rows.append((f"{connections} connections", *map(round, found.values()), round(kept, 2), round(unchanged, 2)))
    rows.append(("at least", None, None, None, AT_LEAST, UNCHANGED_AT_LEAST))
    heads = ("constant", "kept", "304", "kept ×", "304 ×")
    table.write("Requests a second of a kept page, beside constant bytes", heads, rows)
    return passed


def _measured(site: Site, asked: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[tuple[str, int], list[float]]:
    rates = defaultdict(list)
    for _round in range(ROUNDS):
        for connections in load.CONNECTIONS:
            for name, (address, headers) in asked.items():
                rates[name, connections].append(load.throughput(f"{site.url}{address}", connections, headers))
    return rates


def _tag(site: Site, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", address, headers=BROWSERS)
    answer = connection.getresponse()
    answer.read()
    return answer.headers["ETag"]
