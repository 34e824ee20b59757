"""The workbook: what is written is what is read, text stays text, it is sound, and it begins before it is whole."""

import io
import zipfile
from itertools import count, islice
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from communities import tables, workbook
from tests import hostile

# What XML can hold; a reader takes a carriage return for a line's end.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30)
CELLS = st.one_of(WORDS, st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6, allow_nan=False))


def written(rows) -> bytes:
    return b"".join(workbook.pieces(rows))


def read(content: bytes) -> list[list]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=30, max_size=30), min_size=1, max_size=4))
def test_what_is_written_is_what_is_read(rows):
    rows = [["a", *row, "z"] for row in rows]
    assert read(written(rows)) == rows


def test_text_stays_text_whatever_it_looks_like():
    row = ["=1+1", "<b>&amp;</b>", "]]>", "1", " spaces ", "two\nlines", "é 漢 ع"]
    sheet = load_workbook(io.BytesIO(written([row]))).active
    cells = next(sheet.iter_rows())
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in row]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200) | st.sampled_from(hostile.TEXTS))
def test_any_entry_is_read_back_from_its_workbook_without_a_formula(text):
    rows = [list(row) for row in tables.rows([hostile.an_entry_saying(text or "Some")])]
    sheet = load_workbook(io.BytesIO(written(rows))).active
    assert read(written(rows)) == rows
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_what_xml_cannot_hold_is_left_out():
    assert read(written([["a\x00\x0b\ufffeb", "c"]])) == [["ab", "c"]]


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
def test_text_too_long_for_a_cell_ends_in_a_sign_that_says_so(letter):
    units = len(letter.encode("utf-16-le")) // 2
    fitting = workbook.LONGEST_CELL // units
    whole, cut = read(written([[letter * fitting, letter * (fitting + 1)]]))[0]
    assert whole == letter * fitting
    assert set(cut) == {letter, workbook.CUT}
    assert workbook.LONGEST_CELL - units < len(cut.encode("utf-16-le")) / 2 <= workbook.LONGEST_CELL


def test_archive_is_sound_and_says_nothing_of_when_it_was_written():
    rows = [["a", 1]] * 500
    content = written(rows)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own
    assert {entry.date_time for entry in archive.infolist()} == {workbook.BEGINNING}
    assert content == written(rows)


def test_it_begins_at_once_and_does_not_wait_for_the_last_row():
    endless = ([number, "words"] for number in count())
    begun = list(islice(workbook.pieces(endless), 20))
    assert begun[0].startswith(b"PK")
    assert all(len(piece) < 100_000 for piece in begun)


def test_rows_keep_their_order_beyond_a_piece():
    rows = [[number, f"row {number}"] for number in range(3 * workbook.ROWS_AT_ONCE + 7)]
    assert read(written(rows)) == rows


def test_columns_are_lettered_as_in_a_spreadsheet():
    assert [workbook._column(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
