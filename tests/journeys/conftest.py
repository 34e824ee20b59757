"""What every journey starts with: a site with the starter catalogue, people with browsers, a moderator."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests import stage
from tests.journeys.visitor import Visitor
from tests.live import Site
from tests.stage import Stage


@pytest.fixture(scope="session")
def catalogue(site: Site) -> Site:
    """The site with the starter catalogue loaded."""
    site.manage("load_starter")
    return site


@pytest.fixture(scope="session")
def moderator(site: Site) -> tuple[str, str]:
    """User name and password of a moderator."""
    return site.make_moderator()


@pytest.fixture(scope="session")
def set_stage(catalogue: Site) -> Stage:
    """The site with every state of the table brought about."""
    return stage.of(catalogue)


@pytest.fixture(scope="session")
def window(browser: Browser, catalogue: Site) -> Iterator[Visitor]:
    """One browser for all who only look at a page: opening one takes as long as looking."""
    visitor = Visitor(browser, catalogue)
    yield visitor
    visitor.leave()


@pytest.fixture
def looker(window: Visitor) -> Iterator[Visitor]:
    """A visitor who comes to look at one page, in a browser that remembers nobody."""
    yield window
    window.forget()


@pytest.fixture
def visit(browser: Browser, catalogue: Site) -> Iterator[Callable[..., Visitor]]:
    """`visit(scripts=False)` opens a browser of somebody's own; at the end nothing may have gone wrong in any."""
    visitors: list[Visitor] = []

    def arrive(**options: bool) -> Visitor:
        visitors.append(Visitor(browser, catalogue, **options))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leave()
