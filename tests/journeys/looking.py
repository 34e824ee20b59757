"""Looking at a page in every way that people do: wide, narrow, with larger or wider set text, dark, in forced colours.

The page is loaded once; what is around it changes. Rules are run where they can tell a difference.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
PLAIN = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}
# Preloading is for one rule alone, and does what the site’s policy rightly refuses; of passes nothing is read.
SPEEDILY = {
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
    "selectors": False,
    "performanceTimer": False,
}
EVERY_RULE = {**SPEEDILY, "rules": {"target-size": {"enabled": True}}}
ALL_BUT_COLOUR = {**EVERY_RULE, "rules": {**EVERY_RULE["rules"], "color-contrast": {"enabled": False}}}
RULES_OF_COLOUR = {**SPEEDILY, "runOnly": ["color-contrast", "link-in-text-block"]}
RULES_OF_WIDTH = {**SPEEDILY, "runOnly": ["target-size", "scrollable-region-focusable"]}
# What readers may set, by WCAG 1.4.12 and 1.4.4. A policy that forbids inline styles does not forbid these.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
DOUBLED = "html { font-size: 200% !important }"


@dataclass(frozen=True)
class Way:
    """A way of looking: how wide, what the reader's system asks for and styles say, and which rules of axe are run."""

    name: str
    rules: dict[str, Any] | None
    size: ViewportSize = field(default_factory=lambda: WIDE)
    media: dict[str, str] = field(default_factory=dict)
    styles: str = ""
    leaves_out: tuple[str, ...] = ()  # selectors of what the rules do not look at
    measures_all: bool = False  # the contrast of each text, and not only of a few of many alike


WAYS = (
    Way("plain", ALL_BUT_COLOUR),
    Way("320 px", RULES_OF_WIDTH, size=NARROW),
    Way("320 px, text spaced", None, size=NARROW, styles=SPACED),
    Way("text doubled", None, styles=DOUBLED),
    Way("dark, reduced motion", None, media={"color_scheme": "dark", "reduced_motion": "reduce"}),
    Way("forced colours", None, media={"forced_colors": "active"}),
)
FRAME = ("body > header", "body > footer")
# A state of a page has the page's own frame, and its components are looked at in every way on the living page: what it
# can get wrong by itself is what it is made of, and words that find no room. All ways again in `make test-long`.
ONCE_MORE = tuple(replace(way, leaves_out=FRAME) for way in WAYS if way.name in ("plain", "320 px, text spaced"))
# Colours are those of components, and each of these is looked at in both schemes on the living page; pages besides.
COLOURED = {"plain": EVERY_RULE, "dark, reduced motion": RULES_OF_COLOUR}
COLOURS_TOO = tuple(replace(way, rules=COLOURED.get(way.name, way.rules)) for way in WAYS)
# With the rules, too, that hardly can tell a difference: for `make test-long`.
ALSO = {"320 px": EVERY_RULE, "forced colours": RULES_OF_COLOUR}
EVERY_WAY = tuple(replace(way, rules=ALSO.get(way.name, way.rules), measures_all=True) for way in COLOURS_TOO)
# Reader's styles first. Colours that are still changing would be measured halfway.
SETTLE = """async (styles) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  await new Promise(requestAnimationFrame);
  document.getAnimations().forEach((one) => one.finish());
}"""
# In forced colours the system's stand in place of all that a page does not keep for itself: no words may be among that.
KEPT_COLOURS = """() => [...document.querySelectorAll("body *")]
  .filter((one) => getComputedStyle(one).forcedColorAdjust === "none" && one.innerText?.trim())
  .map((one) => "words with colours of their own: " + one.outerHTML.slice(0, 120)).slice(0, 3)"""
