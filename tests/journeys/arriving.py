"""How a browser comes to a state of the table: it opens the page, unfolds what folds, and sends what is sent there."""

from playwright.sync_api import Page

from tests import states
from tests.stage import Stage


def arrive(page: Page, set_stage: Stage, state: str) -> None:
    """Open the page of a state, and do there what brings the state about."""
    address = states.address(state, set_stage.names)
    if not address:
        html = states.drawn(state, set_stage.drawn)
        page.route("**/drawn/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address or "/drawn/")
    if state in states.UNFOLDED:
        page.locator("details").evaluate_all("all => all.forEach((one) => one.open = true)")
    if state in states.SENT:
        form = page.locator("main form").first
        for name, value in states.SENT[state].items():
            form.locator(f"[name={name}]").evaluate("(one, value) => one.value = value", value)
        form.locator("button:not([name], [tabindex])").first.click()
