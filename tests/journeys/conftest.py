"""What every journey starts with: a site with the starter catalogue, people with browsers, a moderator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import stage
from tests.journeys import moderating
from tests.journeys.backstage import Backstage
from tests.journeys.visitor import Visitor
from tests.live import Site
from tests.stage import Stage


@pytest.fixture(scope="session")
def backstage(site: Site) -> Iterator[Backstage]:
    """Who does on the site what journeys find done."""
    with Backstage(site) as one:
        yield one


@pytest.fixture(scope="session")
def catalogue(site: Site, backstage: Backstage) -> Site:
    """The site with the starter catalogue loaded."""
    backstage.manage("load_starter")
    return site


@pytest.fixture(scope="session")
def moderator(backstage: Backstage) -> tuple[str, str]:
    """User name and password of a moderator."""
    name, password = "moderator-of-journeys", "a long pass phrase"
    backstage.run(f"from tests.submissions.submitted import a_moderator; a_moderator({name!r})")
    return name, password


@pytest.fixture(scope="session")
def signed_in_moderator(browser: Browser, catalogue: Site, moderator: tuple[str, str]) -> list[Any]:
    """The moderator's cookies: one sign-in for all journeys whose subject is another."""
    return moderating.cookies_of(Visitor(browser, catalogue), *moderator)


@pytest.fixture(scope="session")
def set_stage(catalogue: Site, backstage: Backstage) -> Stage:
    """The site with every state of the table brought about."""
    return Stage.read(backstage.run(stage.RUN))


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


@pytest.fixture
def at_desk(visit: Callable[..., Visitor], signed_in_moderator: list[Any]) -> Callable[..., Visitor]:
    """`at_desk(scripts=False)`: the moderator, who has signed in already."""

    def arrive(**options: bool) -> Visitor:
        visitor = visit(**options)
        visitor.context.add_cookies(signed_in_moderator)
        return visitor

    return arrive
