"""`python -m bench [SUBJECT …]`: every subject in turn, or those named. Ends with 1 where a limit is passed.

Run whole, it writes its tables to docs/speed.md.
"""

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import django
from django.core.management import call_command

from bench import table
from copdir import local, postgres, static

LONG = {"soak", "migrating", "history"}  # these are measured only when they are named
REPORT = local.CHECKOUT / "docs" / "speed.md"
ABOUT = """# How fast, and how heavy

Written by `make bench` on {day}, on {cores} cores and Python {python}. Machines differ, and this one was shared: read
the ratios, which are taken in one run a subject, in turns, as medians. What each is measured against stands in
`bench/`.

"""


def subjects() -> dict[str, Callable[[], bool]]:
    """What is measured, by name, in the order of the report."""
    from bench import (  # noqa: PLC0415 - they need Django's settings
        crowd,
        deadline,
        history,
        kept,
        migrating,
        rival,
        scraper,
        sizes,
        soak,
        speed,
        standing,
        taking,
    )

    return {
        "files": sizes.of_files,
        "pages": sizes.of_pages,
        "work": speed.uncached,
        "kept": kept.throughput,
        "crowd": crowd.throughput,
        "csv": taking.everything,
        "deadline": deadline.storm,
        "standing": standing.standing,
        "scraper": scraper.scraper,
        "soak": soak.soak,
        "migrating": migrating.migrating,
        "history": history.history,
        "datasette": rival.datasette,
    }


def main(names: list[str]) -> int:
    known = subjects()
    if strange := set(names) - set(known):
        raise SystemExit(f"There is no subject {', '.join(strange)}: choose from {', '.join(known)}.")
    with postgres.of_checkout().in_use():
        static.gather()
        call_command("migrate", verbosity=0)
        call_command("load_starter", verbosity=0)
        passed = [name for name in names or [one for one in known if one not in LONG] if known[name]()]
    if not names:
        about = ABOUT.format(day=datetime.now(UTC).date(), cores=os.cpu_count(), python=platform.python_version())
        REPORT.write_text(about + table.as_markdown())
    if passed:
        sys.stdout.write(f"Over a limit: {', '.join(passed)}.\n")
    return 1 if passed else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")
    django.setup()
    sys.exit(main(sys.argv[1:]))
