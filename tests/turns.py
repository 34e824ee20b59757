"""Who of the workers runs which test: a site that journeys need is set up by one of them, and only once."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys/"
CHECKOUT = Path(__file__).parent.parent


class SitesOnce(LoadScopeScheduling):
    """One worker begins with all journeys that need the stage, another with the others; the rest goes test by test.

    But the tests of a module that share what took long to set up stay together.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        if not file.startswith(JOURNEYS):
            return file if _says(file, 'scope="module"') else nodeid
        return "stage" if _says(file, "set_stage") else "journeys"


@cache
def _says(file: str, words: str) -> bool:
    return words in (CHECKOUT / file).read_text()
