"""The fonts of cards: which of them draws a text, and how wide the text is. Nothing is drawn here.

They come with Python packages, so that a card is the same on every machine: Arimo (Latin, Greek, Cyrillic, Hebrew) and
Noto Sans Arabic (Arabic, Persian, Urdu, Pashto, and Latin beside them). One font draws the whole of a text or none of
it: letters that a font lacks would come out as boxes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import fontpkg
import uharfbuzz as hb

BOLD = 700
# Control characters cannot stand in a picture, and those that turn the direction round must not.
UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
JOINERS = "\u200c\u200d"  # have no shape of their own, but Persian needs them


@dataclass(frozen=True)
class Font:
    """A family. In em: the room between its letters, from line to line, and how high it rises above the baseline."""

    family: str
    tracking: float
    leading: float
    rise: float

    @property
    def path(self) -> str:
        return str(fontpkg.path(self.family))

    def has(self, text: str) -> bool:
        """Whether the font has a shape for every character of the text."""
        shapes = _shapes(self.path)
        return all(shapes.get_nominal_glyph(ord(one)) for one in text if one not in JOINERS)

    def width(self, text: str) -> float:
        """The width of a line of text in bold, in em, tracking included."""
        words = text.split(" ")
        blanks = (len(words) - 1) * self._advances(" ")
        return sum(map(self._advances, words)) + blanks + self.tracking * len(text)

    def _advances(self, word: str) -> float:
        """The width of a word, which is in one script and so runs one way."""
        buffer = hb.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        shapes = _shapes(self.path)
        hb.shape(shapes, buffer)
        return sum(position.x_advance for position in buffer.glyph_positions or ()) / shapes.face.upem


# For names in large type.
LARGE = (
    Font("Arimo", tracking=-0.03, leading=1.04, rise=0.73),
    Font("Noto Sans Arabic", tracking=0, leading=1.35, rise=0.95),
)
# For the lines below, which are in the site's own words.
SMALL = Font("Arimo", tracking=0, leading=1.4, rise=0.73)


def files() -> list[str]:
    """The paths of all fonts."""
    return [font.path for font in LARGE]


def for_name(text: str) -> Font | None:
    """The first font that has every letter of a cleaned text; None where no font has."""
    return next((font for font in LARGE if font.has(text)), None)


def cleaned(text: str) -> str:
    """The text in one line, composed, without characters that no picture can show."""
    return " ".join(UNWANTED.sub(" ", unicodedata.normalize("NFC", text)).split())


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    directions = (unicodedata.bidirectional(one) for one in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


@cache
def _shapes(path: str) -> hb.Font:
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path)))
    font.set_variations({"wght": BOLD})
    return font
