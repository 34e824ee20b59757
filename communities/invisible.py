"""Characters that nobody sees: which of them belong to the spelling of a text, and which only make two look alike."""

import re
import unicodedata

# Direction marks, zero-width characters and the like.
_NEVER = "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
# Letters and signs of scripts that are joined and parted by joiners: Arabic, those of India, Khmer, Mongolian.
_JOINED = "\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1780-\u17dd\u1810-\u18aa"
# Pictures; the last five of them are colours of skin, which stand behind another.
_PICTURES = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
# Signs that stand on the letter before them: all that combine, and three Tibetan ones that are made of such.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))) + "\u0f73\u0f75\u0f81"
MOST_MARKS = 30  # on one letter: no writing has more (Unicode's annex 15, stream-safe text)
# To compose a letter with n marks takes n² steps: a form full of them would hold a process for an hour.
_STACKED = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")
_SEEN_OR_NOT = re.compile(
    # Joiners stay in those scripts, whatever marks the letter has, for composing puts these into another order …
    f"([{_JOINED}][{_MARKS}]{{0,{MOST_MARKS}}}[\u200c\u200d])"
    f"|{_NEVER}|\u200c"
    # … and between two pictures that are one together.
    f"|(?<![{_PICTURES}])(?<![{_PICTURES}]\ufe0f)\u200d"
    f"|\u200d(?![{_PICTURES}])"
    # Which of its two looks a picture has; a digit has one before the frame of a key.
    f"|(?<![{_PICTURES}])[\ufe0e\ufe0f](?!\u20e3)"
)


def without_invisible(text: str) -> str:
    """The text without direction marks, zero-width signs and the like that are not of its spelling."""
    return _SEEN_OR_NOT.sub(r"\1", text)


def composed(text: str) -> str:
    """The text in NFC without what nobody sees, and with as many marks on one letter as any writing has.

    Composing again changes nothing. It takes time in proportion to the text's length.
    """
    if text.isascii():
        return text
    few = _STACKED.sub(r"\1", without_invisible(_STACKED.sub(r"\1", text)))
    return _STACKED.sub(r"\1", unicodedata.normalize("NFC", few))  # which takes some letters and marks apart