# Measuring contrast takes longer than all other rules, and nothing goes into it but colours, size and weight of a text
# and what is painted behind it. Of those that agree in all of these, and stand in the same layer, three are measured.
MARK_ALIKE = """() => {
  const NOTHING_PAINTED = "rgba(0, 0, 0, 0),none,1,none,normal";
  const kinds = new Map(), seen = new Map();
  const number = (kind) => kinds.get(kind) ?? kinds.set(kind, kinds.size).get(kind);
  const go = (one, behind) => {
    const style = getComputedStyle(one);
    const layer = style.position === "static" ? "" : [style.position, style.zIndex, one.tagName, one.className].join();
    const painted = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode];
    const adds = layer || painted.join() !== NOTHING_PAINTED;
    const here = adds ? number([behind, ...painted, layer].join()) : behind;
    const text = number([here, style.color, style.fontSize, style.fontWeight, style.textShadow].join());
    const before = seen.get(text) ?? 0;
    // Those without words of their own are not measured anyhow, and do not count.
    const hasWords = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (hasWords && one.checkVisibility()) seen.set(text, before + 1);
    one.toggleAttribute("data-alike", before >= 3);
    for (const child of one.children) go(child, here);
  };
  go(document.documentElement, "");
}"""
RUN_AXE = f"""async ([options, exclude, measuresAll]) => {{
  if (typeof axe === 'undefined') return null;
  axe.configure({{ rules: [{{ id: "color-contrast", selector: measuresAll ? "*" : ":not([data-alike])" }}] }});
  const measures = options.runOnly?.includes("color-contrast") ?? options.rules?.["color-contrast"]?.enabled !== false;
  if (measures && !measuresAll) ({MARK_ALIKE})();
  return (await axe.run({{ exclude }}, options)).violations;
}}"""
SIDEWAYS = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const sticksOut = (one) => one.getBoundingClientRect().right > clientWidth + 1;
  return [...document.querySelectorAll("body *")]
    .filter((one) => sticksOut(one) && ![...one.children].some(sticksOut))
    .map((one) => "sideways scroll: " + one.outerHTML.slice(0, 120)).slice(0, 3);
}"""
# Words whose box is too small for them, and words that stand on other words. What is there for screen readers only
# (a box of one pixel) and drawings are left out; lines of one text may come close to each other.
CROWDED = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && one.offsetWidth > 1 && one.offsetHeight > 1 && !one.closest("svg");
  const named = (one) => one.outerHTML.slice(0, 100);
  const cutOff = ({ overflowX, overflowY, clipPath }, one) => clipPath === "none"
    && (/hidden|clip/.test(overflowX) && one.scrollWidth > one.clientWidth + 1
      || /hidden|clip/.test(overflowY) && one.scrollHeight > one.clientHeight + 1);
  const found = [...document.querySelectorAll("body *:not(select, input, textarea, :has(> svg))")]
    .filter((one) => cutOff(getComputedStyle(one), one) && seen(one) && one.innerText?.trim())
    .map((one) => "cut off: " + named(one));
  const sticks = (one) => one && (/sticky|fixed/.test(getComputedStyle(one).position) || sticks(one.parentElement));
  // Of what scrolls inside a box of its own, only what the box shows now.
  const within = (one) => {
    if (!one || one === document.body) return { left: -1e6, right: 1e6, top: -1e6, bottom: 1e6 };
    const { overflowX, overflowY } = getComputedStyle(one);
    return /auto|scroll/.test(overflowX + overflowY) ? one.getBoundingClientRect() : within(one.parentElement);
  };
  const boxes = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const one = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !seen(one) || one.closest("select, .vh, .skip") || sticks(one)) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    const shown = within(one);
    for (const box of range.getClientRects()) {
      const left = Math.max(box.left, shown.left), right = Math.min(box.right, shown.right);
      const top = Math.max(box.top, shown.top), bottom = Math.min(box.bottom, shown.bottom);
      const close = (bottom - top) / 4;
      if (right - left > 2 && close > 0) boxes.push({ one, left, right, top: top + close, bottom: bottom - close });
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, place) => {
    for (let next = place + 1; next < boxes.length && boxes[next].top < a.bottom; next++) {
      const b = boxes[next];
      if (a.one !== b.one && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2) {
        found.push(`overlap: ${named(a.one)} and ${named(b.one)}`);
      }
    }
  });
  return found.slice(0, 4);
}"""
MOVING = """() => {
  const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
  return [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return seconds(transitionDuration) > 0.01 || scrollBehavior === "smooth"
      || animationName !== "none" && seconds(animationDuration) > 0.01;
  }).map((one) => "moves: " + one.outerHTML.slice(0, 120)).slice(0, 3);
}"""


def faults(page: Page, then: dict[str, str], ways: tuple[Way, ...] = WAYS) -> list[str]:
    """What is wrong with the page in any of the ways, one line each; it is left wide, with the media of `then`."""
    found = [f"{way.name}: {one}" for way in ways for one in _of(page, way)]
    _stand(page, WIDE, then)
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    return found


def violations(
    page: Page, rules: dict[str, Any], leaves_out: tuple[str, ...] = (), *, measures_all: bool = False
) -> list[str]:
    """What axe finds wrong with the page as it stands: one line for each rule."""
    asked = [rules, [*leaves_out], measures_all]
    if (found := page.evaluate(RUN_AXE, asked)) is None:
        page.evaluate(AXE)
        found = page.evaluate(RUN_AXE, asked)
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:160] for node in rule["nodes"][:4])
        for rule in found
    ]


def _of(page: Page, way: Way) -> list[str]:
    _look(page, way)
    found = violations(page, way.rules, way.leaves_out, measures_all=way.measures_all) if way.rules else []
    asked = {"reduced_motion": MOVING, "forced_colors": KEPT_COLOURS}
    checks = [*(check for media, check in asked.items() if media in way.media), SIDEWAYS, CROWDED]
    return found + page.evaluate(f"() => [{', '.join(checks)}].flatMap((check) => check())")


def _look(page: Page, way: Way) -> None:
    _stand(page, way.size, way.media)
    page.evaluate(SETTLE, way.styles)


def _stand(page: Page, size: ViewportSize, media: dict[str, str]) -> None:
    if page.viewport_size != size:
        page.set_viewport_size(size)
    page.emulate_media(**{**PLAIN, **media})  # type: ignore[arg-type]
