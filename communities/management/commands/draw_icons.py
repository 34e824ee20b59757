"""Draws the site's icons anew from its one mark, `static/favicon.svg`; to be run when that has changed."""

import struct
from pathlib import Path
from typing import Any

import resvg_py
from django.conf import settings
from django.core.management.base import BaseCommand

PNGS = {"apple-touch-icon": 180, "icon-192": 192, "icon-512": 512}
IN_ICO = (16, 32, 48)


class Command(BaseCommand):
    help = "Draws static/icons/ anew from static/favicon.svg."

    def handle(self, *args: Any, **options: Any) -> None:
        static = Path(settings.BASE_DIR) / "static"
        for name, content in icons((static / "favicon.svg").read_text()).items():
            (static / "icons" / name).write_bytes(content)


def icons(svg: str) -> dict[str, bytes]:
    """Every icon by the name of its file."""
    drawn = {f"{name}.png": _png(svg, size) for name, size in PNGS.items()}
    return drawn | {"favicon.ico": _ico({size: _png(svg, size) for size in IN_ICO})}


def _png(svg: str, size: int) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True))


def _ico(pngs: dict[int, bytes]) -> bytes:
    """Several sizes of a picture in one file: a head, a table that says where each is, and the PNGs themselves."""
    table, offset = b"", 6 + 16 * len(pngs)
    for size, png in pngs.items():
        table += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return struct.pack("<HHH", 0, 1, len(pngs)) + table + b"".join(pngs.values())
