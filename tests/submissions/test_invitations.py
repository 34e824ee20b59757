"""The addresses kept for staff's invitations: of communities in the starter, of roles and lists, and nowhere public."""

import csv
import json
from pathlib import Path

from communities import starter
from submissions import apps

FILE = Path(apps.__file__).parent / "data" / "invitations.csv"


def invitations():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_invitation_is_for_a_community_of_the_starter_and_says_what_it_reaches():
    slugs = {row["slug"] for row in starter.rows()}
    assert len(invitations()) == 24
    for invitation in invitations():
        assert invitation["slug"] in slugs
        assert invitation["address"].count("@") == 1
        assert invitation["reaches"] in ("shared mailbox", "list owners", "list software")


def test_no_invitation_address_stands_in_an_entry_or_a_file_of_the_catalogue():
    entries = json.dumps(starter.catalogue())
    files = "".join(path.read_text(encoding="utf-8") for path in starter.FOLDER.iterdir())
    for invitation in invitations():
        assert invitation["address"] not in entries
        assert invitation["address"] not in files
