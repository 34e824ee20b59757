"""`python -m audit.bill`: the bill of materials of this version, CycloneDX, in var/.

It is read off an environment that holds what is deployed and nothing else, and compared with the lock.
"""

import json
import subprocess
import sys
from pathlib import Path

from packaging.utils import canonicalize_name, canonicalize_version

from .licences import RUNTIME_PYTHON
from .locks import CHECKOUT, RUNTIME, pinned, project


def write() -> Path:
    """The bill, in a file named after the version."""
    bill = CHECKOUT / "var" / f"copdir-{project()['project']['version']}.cdx.json"
    bill.parent.mkdir(exist_ok=True)
    tool = [Path(sys.executable).with_name("cyclonedx-py"), "environment", "--output-reproducible"]
    subprocess.run(
        [*tool, "--pyproject", CHECKOUT / "pyproject.toml", "--output-file", bill, RUNTIME_PYTHON], check=True
    )
    return bill


def difference(bill: Path) -> set[tuple[str, str]]:
    """Packages with versions that only one of the bill and the lock has."""
    parts = json.loads(bill.read_text())["components"]
    billed = {canonicalize_name(part["name"]): canonicalize_version(part["version"]) for part in parts}
    locked = {name: canonicalize_version(version) for name, version in pinned(RUNTIME).items()}
    return set(billed.items()) ^ set(locked.items())


if __name__ == "__main__":
    made = write()
    if differing := difference(made):
        sys.exit(f"The bill of materials and {RUNTIME.name} differ: {sorted(differing)}")
    sys.stdout.write(f"{made.relative_to(CHECKOUT)}: {len(pinned(RUNTIME))} packages, as {RUNTIME.name} has them\n")
