"""Who of the workers runs which test: a site that journeys need is set up by one of them, and only once."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys/"
CHECKOUT = Path(__file__).parent.parent


class SitesOnce(LoadScopeScheduling):
    """One worker begins with all journeys that need the stage, another with the others; the rest goes test by test."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        if not file.startswith(JOURNEYS):
            return nodeid
        return "stage" if _needs_stage(file) else "journeys"


@cache
def _needs_stage(file: str) -> bool:
    return "set_stage" in (CHECKOUT / file).read_text()
