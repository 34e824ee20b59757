"""The whole catalogue as CSV, beside PostgreSQL's own COPY of the same stored entries."""

import http.client
import time
from statistics import median

import psycopg

from bench import catalogues, table
from bench.serving import Site

ROUNDS = 7
SIZE = 10_000
MOST_TIMES, MOST_GROWTH, MOST_WAIT = 6, 15_000_000, 50  # COPY's time; bytes; milliseconds up to the first byte
PIECE = 65_536
COPY = "COPY (SELECT entry FROM communities_community WHERE withdrawn_at IS NULL ORDER BY name_sort, id) TO STDOUT"


def everything() -> bool:
    """Print how long both take, how long one waits for the first byte, and what it takes in memory."""
    address = catalogues.of(SIZE)
    with Site(address, keeps=False) as site, psycopg.connect(address) as connection:
        for _turn in range(4):
            _export(site)  # both workers have their index
        before = site.memory()
        rounds = [(_copy(connection), *_export(site)) for _round in range(ROUNDS)]
        growth = site.memory() - before
    copy, whole, first = (median(column) * 1000 for column in zip(*rounds, strict=True))
    rows = [
        ("COPY, ms", round(copy), None),
        ("CSV, ms", round(whole), None),
        ("CSV, times COPY", round(whole / copy, 1), MOST_TIMES),
        ("first byte, ms", round(first, 1), MOST_WAIT),
        ("growth of memory, bytes", growth, MOST_GROWTH),
    ]
    table.write(f"Everything as CSV, {SIZE:,} communities", ("measured", "at most"), rows)
    return whole > MOST_TIMES * copy or first > MOST_WAIT or growth > MOST_GROWTH


def _copy(connection: psycopg.Connection) -> float:
    began = time.perf_counter()
    with connection.cursor().copy(COPY) as copied:
        for _piece in copied:
            pass
    return time.perf_counter() - began


def _export(site: Site) -> tuple[float, float]:
    """Seconds up to the end, and up to the first byte."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", "/communities/export.csv")
    answer = connection.getresponse()
    answer.read(1)
    first = time.perf_counter() - began
    while answer.read(PIECE):
        pass
    whole = time.perf_counter() - began
    connection.close()
    return whole, first
