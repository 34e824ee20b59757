"""The palette as it stands in static/css/tokens.css, with the contrast of each colour on what it is written on."""

import re
from dataclasses import dataclass

from django.conf import settings

# Each colour and the ground that it is seen on.
ON = {
    "ink": "paper",
    "quiet": "paper",
    "link": "paper",
    "edge": "paper",
    "bad": "paper",
    "on-act": "act",
    "on-sun": "sun",
    "k1": "paper",
    "k2": "paper",
    "k3": "paper",
    "k4": "paper",
    "k5": "paper",
}


@dataclass(frozen=True)
class Colour:
    """A token, and its contrast as a ratio to one, in light and in dark."""

    name: str
    ground: str
    light: float
    dark: float


def tokens() -> dict[str, tuple[str, str]]:
    """Every colour among the tokens: in light, in dark."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    found = re.findall(r"--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})(?:, (#[0-9a-f]{6}))?", text)
    return {name: (light, dark or light) for name, light, dark in found}


def colours() -> list[Colour]:
    """The palette with its figures."""
    known = tokens()
    return [
        Colour(name, ground, *(round(contrast(known[name][at], known[ground][at]), 1) for at in (0, 1)))
        for name, ground in ON.items()
    ]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 has it: 1 for equal ones, 21 for black on white."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
