"""Names that are nearly what somebody typed, and the words that they may have meant: slips of the hand, put right."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

from pyroaring import BitMap
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from .folding import fold
from .lexicon import INSIDE_A_WORD, mistakes_in
from .search import NAMES, Search, any_config, as_typed, ids_with

MOST = 25
MOST_COMPARED = 200  # of many names that are near, those most like the words are looked at closely
SHORTEST = 3  # letters typed: fewer are near to everything
WHOLE_NAME = 80  # likeness of whole names, out of 100
# A word in a longer name is worth less than the same word as the whole name; one that is only in the text, half.
IN_A_NAME, ONLY_IN_TEXT = 0.9, 0.5
# Whoever half remembers a name takes one of these for another.
KINDS = frozenset(
    fold(
        """
        community communities network networks forum group groups circle club alliance society association platform
        communauté réseau groupe cercle comunidad comunidade red rede grupo netzwerk gemeinschaft gruppe netwerk nätverk
        """
    ).split()
)


def names_near(public: BitMap, search: Search) -> tuple[list[int], list[str]]:
    """At most 25 of some ids: those with a name much like what is asked for, nearest first; and the words near to it.

    Some words may be as typed and anywhere in the text, if one at least is near to a word of the name.
    """
    if len(search.asked.folded) < SHORTEST:
        return [], []
    # Something must be said beside the kind.
    kinds = KINDS if set(search.words) - KINDS else frozenset()
    near = {word: list(_words_near(word, search, kinds)) for word in search.words}
    ids = public & _with_near_words(search, near) if any(near.values()) else BitMap()
    ids = search.but_left_out(ids or public & _alike_as_a_whole(search))
    names = search.known.names
    scored = sorted((-_likeness(search, names[pk]), names[pk], pk) for pk in _most_alike(search, ids))
    best = [pk for likeness, _names, pk in scored if likeness][:MOST]
    return best, list(dict.fromkeys(other for others in near.values() for other in others)) if best else []


def corrected(search: Search) -> str:
    """What was typed with every word that the catalogue does not know put right; "" where that cannot be or needs not.

    Quotation marks and what is to be left out stay as they were.
    """
    right: dict[str, str] = {}
    last = search.words[-1] if search.words and search.asked.unfinished else None
    for form in search.forms:
        if form.joined or form.parts:
            right[form.word] = form.word
    for word in search.words:
        if word in right or search.known.knows(word, unfinished=word == last):
            continue
        others = search.known.near(word)
        if not others:
            return ""
        right[word] = others[0]
    if all(word == other for word, other in right.items()):
        return ""

    def put_right(words: str) -> str:
        return " ".join(right.get(word, word) for word in words.split())

    asked = search.asked
    return " ".join(
        [
            put_right(" ".join(asked.words)),
            *(f'"{put_right(phrase)}"' for phrase in asked.phrases),
            *(f'-"{words}"' if " " in words else f"-{words}" for words in asked.without),
        ]
    ).strip()


def _words_near(word: str, search: Search, kinds: frozenset[str]) -> Iterable[str]:
    """The words of names that may be meant by another: mistyped, or another kind of community."""
    others = [*search.known.near(word), *(sorted(kinds - {word}) if word in kinds else ())]
    return (other for other in others if other in search.known.counted)


def _with_near_words(search: Search, near: Mapping[str, Iterable[str]]) -> BitMap:
    each = (
        reduce(or_, [any_config(f"'{word}'", search.configs), *(as_typed(f"'{other}':{NAMES}") for other in others)])
        for word, others in near.items()
    )
    return ids_with(reduce(and_, each))


def _alike_as_a_whole(search: Search) -> BitMap:
    """Ids of the communities with a whole name like what is asked for: words typed apart or together."""
    if len(search.asked.folded) < INSIDE_A_WORD:
        return BitMap()
    lines = [(line, pk) for pk, names in search.known.names.items() for line in names.split("\n") if line]
    texts = [line for line, _pk in lines]
    alike = process.extract(search.asked.folded, texts, scorer=fuzz.ratio, score_cutoff=WHOLE_NAME, limit=MOST)
    return BitMap(lines[place][1] for _text, _score, place in alike)


def _most_alike(search: Search, ids: Iterable[int]) -> Iterable[int]:
    there = {pk: search.known.names[pk] for pk in ids if pk in search.known.names}
    if len(there) <= MOST_COMPARED:
        return there
    best = process.extract(search.asked.folded, there, scorer=fuzz.token_set_ratio, limit=MOST_COMPARED)
    return [pk for _names, _score, pk in best]


def _likeness(search: Search, names: str) -> float:
    """How much the nearest of some folded names, each on a line, is like what is asked for, up to 1."""
    return max((_likeness_of_one(search, name) for name in names.split("\n") if name), default=0.0)


def _likeness_of_one(search: Search, name: str) -> float:
    whole = fuzz.ratio(search.asked.folded, name, score_cutoff=WHOLE_NAME) / 100
    each = [max((_likeness_of_words(word, other) for other in name.split()), default=0.0) for word in search.words]
    if not any(each):
        return whole
    return max(whole, IN_A_NAME * sum(likeness or ONLY_IN_TEXT for likeness in each) / len(each))


def _likeness_of_words(word: str, other: str) -> float:
    """How much alike two words are, up to 1; 0 where more is mistyped than a hand does: short words allow nothing."""
    if word != other and {word, other} <= KINDS:
        return ONLY_IN_TEXT
    most = mistakes_in(word)
    distance = OSA.distance(word, other, score_cutoff=most)
    return 1 - distance / max(len(word), len(other)) if distance <= most else 0.0
