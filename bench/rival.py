"""The same catalogue in datasette, a good tool for publishing tables with facets: requests a second of both in turn.

Here every facet is counted, those of which an entry has many values too; there only the facets of one value are. The
site is judged as it is served, and shown without its store of pages too. Datasette is one process, as it is shipped,
with its limits of time raised.
"""

import http.client
import json
import shutil
import sqlite3
import subprocess
import sys
import time
import venv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg

from bench import catalogues, load, table
from bench.serving import BROWSERS, READY_WITHIN_SECONDS, Site
from communities import vocabularies
from copdir import local, serve

PACKAGE = "datasette>=0.65,<0.66"
HOME = local.VAR / "datasette"
SIZE = 10_000
CONNECTIONS = 8
ROUNDS = 5
FACETS = "&".join(f"_facet={name}" for name in ("host", *vocabularies.choose_one()))
SETTINGS = {"sql_time_limit_ms": "60000", "facet_time_limit_ms": "60000", "default_page_size": "25"}
TABLE = "/catalogue/communities"

# By what is asked: the address here, the one there, and how many times as many requests a second are wanted.
QUESTIONS = {
    "list": ("/communities/", f"{TABLE}?{FACETS}", 5),
    "two filters": ("/communities/?scale=national&kind=network", f"{TABLE}?scale=national&kind=network&{FACETS}", 9),
    "search": ("/communities/?q=explore", f"{TABLE}?_search=explore&{FACETS}", 10),
    "entry": ("/communities/{slug}/", f"{TABLE}/1", 7),
    "JSON": ("/api/communities/?page_size=25", f"{TABLE}.json?_size=25&_shape=objects", 6),
}


def datasette() -> bool:
    """Print requests a second of both, medians of interleaved rounds; whether a limit is passed."""
    if not load.is_there():
        return False
    if not _is_installed():
        sys.stdout.write(f"{PACKAGE} cannot be installed here, so nothing is measured beside it.\n")
        return False
    address = catalogues.of(SIZE)
    slug = _as_sqlite(address, HOME / "catalogue.db")
    rates = defaultdict(list)
    with Site(address, keeps=True) as served, Site(address, keeps=False) as anew, _running() as other:
        for number in range(ROUNDS + 1):
            for name, (here, there, _times) in QUESTIONS.items():
                asked = {"served": served.url + here, "anew": anew.url + here, "other": other + there}
                for whose, url in asked.items():
                    rate = load.throughput(url.format(slug=slug), CONNECTIONS, BROWSERS)
                    if number:  # the first round warms them
                        rates[name, whose].append(rate)
    rows, passed = [], False
    for name, (_here, _there, wanted) in QUESTIONS.items():
        ours, anew, theirs = (median(rates[name, whose]) for whose in ("served", "anew", "other"))
        passed |= ours < wanted * theirs
        times = round(ours / theirs, 1)
        rows.append((name, round(ours), round(anew), round(theirs, 1), times, wanted, round(anew / theirs, 1)))
    heads = ("copdir", "not kept", "datasette", "times", "at least", "not kept ×")
    table.write(f"Requests a second, {SIZE:,} communities", heads, rows)
    return passed


def _is_installed() -> bool:
    if not (HOME / "bin" / "datasette").exists():
        shutil.rmtree(HOME, ignore_errors=True)
        venv.create(HOME, with_pip=True)
        pip = [str(HOME / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:", PACKAGE]
        return subprocess.run(pip, check=False).returncode == 0  # noqa: S603
    return True


def _as_sqlite(address: str, file: Path) -> str:
    """The published entries as one table: columns of one value, lists as JSON, and a search of names and texts."""
    file.unlink(missing_ok=True)
    with psycopg.connect(address) as source, sqlite3.connect(file) as target:
        stored = source.execute("SELECT entry FROM communities_community WHERE withdrawn_at IS NULL ORDER BY id")
        entries = [row[0] for row in stored]
        columns = list(entries[0])
        target.execute(f"CREATE TABLE communities (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        target.executemany(
            f"INSERT INTO communities VALUES (NULL, {', '.join('?' * len(columns))})",  # noqa: S608 - our own names
            ([_cell(entry[column]) for column in columns] for entry in entries),
        )
        for column in ("host", *vocabularies.choose_one()):
            target.execute(f"CREATE INDEX by_{column} ON communities ({column})")
        texts = "name, acronym, summary, scope"
        target.execute(f"CREATE VIRTUAL TABLE communities_fts USING fts5({texts}, content='communities')")
        target.execute(f"INSERT INTO communities_fts (rowid, {texts}) SELECT id, {texts} FROM communities")  # noqa: S608
    return str(entries[0]["slug"])


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, list) else value


@contextmanager
def _running() -> Iterator[str]:
    listener = serve.listening_socket(8400)
    port = listener.getsockname()[1]
    listener.close()
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    command = [str(HOME / "bin" / "datasette"), str(HOME / "catalogue.db"), "-p", str(port), *settings]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/-/versions.json")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("datasette did not become ready.")
