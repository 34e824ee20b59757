"""Passkeys: set up and used in a real browser with a key of its own, under the site's policy, without anyone else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import looking
from tests.journeys.visitor import CALM, REPORT_CSP
from tests.live import Site

PASSWORD = "a long enough pass phrase"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser with a key. Keys know sites by name, never by number."""
    named = site.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=named, viewport=looking.WIDE, locale="en-GB", **CALM)
    context.add_init_script(REPORT_CSP)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("request", lambda sent: sent.url.startswith((f"{named}/", "data:")) or wrong.append(sent.url))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()
    assert wrong == []


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill("keyholder")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at_the_desk(page: Page) -> None:
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def is_sound(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert looking.faults(page, CALM, looking.COLOURS_TOO) == []


def test_key_is_set_up_and_is_the_second_step_from_then_on(page, backstage):
    make = f"User.objects.create_superuser('keyholder', 'key@example.org', {PASSWORD!r})"
    backstage.run(f"from django.contrib.auth.models import User; {make}")
    sign_in(page)
    at_the_desk(page)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    is_sound(page, "Add a key")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    is_sound(page, "Recovery codes")
    page.goto("/accounts/2fa/")
    is_sound(page, "The second step")
    page.get_by_role("link", name="See your keys").click()
    is_sound(page, "Passkeys and security keys")
    page.get_by_role("link", name="Rename").click()
    is_sound(page, "Rename the key")
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove").click()
    is_sound(page, "Remove the key")
    page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/admin/")
    is_sound(page, "Is it still you?")
    page.get_by_role("button", name="Use your key").click()
    at_the_desk(page)  # not by its address alone, which the page before has in its own

    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(page)
    is_sound(page, "Enter your code")
    page.get_by_role("button", name="Use a passkey or security key").click()
    at_the_desk(page)
