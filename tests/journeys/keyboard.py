"""A person without a mouse: Tab, arrows, space, Enter and letters. Whatever gets the focus must be seen to have it."""

import base64
from typing import Any

from playwright.sync_api import Page, expect

MOST_STEPS = 300
MARGIN = 10  # how far a ring may reach beyond what it is around
CHANGED_AT_LEAST = 60  # of 255, in any channel, for a pixel to count as another colour

FOCUSED = """(sought) => {
  const one = document.activeElement;
  if (one === document.body || one === document.documentElement) return null;
  const all = [...one.getClientRects()].filter(({ width, height }) => width && height);
  const { left, right, top, bottom } = one.getBoundingClientRect();
  // What is written on several lines is looked at on its first; of what is larger than the window, the part within.
  const box = all[0] ?? { left, right, top, bottom };
  const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const above = document.elementFromPoint(across, down);
  const words = [one.innerText, one.labels?.[0]?.innerText, one.value, one.getAttribute("aria-label"), one.tagName];
  return {
    name: words.find((some) => some?.trim()).trim(),
    kind: [one, one.parentElement].map((each) => `${each.tagName}.${each.className}[${each.type ?? ""}]`).join(" in "),
    inView: box.right > box.left && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    coveredBy: above && (one.contains(above) || above.contains(one)) ? "" : above?.outerHTML.slice(0, 100) ?? "nothing",
    isUnderlined: getComputedStyle(one).outlineStyle !== "none" || getComputedStyle(one).boxShadow !== "none"
      || [...one.children].some((each) => getComputedStyle(each).outlineStyle !== "none"),
    isSought: Boolean(sought) && one.matches(sought),
    box: { x: left, y: top, width: right - left, height: bottom - top },
  };
}"""
HAS_COME = "(sought) => document.activeElement.matches(sought)"
UNFOCUS = "() => { window.had = document.activeElement; window.had.blur(); }"
REFOCUS = "() => window.had.focus({ preventScroll: true })"
CHANGED_PIXELS = """async ([before, after, least]) => {
  const read = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height).data;
  };
  const [a, b] = [await read(before), await read(after)];
  let changed = 0;
  for (let place = 0; place < a.length; place += 4) {
    changed += [0, 1, 2].some((channel) => Math.abs(a[place + channel] - b[place + channel]) >= least);
  }
  return changed;
}"""


class Keyboard:
    """`keys.tab()` goes one step on. Of each kind of thing that gets the focus, the first is held against a picture.

    Without `looks`, nothing is: for the pages that others have looked at.
    """

    def __init__(self, page: Page, *, looks: bool = True) -> None:
        self.page, self.looks = page, looks
        self.darkroom = page.context.new_page()  # pictures are compared there, where no policy forbids it
        page.bring_to_front()  # a page behind another is drawn once a second
        self.pictured: set[str] = set()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab(self) -> str:
        """One step on; the name of what then has the focus, or nothing at the end of the page."""
        self.press("Tab")
        return self.look()

    def look(self) -> str:
        """What has the focus shows it, in view and uncovered; its name."""
        focused = self._focused() if self.looks else None
        return focused["name"] if focused else ""

    def _focused(self, sought: str = "") -> dict[str, Any] | None:
        """What has the focus, and shows it, in view and uncovered; nothing at the end of the page."""
        focused: dict[str, Any] | None = self.page.evaluate(FOCUSED, sought)
        if focused is None:
            return None
        what = f"“{focused['name'][:80]}” ({focused['kind']}) on {self.page.url}"
        assert focused["inView"], f"Out of sight with the focus: {what}"
        assert not focused["coveredBy"], f"Covered with the focus: {what} by {focused['coveredBy']}"
        assert focused["isUnderlined"], f"Nothing shows the focus of {what}"
        if focused["kind"] not in self.pictured:
            self.pictured.add(focused["kind"])
            changed, least = self._changed(focused["box"])
            assert changed >= least, f"{changed} pixels show the focus of {what}, at least {least} are wanted"
        return focused

    def go_to(self, selector: str) -> None:
        """Tab until what the selector names has the focus."""
        for _turn in range(MOST_STEPS):
            self.press("Tab")
            if self._has_come_to(selector):
                return
        raise AssertionError(f"{selector} cannot be reached on {self.page.url}")

    def go_to_named(self, name: str) -> None:
        """Tab until something whose name begins so has the focus."""
        for _turn in range(MOST_STEPS):
            if self.tab().startswith(name):
                return
        raise AssertionError(f"“{name}” cannot be reached on {self.page.url}")

    def choose(self, selector: str) -> None:
        """Come to one of a group of radio buttons, and with the arrows to the one that the selector names."""
        name = self.page.locator(selector).get_attribute("name")
        self.go_to(f"[name='{name}']")
        has_come = self.page.evaluate(HAS_COME, selector)
        for _turn in range(MOST_STEPS):
            if has_come:
                if not self.page.locator(selector).is_checked():
                    self.press("Space")
                expect(self.page.locator(selector)).to_be_checked()
                return
            self.press("ArrowDown")
            has_come = self._has_come_to(selector)
        raise AssertionError(f"{selector} cannot be chosen on {self.page.url}")

    def tick(self, selector: str) -> None:
        self.go_to(selector)
        self.press("Space")
        expect(self.page.locator(selector)).to_be_checked()

    def leave_page(self) -> list[str]:
        """Tab to the end of the page and out of it; the names of all that had the focus on the way."""
        seen = []
        for _turn in range(MOST_STEPS):
            name = self.tab()
            if not name:
                return seen
            seen.append(name)
        raise AssertionError(f"The focus does not leave {self.page.url}: {seen[-5:]}")

    def _has_come_to(self, selector: str) -> bool:
        """Look at what has the focus; whether the selector names it."""
        if not self.looks:
            return bool(self.page.evaluate(HAS_COME, selector))
        focused = self._focused(selector)
        return focused is not None and bool(focused["isSought"])

    def _changed(self, box: dict[str, float]) -> tuple[int, int]:
        """How many pixels the focus changes in and around a box, and how many it should at least: an edge of one."""
        size = self.page.viewport_size
        left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
        right = min(box["x"] + box["width"] + MARGIN, size["width"])
        bottom = min(box["y"] + box["height"] + MARGIN, size["height"])
        clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        focused = self.page.screenshot(clip=clip)
        self.page.evaluate(UNFOCUS)
        plain = self.page.screenshot(clip=clip)
        self.page.evaluate(REFOCUS)
        pictures = [base64.b64encode(one).decode() for one in (plain, focused)]
        changed = self.darkroom.evaluate(CHANGED_PIXELS, [*pictures, CHANGED_AT_LEAST])
        return changed, round(min(box["width"], size["width"]))
