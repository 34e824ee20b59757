"""Reading what somebody typed to search: words, phrases in quotation marks, and what must not occur."""

import re
from dataclasses import dataclass

from .folding import fold

LONGEST_QUERY = 300  # characters
MOST_WORDS = 24

# As keyboards of several languages write quotation marks.
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_MINUS = "[-\N{MINUS SIGN}]+"
# A sign or NOT before what must not occur; then a phrase, or all up to the next space. A lone mark is passed over.
_PIECE = re.compile(rf'(?P<without>{_MINUS}|NOT\s+)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Asked:
    """What to look for, folded: `words` anywhere and in any form, `phrases` exactly, `without` (either) nowhere.

    The last word may be `unfinished`. `folded` is all that is looked for, in the order typed; `pieces` are the words,
    phrases and what is to be left out as they were typed.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    folded: str = ""
    unfinished: bool = False
    pieces: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.folded or self.without)


def read(text: str) -> Asked:
    """What a text asks for; nothing where it holds no letter and no digit."""
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    looked_for: list[str] = []
    pieces: list[str] = []
    is_word = False
    for piece in _PIECE.finditer(text[:LONGEST_QUERY].translate(_QUOTATION_MARKS)):
        folded = fold(piece["word"] or piece["phrase"] or "")
        if not folded:
            continue
        pieces.append(piece.group())
        if piece["without"]:
            without.append(folded)
            continue
        is_word = piece["word"] is not None
        looked_for.append(folded)
        if is_word:
            words += folded.split()
        else:
            phrases.append(folded)
    return Asked(
        tuple(words[:MOST_WORDS]),
        tuple(phrases[:MOST_WORDS]),
        tuple(without[:MOST_WORDS]),
        " ".join(looked_for),
        is_word,
        tuple(pieces),
    )
