"""Languages: those that a cell names, and the one that a text is written in, by its letters and its small words."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils import translation

from communities import languages

from . import words

DEFAULT = "en"
# Letters that give the language away, or the usual one of their script.
_SCRIPTS = (
    (re.compile("[پچژگ]"), "fa"),
    (re.compile("[\u0600-\u06ff\u0750-\u077f]"), "ar"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[ґєії]", re.IGNORECASE), "uk"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0530-\u058f]"), "hy"),
    (re.compile("[\u10a0-\u10ff]"), "ka"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
)
# So many small words more than English has make a text another language's.
CLEARLY_MORE = 2


def code_of(word: str) -> str | None:
    """The code of a language named by its code, or by its name in English, in itself or in the languages known."""
    plain = word.strip().lower()
    code = plain.replace("_", "-").split("-")[0]
    if re.fullmatch(r"[a-z]{2,3}([-_][a-z]{2,4})?", plain) and code in languages.NAMES:
        return code
    return _names().get(words.key(word))


def written_in(text: str, header_language: str = "", stated: Sequence[str] = ()) -> str:
    """The language that a text is most likely written in; English where nothing says otherwise.

    `header_language` is that of the table's headers, `stated` the languages that the row says its community uses.
    """
    letters = [char for char in text if char.isalpha()]
    latin = sum(char < "\u0250" for char in letters)
    if letters and latin * 2 < len(letters):
        return _by_script(text, stated)
    return _by_small_words(text, header_language)


def _by_script(text: str, stated: Sequence[str]) -> str:
    found = [language for pattern, language in _SCRIPTS if len(pattern.findall(text)) > 1]
    if not found:
        return stated[0] if len(stated) == 1 else DEFAULT
    # Cyrillic serves many languages: the one that the row names is meant.
    return stated[0] if found[0] == "ru" and len(stated) == 1 else found[0]


def _by_small_words(text: str, header_language: str) -> str:
    given = re.findall(r"[^\W\d_]+", text.lower())
    counted = {language: sum(word in small for word in given) for language, small in words.small_words().items()}
    if header_language in counted:
        counted[header_language] += CLEARLY_MORE
    best = max(counted, key=lambda language: counted[language])
    return best if counted[best] >= counted[DEFAULT] + CLEARLY_MORE else DEFAULT


@cache
def _names() -> Mapping[str, str]:
    named = dict(words.look_up_table(words.read()["languages"]))
    with translation.override("en"):
        for code, name in languages.NAMES.items():
            named[words.key(str(name))] = code
    for code, info in LANG_INFO.items():
        if code in languages.NAMES and "name_local" in info:
            named.setdefault(words.key(info["name_local"]), code)
    return named
