"""The runbook can be followed: its commands exist with the options that it names, and its links lead somewhere."""

import re

from django.conf import settings
from django.core.management import get_commands, load_command_class

RUNBOOK = (settings.BASE_DIR / "docs" / "runbook.md").read_text()


def test_every_command_of_the_runbook_exists_with_its_options():
    known, wrong = get_commands(), []
    for name, rest in re.findall(r"`manage (\w+)([^`\n]*)", RUNBOOK):
        if name not in known:
            wrong.append(name)
            continue
        parser = load_command_class(known[name], name).create_parser("manage.py", name)
        options = {option for action in parser._actions for option in action.option_strings}
        wrong += [f"{name} {option}" for option in re.findall(r"--[\w-]+", rest) if option not in options]
    assert wrong == []


def test_every_link_within_the_runbook_leads_to_a_heading():
    headings = {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", RUNBOOK, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) <= headings
