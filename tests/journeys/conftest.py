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
    visitor = Visitor(browser, catalogue, axe=True)
    yield visitor
    visitor.leave()


@pytest.fixture
def looker(window: Visitor) -> Iterator[Visitor]:
    """A visitor who comes to look at one page, in a browser that remembers nobody."""
    yield window
    window.forget()


@pytest.fixture(scope="session")
def at_rest() -> Iterator[dict[bool, list[Visitor]]]:
    """Browsers with scripts, and without, that nobody has at the moment."""
    visitors: dict[bool, list[Visitor]] = {True: [], False: []}
    yield visitors
    for visitor in visitors[True] + visitors[False]:
        visitor.leave()


@pytest.fixture
def visit(browser: Browser, catalogue: Site, at_rest: dict[bool, list[Visitor]]) -> Iterator[Callable[..., Visitor]]:
    """`visit(scripts=False)` opens a browser of somebody's own; at the end nothing may have gone wrong in any.

    One that others had before remembers nobody, and is opened faster. `visit(anew=True)` is for whoever does to it what
    cannot be undone.
    """
    visitors: list[Visitor] = []
    lone: list[Visitor] = []

    def arrive(*, scripts: bool = True, anew: bool = False, policy: bool = True) -> Visitor:
        if anew or not policy:
            lone.append(Visitor(browser, catalogue, scripts=scripts, policy=policy))
            return lone[-1]
        visitors.append(at_rest[scripts].pop() if at_rest[scripts] else Visitor(browser, catalogue, scripts=scripts))
        return visitors[-1]

    yield arrive
    for visitor in lone:
        visitor.leave()
    for visitor in visitors:
        visitor.rest()
        at_rest[visitor.scripts].append(visitor)


@pytest.fixture
def at_desk(visit: Callable[..., Visitor], signed_in_moderator: list[Any]) -> Callable[..., Visitor]:
    """`at_desk(scripts=False)`: the moderator, who has signed in already."""

    def arrive(**options: bool) -> Visitor:
        visitor = visit(**options)
        visitor.context.add_cookies(signed_in_moderator)
        return visitor

    return arrive
