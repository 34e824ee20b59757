"""Looking at a page in every way that people do: wide, narrow, in the dark and without motion, in forced colours.

The page is loaded once; what is around it changes. Where only colours can differ, only the rules about them are run.
"""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
PLAIN = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
# Preloading is for one rule alone, and does what the site's policy rightly refuses.
EVERY_RULE = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
RULES_OF_COLOUR = {"resultTypes": ["violations"], "preload": False, "runOnly": ["color-contrast", "link-in-text-block"]}


@dataclass(frozen=True)
class Way:
    """A way of looking: how wide, what the reader's system asks for, and the rules that can tell a difference."""

    name: str
    size: ViewportSize = field(default_factory=lambda: WIDE)
    media: dict[str, str] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=lambda: RULES_OF_COLOUR)


WAYS = (
    Way("plain", rules=EVERY_RULE),
    Way("320 px", size=NARROW, rules=EVERY_RULE),
    Way("dark, reduced motion", media={"color_scheme": "dark", "reduced_motion": "reduce"}),
    Way("forced colours", media={"forced_colors": "active"}),
)
SETTLE = """async () => {
  await new Promise(requestAnimationFrame);
  document.getAnimations().forEach((one) => one.finish());
}"""  # colours that are still changing would be measured halfway
SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
    .map((one) => "sideways scroll: " + one.outerHTML.slice(0, 120)).slice(0, 3);
}"""
MOVING = """() => {
  const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
  return [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return seconds(transitionDuration) > 0.01 || scrollBehavior === "smooth"
      || animationName !== "none" && seconds(animationDuration) > 0.01;
  }).map((one) => "moves: " + one.outerHTML.slice(0, 120)).slice(0, 3);
}"""


def faults(page: Page, then: dict[str, str]) -> list[str]:
    """What is wrong with the page in any of the ways, one line each; it is left wide, with the media of `then`."""
    found = [f"{way.name}: {one}" for way in WAYS for one in _of(page, way)]
    page.set_viewport_size(WIDE)
    page.emulate_media(**{**PLAIN, **then})  # type: ignore[arg-type]
    return found


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds wrong with the page as it stands: one line for each rule."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", rules)
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:160] for node in rule["nodes"][:4])
        for rule in found
    ]


def _of(page: Page, way: Way) -> list[str]:
    page.set_viewport_size(way.size)
    page.emulate_media(**{**PLAIN, **way.media})  # type: ignore[arg-type]
    page.evaluate(SETTLE)
    moving = page.evaluate(MOVING) if "reduced_motion" in way.media else []
    return [*violations(page, way.rules), *page.evaluate(SIDEWAYS), *moving]
