"""Stored scripts in a browser that heeds no policy: they run on no page of the public, and on none of the desk."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as of_site
from playwright.sync_api import Browser, Page, Route

from tests.attacks.test_markup import MARK, PAYLOADS, desk_pages, public_pages, published, sent

pytestmark = [pytest.mark.django_db, pytest.mark.long]

ORIGIN = "http://testserver"
# What every payload calls, in any frame.
RAN = f"window.{MARK} = () => {{ top.ran = true }}"
# Payloads that wait for somebody to come near: what can have the focus has it, what is folded is unfolded.
PROVOKE = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true
  for (const each of document.querySelectorAll("a, button, input, textarea, select, [tabindex]")) each.focus()
}"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(RAN)
    yield context.new_page()
    context.close()


def ran_at(reader: Page, pages: Mapping[str, str]) -> list[str]:
    """The addresses at which a payload ran, with the site's own scripts and styles beside it."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        file = Path(of_site.BASE_DIR) / urlsplit(path).path.removeprefix("/")
        if path in pages:
            route.fulfill(content_type="text/html", body=pages[path])
        elif path.startswith("/static/") and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    reader.route("**/*", answer)
    found = []
    for address in pages:
        reader.goto(ORIGIN + address)
        reader.evaluate(PROVOKE)
        if reader.evaluate("() => top.ran === true"):
            found.append(address)
    return found


def test_payloads_run_where_they_are_not_escaped(reader):
    raw = {f"/{number}": f"<!doctype html><h1>{payload}</h1>" for number, payload in enumerate(PAYLOADS)}
    assert len(ran_at(reader, raw)) >= 8  # others want to stand in an attribute, or a press


def test_no_payload_runs_on_a_public_page(reader, client):
    pages = {address: client.get(address, follow=True).text for address in public_pages(published())}
    assert sum(MARK in html for html in pages.values()) > 30
    assert ran_at(reader, pages) == []


def test_no_payload_runs_on_the_desk(reader, client, settings):
    settings.STAFF_SECOND_FACTOR = False
    made = published()
    pages = {address: client.get(address, follow=True).text for address in desk_pages(client, made, sent(made))}
    assert sum(MARK in html for html in pages.values()) > 30
    assert ran_at(reader, pages) == []
