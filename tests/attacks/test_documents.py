"""What the pages about security say is there: every form with its limit, and every test by its name."""

import re
from pathlib import Path

import pytest

from tests.routes import SENDING

ROOT = Path(__file__).resolve().parents[2]
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_form_has_a_line_among_the_limits():
    limits = (ROOT / "docs/security.md").read_text().partition("## Limits")[2].partition("\n## ")[0]
    assert [route for route in SENDING if f"`{route}`" not in limits] == []


@pytest.mark.parametrize("page", ["security.md", "asvs.md"])
def test_every_test_that_is_named_is_there(page):
    named = TEST.findall((ROOT / "docs" / page).read_text())
    assert len(named) > 20
    missing = [
        (path, name)
        for path, name in named
        if not (ROOT / path).is_file() or (name and f"def {name}(" not in (ROOT / path).read_text())
    ]
    assert missing == []
