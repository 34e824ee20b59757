"""What is installed is locked: by version and hash, without an address, as pyproject.toml asks, under licences that are
listed."""

import re
from datetime import date

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from audit import exceptions, licences
from audit.locks import AUDIT, CHECKOUT, DEVELOPMENT, LOCKS, RUNTIME, pinned, project, requirements


def asked(*groups: str) -> list[Requirement]:
    """What pyproject.toml asks for: what the site needs, or what these groups do."""
    told = project()
    if not groups:
        return [Requirement(line) for line in told["project"]["dependencies"]]
    lines = [line for group in groups for line in told["dependency-groups"][group]]
    return [Requirement(line) for line in lines if isinstance(line, str)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_by_hashes(lock):
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text().strip())
    assert len(blocks) == len(requirements(lock))
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==[^ ]+( ;.*)? \\\n", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_address_is_in_a_lock(lock):
    assert not re.search(r"://|^\s*-(?!-hash=)| @ |-index|find-links", lock.read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [(RUNTIME, asked()), (DEVELOPMENT, asked() + asked("run", "dev")), (AUDIT, asked("audit"))],
    ids=["runtime", "development", "audit"],
)
def test_lock_has_what_the_project_asks_for(lock, wanted):
    versions = pinned(lock)
    wrong = [
        str(one) for one in wanted if not one.specifier.contains(versions.get(canonicalize_name(one.name), "none"))
    ]
    assert wrong == []


def test_what_is_tested_is_what_is_deployed():
    assert pinned(RUNTIME).items() <= pinned(DEVELOPMENT).items()


def test_licence_of_everything_deployed_is_listed():
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", licences.WRITTEN.read_text(), re.MULTILINE)[1:]
    listed = {canonicalize_name(name): Requirement(f"x=={version}").specifier for name, version, _ in rows}
    assert listed.keys() == pinned(RUNTIME).keys()
    assert all(listed[name].contains(version) for name, version in pinned(RUNTIME).items())
    assert licences.not_allowed([{"Name": name, "License": licence} for name, _, licence in rows]) == []


def test_licence_that_nobody_read_is_named():
    packages = [
        {"Name": "one", "License": "GPL-3.0-only OR MIT"},
        {"Name": "two", "License": "MIT AND GPL-3.0-only"},
        {"Name": "three", "License": "UNKNOWN"},
    ]
    assert licences.not_allowed(packages) == ["two: MIT AND GPL-3.0-only", "three: UNKNOWN"]
    assert licences.named("BSD License; MIT License") == "BSD-3-Clause AND MIT"


@pytest.mark.parametrize(
    ("until", "why", "refused"),
    [
        ("2026-12-20", "no release yet", None),
        ("2026-12-01", "no release yet", "was over"),
        ("2027-01-10", "no release yet", "more than 30 days"),
        ("2026-12-20", " ", "no reason"),
    ],
)
def test_advisory_is_let_be_for_a_month_at_most_and_with_a_reason(tmp_path, until, why, refused):
    listed = tmp_path / "exceptions.toml"
    listed.write_text(f'[[exception]]\nid = "PYSEC-1"\nfrom = 2026-12-01\nuntil = {until}\nwhy = "{why}"\n')
    if refused:
        with pytest.raises(ValueError, match=refused):
            exceptions.in_force(date(2026, 12, 5), listed)
    else:
        assert exceptions.in_force(date(2026, 12, 5), listed) == ["PYSEC-1"]


def test_changelog_begins_with_the_version():
    headings = re.findall(r"^## (.+)$", (CHECKOUT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0].split()[0] == project()["project"]["version"]
