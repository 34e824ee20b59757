"""What every drill starts with: production as processes, with a cluster and a mail server that may be harmed.

`make faults` runs them all; `make faults OF=workers N=200` one of them with fewer senders and a shorter fault.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import databases
from tests.faults import cluster as clusters
from tests.faults.cluster import Cluster
from tests.faults.drill import Drill
from tests.faults.reckoning import Outcome
from tests.live import Site

outcomes: list[Outcome] = []
PROMISED = 10_000
ASKED = int(os.environ.get("SENDERS") or 0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.fault)


@pytest.fixture(scope="session")
def dump(worker: str, tmp_path_factory) -> str:
    """A migrated site with the starter catalogue, as statements."""
    name = databases.copy(f"faults_{worker}")
    site = Site(databases.url(name), tmp_path_factory.mktemp("dump"))
    site.manage("load_starter")
    site.listener.close()
    statements = clusters.dumped(name)
    databases.drop(name)
    return statements


@pytest.fixture(scope="session")
def cluster(dump: str) -> Iterator[Cluster]:
    with clusters.in_a_folder(dump) as one:
        yield one


@pytest.fixture
def drill(cluster: Cluster, tmp_path: Path) -> Iterator[Callable[..., Drill]]:
    """`drill("workers killed", of=2500)` is a site with so many drafts, ready for its fault. See drill.py."""
    with ExitStack() as stack:

        def prepare(fault: str, *, of: int, on: Cluster = cluster, **environment: str) -> Drill:
            number = ASKED or of
            one = Drill(
                fault,
                number=number,
                scale=number / of,
                cluster=on,
                folder=tmp_path,
                environment=environment,
                outcomes=outcomes,
            )
            return stack.enter_context(one)

        yield prepare


def pytest_terminal_summary(terminalreporter) -> None:
    if not outcomes:
        return
    rows = [[getattr(one, name.replace(" ", "_")) for name in Outcome.heads()] for one in outcomes]
    total = ["all"] + [sum(column) for column in list(zip(*rows, strict=True))[1:-1]] + [max(row[-1] for row in rows)]
    table = [Outcome.heads(), *([_shown(cell) for cell in row] for row in [*rows, total])]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    terminalreporter.write_line("")
    for row in table:
        terminalreporter.write_line("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Run whole, the drills are worth their name only with as many acknowledged as was promised."""
    is_whole = not ASKED and not session.config.option.keyword
    if outcomes and is_whole and sum(one.acknowledged for one in outcomes) < PROMISED and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _shown(cell: object) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)
