"""A person with a browser: what they open, press and read. What goes wrong beside that is held against the site."""

from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, ViewportSize, expect

from tests.live import Site

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
# Preloading is for one rule alone, and does what the site's policy rightly refuses.
EVERY_RULE = {"resultTypes": ["violations"], "preload": False}
RULES_OF_COLOUR = {**EVERY_RULE, "runOnly": ["color-contrast", "link-in-text-block"]}
PATIENCE_MS = 10_000
REPORT_CSP = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`))"""
OVERFLOW = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 3)"""
SETTLE = """async () => {
  await new Promise(requestAnimationFrame);
  document.getAnimations().forEach((one) => one.finish());
}"""  # colours that are still changing would be measured halfway
WIDTHS = """() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"""


class Visitor:
    """`visitor.page` is Playwright's page; `visitor.trouble` what the browser complained of."""

    def __init__(self, browser: Browser, site: Site, *, scripts: bool = True) -> None:
        self.site, self.scripts = site, scripts
        self.trouble: list[str] = []
        self.context = browser.new_context(
            base_url=site.url, java_script_enabled=scripts, viewport=WIDE, reduced_motion="reduce", locale="en-GB"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(REPORT_CSP)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)

    def leave(self) -> None:
        """Close the browser. Whatever it complained of fails the test."""
        self.context.close()
        assert not self.trouble, "\n".join(self.trouble)

    def open(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def follow(self, name: str, within: Locator | None = None) -> Page:
        """Follow the first link of that name."""
        (within or self.page).get_by_role("link", name=name).first.click()
        return self.page

    def press(self, name: str) -> Page:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.page

    def is_at(self, heading: str) -> None:
        """The page's one heading of the first rank says this."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def reads(self, *words: str) -> None:
        for some in words:
            expect(self.page.locator("main")).to_contain_text(some)

    def looks_around(self, *, dark: bool = True) -> None:
        """axe finds nothing on the page, wide and narrow and (`dark`) in dark colours; nothing scrolls sideways."""
        found = self._looked_at(WIDE, "light", EVERY_RULE) + self._looked_at(NARROW, "light", EVERY_RULE)
        if dark:
            found += self._looked_at(WIDE, "dark", RULES_OF_COLOUR)
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light")
        assert found == [], f"{self.page.url}\n" + "\n".join(found)

    def _looked_at(self, size: ViewportSize, scheme: Literal["light", "dark"], rules: dict[str, Any]) -> list[str]:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(SETTLE)
        found = [f"{size['width']} {scheme} {one}" for one in violations(self.page, rules)]
        inner, outer = self.page.evaluate(WIDTHS)
        if inner > outer:
            found.append(f"{size['width']}: sideways scroll, {self.page.evaluate(OVERFLOW)}")
        return found

    def _hear(self, message: ConsoleMessage) -> None:
        # What could not be loaded is known from the responses; a page that is not there is not yet a fault.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.trouble.append(f"{self.page.url}: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.url}/", "data:", "blob:", "about:")):
            self.trouble.append(f"{self.page.url} asked elsewhere: {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            self.trouble.append(f"{response.status} {urlsplit(response.url).path}")


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds wrong with the page as it stands: one line for each rule."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(options)", rules)
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:160] for node in rule["nodes"][:4])
        for rule in found["violations"]
    ]
