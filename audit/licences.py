"""`python -m audit.licences`: writes down the licence of everything that is deployed, in docs/licences.md.

A licence that is not among those below stops it: somebody has to read it first.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from .locks import CHECKOUT

WRITTEN = CHECKOUT / "docs" / "licences.md"
RUNTIME_PYTHON = CHECKOUT / ".venv-runtime" / "bin" / "python"
# What lets the site be run, changed and passed on. LGPL and MPL ask that changes to these very packages stay open, and
# none is changed here; OFL asks that a font is not sold by itself.
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "MIT",
    "MIT-0",
    "OFL-1.1",
    "PSF-2.0",
    "LGPL-3.0-only",
    "MPL-2.0",
}
# The same licences as packages have called them before there was a list of names.
CALLED = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Whose metadata do not say it, or say less than the licence that comes with the package, which was read.
READ = {
    "qrcode": "BSD-3-Clause AND MIT",
    "resvg_py": "MIT",
}
HEAD = """# Licences of what the site runs on

Written by `make licences` from the packages themselves, as `requirements.lock` has them; `make audit` stops at a
licence that is not on the list in `audit/licences.py`. These packages are installed beside the site and are not part of
it; their licences come with them. What is part of it and is not ours is named in `LICENSE-DATA`.

| package | version | licence |
|---|---|---|
"""


def installed(python: Path = RUNTIME_PYTHON) -> list[dict[str, str]]:
    """Each package of an environment with its version and licence."""
    tool = [Path(sys.executable).with_name("pip-licenses"), f"--python={python}", "--format=json"]
    packages = json.loads(subprocess.run(tool, check=True, capture_output=True, text=True).stdout)
    for package in packages:
        package["License"] = READ.get(package["Name"]) or named(package["License"])
    return sorted(packages, key=lambda package: package["Name"].lower())


def named(licence: str) -> str:
    """A licence under the name that SPDX gives it; several are told apart."""
    for old, name in CALLED.items():
        licence = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", name, licence)
    return licence.replace("; ", " AND ")


def not_allowed(packages: list[dict[str, str]]) -> list[str]:
    """What has to be read by somebody first. Of licences to choose from, one will do."""
    return [
        f"{package['Name']}: {package['License']}"
        for package in packages
        if not any(ALLOWED.issuperset(choice.split(" AND ")) for choice in package["License"].split(" OR "))
    ]


def written(packages: list[dict[str, str]]) -> str:
    """The page."""
    rows = (f"| {one['Name']} | {one['Version']} | {one['License']} |\n" for one in packages)
    return HEAD + "".join(rows)


if __name__ == "__main__":
    found = installed()
    if wrong := not_allowed(found):
        sys.exit("\n".join(["Not among the licences that are allowed:", *wrong]))
    WRITTEN.write_text(written(found))
