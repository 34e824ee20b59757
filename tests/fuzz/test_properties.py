"""What takes words in and what writes them out, with any words at all: ten thousand examples of each in a full run."""

import csv
import io
import json
import re
import unicodedata
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities import citation, entry, exports, icalendar, jsonld, tables
from communities.asked import read
from communities.facets import whole_number
from communities.feeds import NOT_XML
from communities.folding import aligned, fold
from copdir.logs import without_tokens
from submissions import fields
from submissions.forms import storable
from submissions.mailboxes import mailbox_of
from tests import hostile
from tests.fuzz.scale import examples
from tests.fuzz.values import SHORT

many = settings(
    max_examples=examples(), deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)
WORDS = st.text(max_size=300) | st.sampled_from(SHORT) | st.lists(st.sampled_from(SHORT), max_size=4).map("".join)
SOUND = WORDS.map(lambda text: text.encode("utf-8", "ignore").decode())  # as UTF-8 brings it
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
DAY = datetime(2026, 5, 3, 10, tzinfo=UTC)
PUBLISHED = {"slug": "a-circle", "updated": "2026-05-03", "listed": "2026-05-03", "revision": 1}
TYPED = {
    "text": fields.TextField(limit=200, required=False),
    "long text": fields.TextField(limit=2000, one_line=False, required=False),
    "web": fields.WebField(limit=500, required=False),
    "mail": fields.EmailField(required=False),
    "shared mailbox": fields.EmailField(published=True, required=False),
    "number": fields.NumberField(required=False),
    "year": fields.YearField(required=False),
    "hours": fields.HoursField(required=False),
    "day": fields.PartialDateField(limit=10, required=False),
}
for field in TYPED.values():
    fields.worded(field, "Not so.")


def said(text: str) -> entry.Entry:
    """A published entry that says the text wherever it may."""
    return {**entry.normalise(hostile.an_entry_saying(text)), **PUBLISHED}


@many
@given(st.sampled_from(list(TYPED)), WORDS)
def test_what_is_typed_is_kept_as_the_entry_has_it_or_refused_in_words(kind, text):
    field = TYPED[kind]
    try:
        value = field.clean(text)
    except ValidationError as error:
        value = None
        refused = error.messages
    else:
        refused = ["taken"]
    assert all(message.strip() for message in refused)
    if isinstance(value, str):
        assert value == unicodedata.normalize("NFC", value) == entry.tidy_text(value, one_line=field.one_line)
        assert len(value) <= field.limit
        assert not re.search("[\x00\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", value)
        assert kind != "web" or not value or re.match(r"https?://[^\s<>\"]+$", value)
    else:
        assert value is None or 0 <= value <= fields.LARGEST_COUNT


@many
@given(WORDS, st.booleans())
def test_tidied_words_stay_as_they_are(text, one_line):
    once = entry.tidy_text(text, one_line=one_line)
    assert entry.tidy_text(once, one_line=one_line) == once


@many
@given(st.dictionaries(st.sampled_from(entry.FIELDS), ANYTHING, max_size=6))
def test_any_entry_is_sound_or_told_what_is_the_matter(given_entry):
    proposal = entry.normalise({"name": "Circle", "summary": "Some.", **given_entry})
    problems = entry.validate(proposal)
    assert all(problem.message.strip() for problem in problems)
    if not problems:
        assert entry.normalise(proposal) == proposal
        assert json.loads(entry.canonical(proposal)) == proposal


@many
@given(ANYTHING)
def test_any_answer_can_be_stored(answer):
    assert "\x00" not in repr_of_texts(storable(answer))
    repr_of_texts(storable(answer)).encode()


def repr_of_texts(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(repr_of_texts, value))
    return "".join(map(repr_of_texts, [*value, *value.values()])) if isinstance(value, dict) else ""


@many
@given(SOUND)
def test_any_entry_is_one_row_of_cells_and_none_a_formula(text):
    file = "".join(exports.as_csv([said(text)], None)).removeprefix("\ufeff")
    header, row = csv.reader(io.StringIO(file, newline=""))
    assert len(header) == len(row)
    assert not [cell for cell in row if tables.FORMULA.match(cell) and not re.fullmatch(r"-\d+(\.\d+)?", cell)]


@many
@given(SOUND)
def test_any_entry_is_read_back_from_json(text):
    one = said(text)
    assert json.loads("".join(exports.as_json([one], None))) == [one]
    (feature,) = json.loads("".join(exports.as_geojson([one], None)))["features"]
    assert feature["properties"] == one
    json.loads(json.dumps(jsonld.organisation(one, "https://example.org/x", {})))


@many
@given(SOUND)
def test_any_entry_can_be_cited(text):
    one = said(text)
    bibtex, ris = citation.as_bibtex(one, "https://example.org/x"), citation.as_ris(one, "https://example.org/x")
    assert bibtex.count("\n") == len(bibtex.splitlines()) == 9
    plain = bibtex.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n")[:-1])
    assert ris.count("\n") == ris.count("\r") == 10


@many
@given(SOUND, SOUND)
def test_any_session_is_an_event_and_nothing_else(text, other):
    event = icalendar.Event("1@example.org", 0, DAY, DAY, DAY, text, other, text, "https://example.org/", False)
    file = icalendar.calendar([event], other)
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    lines = file.replace("\r\n ", "").split("\r\n")
    assert "\n" not in "".join(lines)
    assert [line.partition(":")[0] for line in lines].count("BEGIN") == 2
    assert [line.partition(":")[0] for line in lines].count("SUMMARY") == 1


@many
@given(WORDS)
def test_any_words_can_be_looked_for(text):
    asked = read(text)
    assert fold(asked.folded) == asked.folded
    assert aligned(text)[1].split() == fold(text).split() or "\u0345" in unicodedata.normalize("NFD", text)
    assert (number := whole_number(text)) is None or str(number) == text.lstrip("0") or number == 0
    mailbox_of(text)


@many
@given(SOUND)
def test_any_words_of_a_feed_are_xml(text):
    from xml.sax.saxutils import escape

    assert ElementTree.fromstring(f"<a>{escape(NOT_XML.sub('', text))}</a>") is not None  # noqa: S314 - our own


@many
@given(WORDS, st.text(st.sampled_from("abcXYZ019_-"), min_size=6, max_size=30))
def test_no_line_of_the_log_has_a_key(text, token):
    assert f"/submission/{token}" not in without_tokens(f"{text} /submission/{token}/ {text}")
