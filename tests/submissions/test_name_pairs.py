"""Same or not? Sixty pairs of names: thirty of one community written in two ways, thirty of two that sound alike.

They are taken from the messy file of duplicates and from the catalogue; the second way of writing is as people type.
"""

import csv
from pathlib import Path

from submissions import lookalikes
from tests import factories

PAIRS = Path(__file__).parents[1] / "data" / "name_pairs.csv"
MOST_ERRORS = 3


def entry(row: dict[str, str], which: str = "") -> dict:
    others = [name for name in row[f"{which}other_names"].split("|") if name]
    return factories.an_entry(
        name=row[f"{which}name"],
        aliases=[{"name": name, "language": "", "kind": ""} for name in others],
        host=row[f"{which}country"] or None,
        website=row[f"{which}website"],
    )


def test_sixty_pairs_of_names_are_told_apart_with_at_most_three_errors():
    rows = list(csv.DictReader(PAIRS.read_text().splitlines()))
    verdicts = [row["same"] for row in rows]
    assert (verdicts.count("yes"), verdicts.count("no")) == (30, 30)
    wrong = [
        f"{row['name']} / {row['second_name']}: {row['same']} is right"
        for row in rows
        if (lookalikes.compare(entry(row), entry(row, "second_")) is not None) != (row["same"] == "yes")
    ]
    assert len(wrong) <= MOST_ERRORS, "\n".join(wrong)
