"""Words that tables use, looked up without case, accents and punctuation: empty marks, yes and no, synonyms."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from communities.folding import fold

FOLDER = Path(__file__).parent


def key(text: str) -> str:
    """The text as words are compared. Single letters close up, so that "U.S.A." is "usa"."""
    folded = fold(text.replace("_", " "))
    return folded.replace(" ", "") if re.fullmatch(r"\w( \w)+", folded) else folded


@cache
def read(name: str = "words") -> dict[str, Any]:
    """The project's own list of words: `words.toml` or `places.toml`."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def look_up_table(groups: dict[str, list[str]]) -> dict[str, str]:
    """From {meaning: words} to {word as compared: meaning}."""
    return {key(word): meaning for meaning, words in groups.items() for word in words}


@cache
def _empty() -> tuple[frozenset[str], frozenset[str]]:
    words = read()["empty"]["words"]
    return frozenset(filter(None, map(key, words))), frozenset(word for word in words if not key(word))


def is_empty_mark(text: str) -> bool:
    """Whether the text only says that there is nothing: "n/a", "TBC", a dash, a spreadsheet's error."""
    folded, signs = _empty()
    text = text.strip()
    if re.fullmatch(r"#(REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|N/A)", text):
        return True
    return (
        (key(text) in folded)
        if key(text)
        else (not text or text in signs or set(text) <= {"-", "–", "—", ".", "?", "_"})
    )


@cache
def _booleans() -> dict[str, bool]:
    words = read()["booleans"]
    return {key(word) or word: answer == "yes" for answer in ("yes", "no") for word in words[answer]}


def boolean(text: str) -> bool | None:
    """Yes or no in the languages known; None for anything else."""
    return _booleans().get(key(text) or text.strip())


@cache
def _totals() -> frozenset[str]:
    return frozenset(map(key, read()["totals"]["words"]))


def is_total(text: str) -> bool:
    """Whether the text is what stands before a sum."""
    return key(text) in _totals()


@cache
def same(column: str) -> dict[str, str]:
    """The starter mapping's words of a column, by other ways to say them."""
    return look_up_table(read()["same"].get(column, {}))


@cache
def small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in read()["small_words"].items()}


def shortened(text: str, most: int) -> str:
    """The text in at most so many characters, for display."""
    return text if len(text) <= most else text[: most - 1] + "…"
