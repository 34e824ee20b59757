"""The awkward files end as their truth says: each row's outcome, what the report says of it, the entry it proposes."""

import json

import pytest

from submissions.importing import columns, queueing, reading
from submissions.models import Submission
from tests import factories
from tests.submissions import imports

pytestmark = pytest.mark.django_db

TRUTH = imports.rows_of(imports.MESSY / "truth.csv")
# The truth's words about each row, as an outcome, what the report must say ("|" between) and must not, and an entry.
EXPECTATIONS = imports.rows_of(imports.MESSY / "expectations.csv")
EXPECTED = json.loads((imports.MESSY / "expected.json").read_text(encoding="utf-8"))
FILES = sorted({row["file"] for row in EXPECTATIONS})
# What two of the files are about is whether something known is recognised.
KNOWN = {
    "08_missing_required.csv": {"name": "Defense Entrepreneurs Forum", "website": "https://def.org/", "host": "US"},
    "11_formula_injection.csv": {"name": "UKGovcamp", "host": "GB"},
}


@pytest.fixture
def imported(request):
    """The report of importing the file that the test is about."""
    name = request.param
    if name in KNOWN:
        factories.published(**KNOWN[name])
    return name, imports.run(imports.MESSY / name)


def shortcomings(expectation, report):
    """How a row differs from what is expected of it; empty where it ends as it should."""
    row, outcome = expectation["row"], expectation["outcome"]
    where = f"row {row}" if row.isdigit() else row
    said = imports.blocks(report).get(where, "") if outcome != "unread" else report
    if outcome == "unread":
        wrong = [f"{where} was read"] if where in imports.blocks(report) else []
    else:
        wrong = [] if f": {outcome}" in said.split("\n")[0] else [f"not {outcome}: {said}"]
    wrong += [f"does not say {words!r}: {said}" for words in expectation["says"].split("|") if words not in said]
    if expectation["silent"] and expectation["silent"] in said:
        wrong.append(f"says {expectation['silent']!r}")
    if expectation["entry"]:
        stored = Submission.objects.filter(imported_from__regex=rf", {where}( \(|$)").first()
        entry = stored.entry if stored else {}
        wanted = json.loads(expectation["entry"])
        wrong += [f"{key} is {entry.get(key)!r}" for key, value in wanted.items() if entry.get(key, ...) != value]
    return wrong


def test_every_row_of_the_truth_has_an_expectation():
    assert [(row["file"], row["row"]) for row in EXPECTATIONS] == [(row["file"], row["row"]) for row in TRUTH]


@pytest.mark.parametrize("imported", FILES, indirect=True)
def test_rows_of_an_awkward_file_end_as_their_truth_says(imported):
    name, report = imported
    wrong = {
        expectation["row"]: found
        for expectation in EXPECTATIONS
        if expectation["file"] == name and (found := shortcomings(expectation, report))
    }
    assert wrong == {}


@pytest.mark.parametrize("imported", FILES, indirect=True)
def test_no_row_of_an_awkward_file_is_left_unsaid_and_the_counts_add_up(imported):
    name, report = imported
    counted = dict(reversed(part.split(" ")) for part in imports.last_line(report).split(", "))
    outcomes = [row["outcome"] for row in EXPECTATIONS if row["file"] == name and row["outcome"] != "unread"]
    blank = 1 if name == "06_workbook.xlsx" else 0  # the truth has no line for the blank row inside its table
    assert {key: int(number) for key, number in counted.items()} == {
        "accepted": outcomes.count("accepted"),
        "held": outcomes.count("held"),
        "refused": outcomes.count("refused"),
        "skipped": outcomes.count("skipped") + blank,
    }


@pytest.mark.parametrize("name", FILES)
def test_an_awkward_file_imported_again_adds_nothing(name):
    imports.run(imports.MESSY / name)
    before = list(Submission.objects.order_by("pk").values_list("pk", "state", "entry", "version"))
    report = imports.run(imports.MESSY / name)
    assert imports.last_line(report).startswith("0 accepted, 0 held")
    assert list(Submission.objects.order_by("pk").values_list("pk", "state", "entry", "version")) == before


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
def test_encoding_delimiter_and_header_are_found(name):
    (table,) = reading.read(imports.MESSY / name).tables
    wanted = EXPECTED[name]
    assert (table.encoding, table.delimiter, table.header_row) == (
        wanted["encoding"],
        wanted["delimiter"],
        wanted["header_row"],
    )
    assert len(table.records) == wanted["data_rows"]


def test_the_workbook_is_read_from_its_header_on_and_its_hidden_sheet_is_not():
    source = reading.read(imports.MESSY / "06_workbook.xlsx")
    (table,) = source.tables
    assert (table.sheet, table.header_row) == ("Communities", EXPECTED["06_workbook.xlsx"]["header_row"])
    assert "“old” is hidden" in " ".join(source.remarks)


def test_the_first_header_after_a_byte_order_mark_is_its_word_alone():
    (table,) = reading.read(imports.MESSY / "01_excel_semicolon_bom.csv").tables
    assert table.header[0] == "Name"


def test_columns_that_are_no_field_are_named_and_left_out():
    wanted = EXPECTED["03_shuffled_renamed_headers.csv"]
    (table,) = reading.read(imports.MESSY / "03_shuffled_renamed_headers.csv").tables
    found = columns.understand(table)
    assert all(any(header in said for said in found.left_out) for header in wanted["unmapped_headers"])
    assert len(found.left_out) == len(wanted["unmapped_headers"])
    assert [table.header[index] for index in found.asked_about] == wanted["duplicate_headers"] * 2


def test_countries_are_read_as_expected():
    imports.run(imports.MESSY / "09_country_names.csv")
    for name, expected in EXPECTED["09_country_names.csv"]["expected_iso"].items():
        entry = Submission.objects.get(entry__name=name).entry
        iso2 = expected.split(" ")[0].strip(",")
        if "several" in expected:
            assert (entry["host"], entry["countries"]) == (None, ["BF", "CI", "SN"])
        elif "no country" in expected or "ask" in expected or "do not guess" in expected:
            assert entry["host"] is None, name
        else:
            assert entry["host"] == iso2, name


def test_likely_duplicates_are_as_many_as_expected_and_the_others_are_kept_apart():
    found = queueing.plan(imports.MESSY / "04_duplicates_typos.csv").outcomes
    wanted = EXPECTED["04_duplicates_typos.csv"]
    pairs = {(o.proposal.entry["name"], like["name"]) for o in found for like in o.lookalikes}
    assert sum(bool(outcome.lookalikes) for outcome in found) == wanted["likely_duplicates"]
    assert not [pair for pair in wanted["must_not_merge"] if tuple(pair) in pairs or tuple(reversed(pair)) in pairs]


def test_nothing_active_is_stored():
    imports.run(imports.MESSY / "05_html_in_summary.csv")
    stored = json.dumps(list(Submission.objects.values_list("entry", flat=True)), ensure_ascii=False)
    assert not [words for words in EXPECTED["05_html_in_summary.csv"]["must_not_contain"] if words in stored]
