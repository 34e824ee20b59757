"""A moderator at the desk: signing in, finding a submission in the queue, deciding."""

from typing import Any

from playwright.sync_api import Locator, expect

from communities import index
from tests.journeys.visitor import Visitor

QUEUE = "/admin/submissions/submission/"
# The processes that did not take the decision hear of it when they look, and so soon they do.
FRESH_WITHIN_MS = round(1_000 * index.LOOK_EVERY) + 100


def sign_in(visitor: Visitor, name: str, password: str) -> None:
    page = visitor.open("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    visitor.press("Sign in")
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def cookies_of(visitor: Visitor, name: str, password: str) -> list[Any]:
    """Sign in and leave; the cookies that somebody who has signed in goes on with, as long as the site lets them."""
    sign_in(visitor, name, password)
    cookies = visitor.context.cookies()
    visitor.leave()
    return [{key: value for key, value in cookie.items() if key != "expires"} for cookie in cookies]


def look_at(visitor: Visitor, name: str) -> None:
    """From the queue to the page of the submission of that name."""
    visitor.open(QUEUE)
    visitor.follow(name, within=visitor.page.get_by_role("table"))
    visitor.is_at(name)


def decide(visitor: Visitor, decision: str, button: str, words: str = "") -> None:
    page = visitor.page
    page.get_by_role("radio", name=decision, exact=True).check()
    if words:
        page.get_by_label("Words to the sender").fill(words)
    visitor.press(button)


def tell_of_success(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator(".messagelist .success").first).to_contain_text(words)


def tell_of_decision(visitor: Visitor, words: str) -> None:
    """What was decided is told to the moderator, and has had the time to reach every process's public pages."""
    tell_of_success(visitor, words)
    visitor.page.wait_for_timeout(FRESH_WITHIN_MS)


def changed_fields(visitor: Visitor) -> Locator:
    """The rows of the difference between what is live and what is proposed."""
    return visitor.page.locator("table.diff tr.changed")
