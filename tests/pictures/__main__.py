"""`python -m tests.pictures [WORDS]`: every page in every state, or those whose names hold the words.

Without words, the README's pictures too. What cannot be shown is told at the end.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from copdir import local
from tests import chromium
from tests.live import Site

SHOWN = local.CHECKOUT / "docs" / "pictures"
ALBUM = local.VAR / "pictures"


@contextmanager
def served() -> Iterator[Site]:
    """A real site with a database of its own, which holds the starter catalogue and one change of it to decide on."""
    from tests import databases
    from tests.pictures.showcase import PROPOSE

    with databases.of_this_run(), tempfile.TemporaryDirectory() as folder:
        name = databases.copy("pictures")
        with Site(databases.url(name), Path(folder)) as site:
            site.manage("load_starter")
            site.manage("shell", "-v0", "-c", PROPOSE)
            yield site


def fill_album(browser: Browser, site: Site, words: str) -> list[str]:
    """Take the pictures whose names hold the words; returns what could not be shown, and why."""
    from tests.journeys.visitor import Visitor
    from tests.pictures import scenes
    from tests.pictures.album import Album

    album, failures = Album(ALBUM), []
    for some in (scenes.of_the_starter, scenes.of_states, scenes.of_the_desk, scenes.of_letters):
        for name, scene in some(site).items():
            if words in name:
                visitor = Visitor(browser, site, scripts=not name.endswith(scenes.SCRIPTLESS))
                try:
                    scene(visitor)
                    album.take(visitor.page, name)
                except Exception as error:  # whatever it is, the other pictures are wanted too
                    failures.append(f"{name}: {error}")
                visitor.context.close()
    sys.stdout.write(f"{album.bind()}\n")
    return failures


def main(words: str) -> None:
    from tests.pictures.showcase import Showcase

    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_arguments())  # type: ignore[arg-type]
        if not words:
            Showcase(browser, site).write(SHOWN)
        failures = fill_album(browser, site, words)
        browser.close()
    if failures:
        sys.exit("\n".join(["Not shown:", *failures]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(" ".join(sys.argv[1:]))
