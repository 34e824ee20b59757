"""Texts that are made to take long: what is done with them takes no longer than with any others of their length."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from django.utils import timezone

from communities import invisible
from communities.entry import tidy_text
from copdir.logs import without_tokens
from submissions.fields import with_scheme
from submissions.views.opening import signed
from tests import factories

MARKS = "\u0301\u0327"
# Each of them took from ten seconds to days.
LONG: dict[str, tuple[Callable[[str], object], str]] = {
    "marks on one letter": (tidy_text, "a" + MARKS * 60_000),
    "marks between letters": (tidy_text, ("a" + MARKS * 500) * 300),
    "dots of a host": (with_scheme, "a." * 15_000 + "@"),
    "an address in the log": (without_tokens, "/" + "@a." * 10_000),
    "signs that are no address in the log": (without_tokens, "a" * 60_000),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


@pytest.mark.parametrize("what", LONG)
def test_a_text_made_to_take_long_does_not(what):
    assert seconds(*LONG[what]) < 2


@pytest.mark.django_db
def test_a_form_full_of_marks_is_answered_at_once(client):
    path = f"/submit/report/{factories.published().slug}/"
    said = {"opened": signed(timezone.now()), "matter": "wrong", "words": "a" + MARKS * 100_000}
    began = time.process_time()
    response = client.post(path, said)
    assert response.status_code == 303  # what is left of it is one letter and its marks
    assert time.process_time() - began < 5


def test_no_writing_loses_a_mark():
    for text in ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "นี้ที่นั่น", "אֱלֹהִ֑ים", "ལྷོཾ", "e\u0301", "a" + "\u0301" * invisible.MOST_MARKS):
        plain = text.replace("\u034f", "")  # this one is unseen
        assert tidy_text(text) == unicodedata.normalize("NFC", plain)
    assert len(tidy_text("x" + "\u0301" * 40)) == 1 + invisible.MOST_MARKS
