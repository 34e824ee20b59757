"""The few pictures that the README shows, made from the starter catalogue alone and kept small: docs/pictures/."""

import base64
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from communities.models import Community
from tests.journeys import convening, moderating
from tests.journeys.visitor import Visitor
from tests.live import Site
from tests.pictures import png, scenes
from tests.pictures.album import SETTLE

COMPOSE = (Path(__file__).parent / "compose.js").read_text()
COLOURS = 200  # enough to look right; a picture then weighs a few tens of kilobytes
DESK: ViewportSize = {"width": 1280, "height": 960}
PHONE: ViewportSize = {"width": 360, "height": 740}
ENTRY = "national-foresight-network-finland"
# Run inside the served site: somebody has sent a change of a listed community.
PROPOSE = "from tests.pictures import showcase; showcase.propose()"


def propose() -> None:
    from tests.submissions import submitted

    community = Community.objects.get(slug=ENTRY)
    proposes = {
        "how_it_works": "Members meet on a Friday each month, and write a shared picture of change every spring.",
        "members": 140,
        "members_counted": "organisations",
        "members_as_of": "2026",
        "rhythm": "monthly",
        "mode": "both",
        "maturity": "consolidating",
    }
    submitted.pending(submitted.a_change(community, proposes=proposes))


def questionnaire(visitor: Visitor) -> None:
    convening.begin(visitor)
    convening.write(visitor.page, "What is it called?", "Horizon Circle")
    convening.write(
        visitor.page, "Describe it in one or two sentences", "Officials of all ministries who look ahead together."
    )
    convening.choose(visitor.page, "What do members mainly do together?", "Network")
    visitor.page.evaluate("scrollTo(0, 0)")


def review(visitor: Visitor, staff: tuple[str, str]) -> None:
    scenes.sign_in(visitor, *staff)
    visitor.open(moderating.QUEUE)
    scenes.take_up_the_first(visitor)


class Showcase:
    """`write(folder)` makes every picture of the README."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.darkroom = browser.new_page()
        staff = site.make_moderator()
        self.scenes: dict[str, Callable[[Visitor], object]] = {
            "home": lambda visitor: visitor.open("/"),
            "list": lambda visitor: visitor.open("/communities/?scale=national"),
            "entry": lambda visitor: visitor.open(f"/communities/{ENTRY}/"),
            "form": questionnaire,
            "review": lambda visitor: review(visitor, staff),
        }

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.scenes:
            self._develop(folder / f"{name}.png", [self._shot(name, DESK)])
        phones = [self._shot(name, PHONE, dark=name == "entry") for name in ("home", "list", "entry", "form")]
        self._develop(folder / "phones.png", phones)

    def _shot(self, name: str, size: ViewportSize, *, dark: bool = False) -> bytes:
        visitor = Visitor(self.browser, self.site)
        page: Page = visitor.page
        self.scenes[name](visitor)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.evaluate(SETTLE)
        shot = page.screenshot()
        visitor.leave()
        return shot

    def _develop(self, file: Path, shots: list[bytes]) -> None:
        pictures = [base64.b64encode(shot).decode() for shot in shots]
        options = {"pictures": pictures, "gap": 16, "colours": COLOURS}
        drawn = self.darkroom.evaluate(COMPOSE, options)
        rows = [base64.b64decode(row) for row in drawn["rows"]]
        file.write_bytes(png.written(drawn["width"], bytes(drawn["palette"]), rows))
