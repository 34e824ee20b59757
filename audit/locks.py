"""The hash-locked lists of packages, and which of their lines hold on this machine."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parent.parent
RUNTIME = CHECKOUT / "requirements.lock"  # what is deployed
DEVELOPMENT = CHECKOUT / "requirements-dev.lock"  # and what tests it
AUDIT = CHECKOUT / "requirements-audit.lock"  # what looks at both
LOCKS = (RUNTIME, DEVELOPMENT, AUDIT)


def requirements(lock: Path) -> list[Requirement]:
    """Every package of a lock, pinned."""
    lines = lock.read_text().splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if line and not line.startswith((" ", "#"))]


def pinned(lock: Path) -> dict[str, str]:
    """The version of each package of a lock that is installed on this machine."""
    return {
        canonicalize_name(wanted.name): next(iter(wanted.specifier)).version
        for wanted in requirements(lock)
        if wanted.marker is None or wanted.marker.evaluate()
    }


def project() -> dict:
    """What pyproject.toml says."""
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
