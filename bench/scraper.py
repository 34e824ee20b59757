"""Somebody copies the site page by page, fifty a second: they are asked to wait, and the others hardly notice."""

import os
import time

from bench import production, table
from bench.readers import Readers

A_SECOND, OTHERS_A_SECOND = 50, 20
SLOWER_BY = 0.2  # at most, of the others' slowest twentieth
SLOWER_BY_SECONDS = 0.02  # and this is noise
NETWORK = "198.51.100.77"
LET_IN = 300 + 5 * 60 // 5  # a bucket's worth, and what flows in meanwhile


def _page() -> str:
    _page.number += 1  # type: ignore[attr-defined]
    return f"/communities/?q=page{_page.number}"  # type: ignore[attr-defined]


_page.number = 0  # type: ignore[attr-defined]


def scraper() -> bool:
    """Print what became of the scraper, and how the others fared without it and beside it."""
    seconds = 60 * float(os.environ.get("MINUTES") or 2)
    with production.site() as (site, _database):
        with Readers(site.url, OTHERS_A_SECOND):
            time.sleep(5)
        with Readers(site.url, OTHERS_A_SECOND) as alone:
            time.sleep(seconds / 2)
        with Readers(site.url, A_SECOND, page=_page, network=lambda: NETWORK) as one:
            with Readers(site.url, OTHERS_A_SECOND) as at_first:
                time.sleep(15)
            with Readers(site.url, OTHERS_A_SECOND) as beside:
                time.sleep(seconds / 2)
    rows = [
        ("the scraper was let in", one.said[200]),
        ("and asked to wait", one.said[429]),
        ("5xx, or no answer, to anybody", one.failed + alone.failed + beside.failed + at_first.failed),
        ("others alone, ms (95 of 100)", round(1000 * alone.slowest(0.05), 1)),
        ("its first quarter minute, ms", round(1000 * at_first.slowest(0.05), 1)),
        ("others beside it, ms (95 of 100)", round(1000 * beside.slowest(0.05), 1)),
    ]
    table.write(f"A scraper at {A_SECOND} pages a second, {OTHERS_A_SECOND} readers a second", ["number"], rows)
    slower = beside.slowest(0.05) - alone.slowest(0.05)
    return (
        one.said[200] > LET_IN + seconds
        or not one.said[429]
        or bool(one.failed + alone.failed + beside.failed + at_first.failed)
        or slower > max(SLOWER_BY * alone.slowest(0.05), SLOWER_BY_SECONDS)
    )
