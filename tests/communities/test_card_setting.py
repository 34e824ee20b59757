"""Names on cards: whatever they are, they stand in lines that fit, with every letter, or are not drawn at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.card import fonts, setting
from communities.card.setting import Area

AREA = Area(64, 126, 664, 310)
SIZES = range(100, 25, -1)
ALPHABETS = {
    "Latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZàéîøßčł&/(-–)",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΘΛΞΠΣΦΨΩάέή",
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщыюяАБВГДЕЖЗ",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىپچگ",
    "Hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
}
words = st.one_of(st.text(alphabet, min_size=1, max_size=24) for alphabet in ALPHABETS.values())
names = st.one_of(
    st.lists(words, min_size=1, max_size=12).map(" ".join),
    st.text(ALPHABETS["Latin"], min_size=1, max_size=230),
    st.text("W", min_size=1, max_size=230),
).map(lambda text: fonts.cleaned(text[:230]))


@given(names)
def test_name_never_leaves_its_area_and_loses_no_letter(name):
    font = fonts.for_name(name) or fonts.SMALL

    set_name = setting.fitted(name, font, AREA, SIZES)

    assert set_name.width <= AREA.width
    assert set_name.height <= AREA.height
    assert "".join(set_name.lines).replace(" ", "") == name.replace(" ", "")


@given(st.lists(words, min_size=1, max_size=6).map(" ".join).map(fonts.cleaned), st.integers(40, 700))
def test_single_line_is_never_wider_than_its_room(text, room):
    assert setting.line(text, 0, 0, room, 29).width <= room


def test_short_name_is_as_large_as_names_get():
    assert setting.fitted("REPLAN", fonts.SMALL, AREA, SIZES).size == SIZES[0]


def test_lines_are_of_even_length_and_words_whole():
    name = "Federal Leadership and Professional Development Community of Practice"
    lines = setting.fitted(name, fonts.LARGE[0], AREA, SIZES).lines
    assert " ".join(lines) == name
    assert max(map(len, lines)) < 2 * min(map(len, lines))


def test_hyphen_breaks_a_line_only_where_that_makes_the_words_much_larger():
    assert setting.fitted("Inter-American Network", fonts.LARGE[0], AREA, SIZES).lines == ("Inter-American", "Network")
    long = "Verwaltungsmodernisierungs-Kompetenzentwicklung"
    assert setting.fitted(long, fonts.LARGE[0], AREA, SIZES).lines == (
        "Verwaltungsmodernisierungs-",
        "Kompetenzentwicklung",
    )


def test_acronym_follows_the_name_in_one_piece_and_in_a_quieter_tone():
    block = setting.name("Community-Driven Development", "CDD CoP", AREA, SIZES)
    assert [line.quiet for line in block.lines][:-1] == [""] * (len(block.lines) - 1)
    assert block.lines[-1].quiet == "CDD\u00a0CoP"


def test_name_from_right_to_left_stands_at_the_right():
    block = setting.name("شبكة الابتكار", "", AREA, SIZES)
    assert (block.x, block.anchor, block.family) == (AREA.left + AREA.width, "end", "Noto Sans Arabic")
    assert all(line.text.startswith(setting.FROM_RIGHT) for line in block.lines)


@pytest.mark.parametrize("text", ["日本", "한국", "ไทย", "a 日"])
def test_no_font_is_found_for_letters_that_none_has(text):
    assert fonts.for_name(text) is None


def test_what_turns_the_direction_round_is_left_out_of_a_name():
    assert fonts.cleaned("Net\u202ework\n of\x00 \u2066two") == "Net work of two"
