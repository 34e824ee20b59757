"""A person with a browser: what they open, press and read. What goes wrong beside that is held against the site."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.journeys import looking
from tests.live import Site

PATIENCE_MS = 10_000
REPORT_CSP = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`))"""
CALM = {"reduced_motion": "reduce"}


class Visitor:
    """`visitor.page` is Playwright's page; `visitor.trouble` what the browser complained of.

    Without `policy`, the browser does not heed the site's content policy: what is hostile meets escaping alone. With
    `axe`, that comes with every page, which is faster for who looks at each.
    """

    def __init__(
        self, browser: Browser, site: Site, *, scripts: bool = True, policy: bool = True, axe: bool = False
    ) -> None:
        self.site, self.scripts = site, scripts
        self.trouble: list[str] = []
        self.context = browser.new_context(
            base_url=site.url,
            java_script_enabled=scripts,
            viewport=looking.WIDE,
            locale="en-GB",
            **CALM,
            bypass_csp=not policy,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(REPORT_CSP)
        if axe:
            self.context.add_init_script(looking.AXE)
        self.page: Page = self.context.new_page()
        self._devtools = self.context.new_cdp_session(self.page)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._see_request)
        self.page.on("response", self._see_response)

    def leave(self) -> None:
        """Close the browser. Whatever it complained of fails the test."""
        self.context.close()
        assert not self.trouble, "\n".join(self.trouble)

    def forget(self) -> None:
        """Be as new for the next who only looks: nothing is agreed or kept. Complaints fail the test all the same.

        The page stays where it is, for a blank one between would take a new process of the browser each time.
        """
        for other in self.context.pages[1:]:
            other.close()
        self.page.unroute_all()
        self.page.evaluate("() => origin !== 'null' && sessionStorage.clear()")
        self.context.clear_cookies()
        self._devtools.send("Storage.clearDataForOrigin", {"origin": self.site.url, "storageTypes": "all"})
        self.page.set_viewport_size(looking.WIDE)
        trouble, self.trouble = self.trouble, []
        assert not trouble, "\n".join(trouble)

    def rest(self) -> None:
        """Be as new for the next: what ran on the last page has ended, and nothing lies under the mouse."""
        self.page.goto("/robots.txt")
        self.page.mouse.move(0, 0)
        self.forget()

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

    def looks_around(self, ways: tuple[looking.Way, ...] = looking.ONCE_MORE) -> None:
        """axe finds nothing on the page, and nothing scrolls sideways or moves unasked, in any way of looking at it."""
        found = looking.faults(self.page, CALM, ways)
        assert found == [], f"{self.page.url}\n" + "\n".join(found)

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
