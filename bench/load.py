"""Many readers at once, by wrk: requests a second over so many connections."""

import re
import shutil
import subprocess
from collections.abc import Mapping

CONNECTIONS = (1, 8, 64)
SECONDS = 3
MISSING = "wrk is not there, so nothing is measured of many readers at once: apt-get install wrk\n"


def is_there() -> bool:
    return shutil.which("wrk") is not None


def throughput(url: str, connections: int, headers: Mapping[str, str]) -> float:
    """Requests a second that are answered; what was not answered well ends the measurement."""
    said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", *said, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    if refused := re.search(r"Non-2xx or 3xx responses: \d+", done.stdout):
        raise SystemExit(f"{url}: {refused[0]}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if not found:
        raise SystemExit(done.stdout)
    return float(found[1])
