"""What every subject of `make fuzz` has in common: its marker, how much is asked, and what was seen at the end.

`make fuzz` asks all of it; `make fuzz OF=queries N=2400` one subject, with so many queries, and others in proportion.
`SEED=` asks again what a run before asked.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fuzz.scale import SEED

SEEN = "fuzz"  # under what a worker hands over what it saw


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.fuzz)


@pytest.fixture(autouse=True)
def unlogged() -> Iterator[None]:
    """Every refusal is logged, with its request: pytest would keep them all."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def saw(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`saw("queries", asked=2400, slowest=0.2)` puts a line under the run."""
    began = time.monotonic()

    def keep(what: str, **figures: object) -> None:
        record_property(SEEN, json.dumps({"what": what, **figures, "seconds": round(time.monotonic() - began)}))

    return keep


def pytest_terminal_summary(terminalreporter) -> None:
    told = {
        value
        for kind in ("passed", "failed", "")  # the last: what was said when a test was over
        for report in terminalreporter.getreports(kind)
        for name, value in report.user_properties
        if name == SEEN
    }
    if told:
        terminalreporter.write_line(f"\nSEED={SEED}")
    for one in map(json.loads, sorted(told)):
        terminalreporter.write_line(f"{one.pop('what')}: " + ", ".join(f"{key} {value}" for key, value in one.items()))
