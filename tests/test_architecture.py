"""The house rules: imports run one way, nothing is called common, one door writes, risky calls stay in named places."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("communities", "submissions", "copdir")
# An app may import itself and those it stands on.
STANDS_ON = {
    "communities": {"communities"},
    "submissions": {"submissions", "communities"},
    "copdir": {"copdir", "submissions", "communities"},
}
# The site itself holds no domain knowledge: only its map of addresses may name the apps.
KNOWS_THE_APPS = {"copdir/urls.py"}


def modules(app):
    return sorted(path for path in (ROOT / app).rglob("*.py"))


def imported(path):
    """The top-level packages that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("app", APPS)
def test_imports_run_one_way(app):
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imported(path)
        if name in APPS and name not in STANDS_ON[app]
    }
    assert wrong == set()


def test_only_the_map_of_addresses_in_copdir_names_the_apps():
    naming = {
        str(path.relative_to(ROOT))
        for path in modules("copdir")
        if {"communities", "submissions"} & set(imported(path))
    }
    assert naming <= KNOWS_THE_APPS


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils", "common", "core", "helpers", "misc"}
    assert not [path for app in APPS for path in modules(app) if path.stem in drawers or drawers & set(path.parts)]


@pytest.mark.parametrize("app", APPS)
def test_every_module_opens_by_saying_what_lives_there(app):
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(app)
        if path.stem not in ("__init__", "apps")
        and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


# Where each risky thing may stand, and nowhere else.
PLACES = {
    r"mark_safe|SafeString|format_html_join": {"communities/templatetags/once.py"},  # keeps what templates have escaped
    r"csrf_exempt": {"submissions/views/alerting.py"},  # a mail program ends an alert: its token is the right to it
    r"\.extra\(|RawSQL|\.raw\(": set(),
    r"cursor\(\)": {
        "communities/revisions.py",
        "communities/storing.py",
        "submissions/limits.py",
        "submissions/outbox.py",
        "submissions/privacy/purging.py",
        "submissions/records.py",
    },
    r"Revision\.objects\.(create|bulk_create)|Revision\(": {"communities/revisions.py", "communities/storing.py"},
    r"import storing|storing import": {"communities/publishing.py"},
    # What somebody typed as an address is asked in one place, behind the guard against private networks.
    r"import requests|urllib\.request|urlopen|httpx|http\.client|import socket": {"submissions/websites/asking.py"},
    # Whatever writes a table makes its cells inert (`tables.cell`, `tables.inert`), and has a test that tries formulas.
    r"csv\.(writer|DictWriter)": {
        "communities/codebook.py",
        "communities/insights_views.py",
        "communities/lesson_records.py",
        "communities/releases.py",  # copies a table of its own, made before
        "communities/tables.py",
    },
    r"tables\.attached\(|workbook\.pieces\(": {
        "communities/exports.py",
        "communities/releases.py",
        "submissions/call_admin.py",
        "submissions/figures_admin.py",
        "submissions/import_admin.py",
    },
    r"import (pickle|marshal|shelve|subprocess|yaml)|os\.system|os\.popen|\b(eval|exec)\(": set(),
    r"import zipfile": {"communities/workbook.py", "submissions/importing/archive.py", "submissions/opendocument.py"},
    r"load_workbook": {"submissions/importing/workbook.py"},
}


@pytest.mark.parametrize("pattern", PLACES)
def test_risky_calls_stand_in_named_places_only(pattern):
    found = {
        str(path.relative_to(ROOT))
        for app in ("communities", "submissions")
        for path in modules(app)
        if "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if re.search(pattern, line) and not line.lstrip().startswith(("class ", "#"))
    }
    assert found <= PLACES[pattern]


TRUSTING = r"\|\s*(safe|safeseq|urlize|urlizetrunc)\b|autoescape off"
# Plain text has nothing to escape; the page of letters exists where somebody tries the site on their own machine.
MAY_TRUST = {"pages/letters.html", *(f"account/email/{name}_message.txt" for name in (
    "password_reset_key", "unknown_account", "email_confirmation"))}  # fmt: skip


def test_no_template_trusts_text():
    """`urlize` included: it makes links of what strangers wrote, without saying that nobody vouches for them."""
    trusting = {
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.*")
        if re.search(TRUSTING, path.read_text())
    }
    assert trusting <= MAY_TRUST


def test_no_template_styles_or_runs_inline():
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "emails" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\sstyle=|\son[a-z]+=[\"']|<style", line)
    ]
    assert wrong == []


def test_state_of_a_submission_is_set_by_moderation_alone():
    setting = {
        str(path.relative_to(ROOT))
        for path in modules("submissions")
        if "migrations" not in path.parts and re.search(r"\.state = |update\([^)]*\bstate=", path.read_text())
    }
    assert setting == {"submissions/moderation/moves.py"}


def test_nothing_committed_names_a_machine_or_a_registry():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    words = ("/" + "work/", "/" + "root/", "index-" + "url", "pypi." + "org/simple")
    wrong = []
    for name in listed:
        path = ROOT / name
        if (
            name
            and path.is_file()
            and path.suffix not in (".png", ".xlsx", ".csv", ".tsv", ".geojson")
            and name != "tests/test_architecture.py"
        ):
            text = path.read_text(errors="ignore")
            wrong += [f"{name}: {word}" for word in words if word in text]
    assert wrong == []
