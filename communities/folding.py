"""Words as they are compared: folded to plain letters and digits. Nothing here knows of queries or the database."""

import unicodedata
from functools import lru_cache
from typing import Any

# Letters that Unicode does not decompose, though readers type them apart.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t"}
)
# Japanese voicing marks change the letter itself: か and が are not the same word.
_KEEP = {"\u3099", "\u309a"}
_ASCII = {code: " " for code in range(128) if not chr(code).isalnum()} | {
    code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)
}


def fold(text: str) -> str:
    """Words as they are compared: lower case, without accents or punctuation, single spaces between."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    # Some letters that differ in form only are capitals, so case is folded once more without their form.
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c) or c in _KEEP)
    # Marks that do not combine are vowels in many scripts, and so part of the word.
    words = (
        c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in unicodedata.normalize("NFC", bare)
    )
    return " ".join("".join(words).split())


def aligned(text: str) -> tuple[str, str, list[int] | None]:
    """A text, the same folded with all its spaces, and where in the text each folded letter comes from.

    The text is given back in Unicode's composed form. None for where: every letter stands at its own place.
    """
    if text.isascii():
        return text, text.translate(_ASCII), None
    text = unicodedata.normalize("NFC", text)
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = _letter(letter)
        folded.append(plain)
        places += [place] * len(plain)
    return text, "".join(folded), places


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    return fold(letter) or ("" if unicodedata.combining(letter) else " ")


def names_of(entry: dict[str, Any]) -> list[str]:
    """Every name an entry is known by: name, acronym, other names."""
    names = [entry["name"], entry["acronym"], *(alias["name"] for alias in entry["aliases"])]
    return [name for name in names if name]


def folded_names(entry: dict[str, Any]) -> str:
    """All names folded, each on a line of its own between line ends, so that a whole name can be asked for."""
    return "\n" + "".join(f"{fold(name)}\n" for name in names_of(entry))
