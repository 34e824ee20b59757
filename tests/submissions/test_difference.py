"""Word-level differences: what is marked on either side, what is shown as a whole, what is flagged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities import entry as entries
from submissions import difference
from submissions.difference import Piece, compare
from tests.factories import an_entry

TERMS = {name: {} for name in ("kind", "scale", "purpose", "topic")}


def marked(pieces):
    return "".join(f"[{piece.text}]" if piece.mark else piece.text for piece in pieces)


def row(before, **changes):
    after = entries.normalise({**before, **changes})
    fields = entries.changed_fields(before, after)
    return difference.changed_rows(before, after, fields, TERMS)


@pytest.mark.parametrize(
    ("before", "after", "went", "came"),
    [
        (
            "Network for public servants and academics interested in innovation, run with a newsletter, events.",
            "Network for public servants, academics and suppliers interested in innovation, run with a newsletter,"
            " monthly events.",
            "Network for public servants and academics interested in innovation, run with a newsletter, events.",
            "Network for public servants[,] [academics ]and [suppliers] interested in innovation, run with a"
            " newsletter, [monthly ]events.",
        ),
        ("Meets each month.", "Meets each week.", "Meets each [month].", "Meets each [week]."),
        ("Same.", "Same.", "Same.", "Same."),
        ("", "New.", "", "[New.]"),
        ("Old.", "", "[Old.]", ""),
        ("One thing was here", "Quite another text stands", "[One thing was here]", "[Quite another text stands]"),
        ("a very big old club", "a very large new club", "a very [big old] club", "a very [large new] club"),
    ],
)
def test_texts_are_compared_word_by_word(before, after, went, came):
    old, new = compare(before, after)
    if "academics" in before:  # which of two "and" stays is the matcher's choice
        assert "".join(p.text for p in old) == before
        assert "[suppliers" in marked(new)
        assert "monthly" in marked(new).split("[")[-1]
    else:
        assert (marked(old), marked(new)) == (went, came)


words = st.lists(st.sampled_from(["the", "club", "meets", "weekly", ",", "and", "it’s", "\n", " ", "é"]), max_size=30)


@given(words, words)
def test_pieces_put_together_are_the_texts_again(before, after):
    before, after = " ".join(before), " ".join(after)
    old, new = compare(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    stays = [[piece.text for piece in side if not piece.mark and not piece.text.isspace()] for side in (old, new)]
    assert bool(stays[0]) == bool(stays[1])
    if before == after:
        assert not [piece for piece in old + new if piece.mark]


def test_lists_are_compared_item_by_item():
    (changed,) = row(an_entry(countries=["FR", "IE"]), countries=["DE", "IE"])
    assert (marked(changed.before), marked(changed.after)) == ("[France], Ireland", "[Germany], Ireland")


def test_values_are_shown_one_instead_of_the_other():
    (changed,) = row(an_entry(founded=2012), founded=2013)
    assert (changed.before, changed.after) == ([Piece("2012", "del")], [Piece("2013", "ins")])


def test_fields_that_belong_together_are_one_row():
    rows = row(an_entry(members=1937), members=2410, members_as_of="2026-10", city="Cork")
    assert [(r.title, r.fields) for r in rows if r.title != "Size"] == [
        ("City", ("city",)),
        ("Members", ("members", "members_as_of")),
    ]
    assert marked(rows[1].after) == "[2,410, as of October 2026]"


@pytest.mark.parametrize(
    ("field", "before", "after", "flagged"),
    [
        ("website", "https://a.gov.au/x", "https://b.example.org", True),
        ("website", "https://a.gov.au/x", "https://www.a.gov.au/y", False),
        ("website", "", "https://b.example.org", False),
        ("mailbox", "cop@a.gov.au", "cop@b.example.org", True),
        ("mailbox", "cop@a.gov.au", "network@A.gov.au", False),
        ("name", "Old", "New", True),
    ],
)
def test_what_moves_elsewhere_is_flagged(field, before, after, flagged):
    (changed,) = row(an_entry(**{field: before}), **{field: after})
    assert bool(changed.flags) is flagged


def test_stated_rows_leave_out_what_nobody_said():
    entry = entries.normalise({"name": "N", "summary": "S", "latitude": 53.3, "longitude": -6.2})
    shown = {r.title: r.after[0].text for r in difference.stated_rows(entry, TERMS, leave_out=["name"])}
    assert shown == {"Summary": "S", "Language of this text": "English", "Position": "53.3, -6.2"}
