"""Many readers at once of pages that are not kept: requests a second."""

import sys

from bench import catalogues, load, table
from bench.scenarios import ALL
from bench.serving import BROWSERS, Site

SIZE = 10_000


def throughput() -> bool:
    """Print what each page takes; there is no limit to pass, for the limits are on the work that a page is."""
    if not load.is_there():
        sys.stdout.write(load.MISSING)
        return False
    rows = []
    with Site(catalogues.of(SIZE), keeps=False) as site:
        for scenario in ALL:
            url = site.url + scenario.address(1, SIZE)
            site.ask([scenario.address(1, SIZE)] * 4)
            rates = (load.throughput(url, connections, BROWSERS) for connections in load.CONNECTIONS)
            rows.append((scenario.name, *map(round, rates)))
    heads = [f"{connections} at once" for connections in load.CONNECTIONS]
    table.write(f"Requests a second of pages that are not kept, {SIZE:,} communities", heads, rows)
    return False
