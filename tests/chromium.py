"""The browser of the journeys: $CHROMIUM, Debian's, or playwright's own; and what to install where there is none.

Debian's shell without windows comes first: its pages are the same, and it draws no frame around each.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DEBIAN = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page lives long enough to repay the passes of the compiler, which take a core; nor a small nursery.
    "--js-flags=--no-opt --no-maglev --always-sparkplug --min-semi-space-size=32",
)


def executable() -> str | None:
    for path in (os.environ.get("CHROMIUM"), *DEBIAN):
        if path and Path(path).exists():
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def launch_arguments() -> dict[str, object]:
    """What playwright's launch() takes. Chromium's sandbox refuses to run as root."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": executable(), "args": [*ARGUMENTS, *as_root]}


if __name__ == "__main__" and not executable():
    sys.exit(
        "The browser tests want Chromium: apt-get install chromium-headless-shell, or set CHROMIUM to an executable, "
        "or .venv/bin/python -m playwright install chromium"
    )
