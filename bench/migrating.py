"""Migrations of a large catalogue: how long a step back and the way forward take, and how long others wait."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Self

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from bench import catalogues, table

SIZE = 10_000
MOST_SECONDS, LONGEST_WAIT = 60, 1.0
PAUSE = 0.01
# What readers and an approval do all the time.
LOOK = "SELECT entry FROM communities_community ORDER BY id LIMIT 1"
LOCK = f"{LOOK} FOR UPDATE"


def migrating() -> bool:
    """Print what each app's newest migration takes, back and forward; whether that, or a wait for it, is too long."""
    rows, passed = [], False
    newest = MigrationLoader(connection).graph
    with catalogues.copy_of(catalogues.of(SIZE)) as address:
        for app in ("communities", "submissions"):
            (_, name), *_ = newest.leaf_nodes(app)
            before = max(parent[1] for parent in newest.node_map[app, name].parents if parent.key[0] == app)
            for way, target in (("back", (app, before)), ("forward", ())):
                with Waiting(address) as others:
                    begun = perf_counter()
                    catalogues.manage(address, "migrate", "-v0", *target)
                    took = perf_counter() - begun
                passed |= took > MOST_SECONDS or max(others.look, others.lock) > LONGEST_WAIT
                waits = (round(wait * 1000) for wait in (others.look, others.lock))
                rows.append((f"{app} {name[:4]}, {way}", round(took, 1), *waits))
    rows.append(("at most", MOST_SECONDS, round(LONGEST_WAIT * 1000), round(LONGEST_WAIT * 1000)))
    table.write(f"Migrating {SIZE:,} entries", ("seconds", "look, ms", "lock, ms"), rows)
    return passed


class Waiting:
    """`with Waiting(address) as others:` one reads and one locks an entry meanwhile; the longest, in seconds."""

    def __init__(self, address: str) -> None:
        self.address, self.over, self.pool = address, threading.Event(), ThreadPoolExecutor()
        self.look = self.lock = 0.0

    def __enter__(self) -> Self:
        self.waits = [self.pool.submit(self._longest, statement) for statement in (LOOK, LOCK)]
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        self.pool.shutdown()
        self.look, self.lock = (wait.result() for wait in self.waits)

    def _longest(self, statement: str) -> float:
        longest = 0.0
        with psycopg.connect(self.address, autocommit=True) as others:
            while not self.over.wait(PAUSE):
                begun = perf_counter()
                others.execute(statement)
                longest = max(longest, perf_counter() - begun)
        return longest
