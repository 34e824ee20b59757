"""An album in var/pictures/: full pages at three widths, light and dark, and one page that shows them all."""

import re
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, ViewportSize

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SIZES: tuple[ViewportSize, ...] = (
    {"width": 360, "height": 740},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)
# A picture halfway through a change of colours shows neither state. No frame is waited for: without scripts none tells.
SETTLE = "() => document.getAnimations().forEach((one) => one.finish())"
STYLE = """body { font: 16px sans-serif; margin: 1rem } section { margin-block: 2rem; border-top: 3px solid }
div { display: flex; gap: 1rem; align-items: start; overflow-x: auto } figure { margin: 0 }
img { max-height: 40rem; max-width: 24rem; border: 1px solid #888 }"""


class Album:
    """`album.take(page, name)` keeps six pictures of the page as it stands; `album.bind()` writes index.html."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: dict[str, list[str]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str) -> None:
        stem = re.sub(r"\W+", "-", name).strip("-").lower()
        for size in SIZES:
            page.set_viewport_size(size)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.evaluate(SETTLE)
                file = f"{stem}-{size['width']}-{scheme}.png"
                page.screenshot(path=self.folder / file, full_page=True)
                self.taken.setdefault(name, []).append(file)

    def bind(self) -> Path:
        """Write the page that shows every picture taken; older ones beside them stay, but are not on it."""
        sections = "".join(
            f"<section><h2>{escape(name)}</h2><div>{''.join(map(_figure, files))}</div></section>"
            for name, files in self.taken.items()
        )
        index = self.folder / "index.html"
        index.write_text(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>{STYLE}</style>'
            f"<h1>{len(self.taken)} pages and states</h1>{sections}</html>"
        )
        return index


def _figure(file: str) -> str:
    return (
        f'<figure><a href="{file}"><img src="{file}" alt="" loading="lazy"></a><figcaption>{file}</figcaption></figure>'
    )
