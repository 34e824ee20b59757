"""`python -m audit`: known vulnerabilities, risky code, secrets and licences. Everything is looked at; any find fails.

Advisories come from PyPI, so this wants the network; where that is not to be had, OSV_URL names a service that answers
as osv.dev's `/v1/query` does. A package about which there is no answer counts as a find: what could not be looked up is
not clean.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from . import exceptions, licences
from .locks import CHECKOUT, LOCKS

APPS = ("copdir", "communities", "submissions", "audit")
# What examples and tests hold that is no secret: made-up passwords, and alphabets, from which codes are drawn too.
MADE_UP = r"password|PASSWORD|pass|pw|hidden|secret|p%40ss"
ALPHABETS = r"(session=)?abcdef[a-z]+[0-9]+|[A-Z]+[0-9]+|[A-Z]+[a-z]+[0-9]+-_"
NO_SECRETS = f"^({MADE_UP}|{ALPHABETS})$"
# Long lists of facts, pictures, and hashes of packages.
NOT_SEARCHED = (".lock", ".tsv", ".geojson", ".png", ".ico", ".xlsx", ".mo")


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One of the tools of this environment."""
    command = [Path(sys.executable).with_name(tool), *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


def vulnerabilities() -> Iterator[str]:
    """Advisories about any locked package, and packages about which nothing could be learned."""
    url = os.environ.get("OSV_URL")
    asked = ("--vulnerability-service", "osv", "--osv-url", url) if url else ()
    ignored = [part for one in exceptions.in_force(datetime.now(UTC).date()) for part in ("--ignore-vuln", one)]
    for lock in LOCKS:
        done = run("pip-audit", "--require-hashes", "--disable-pip", "-r", lock, "--format", "json", *asked, *ignored)
        try:
            packages = json.loads(done.stdout)["dependencies"]
        except ValueError:
            yield f"{lock.name}: not looked up: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}"
            continue
        unknown = [package["name"] for package in packages if "skip_reason" in package]
        if unknown:
            yield f"{lock.name}: {len(unknown)} of {len(packages)} packages not looked up: no answer"
        for package in packages:
            for advisory in package.get("vulns", ()):
                mended = ", ".join(advisory["fix_versions"]) or "no version yet"
                yield f"{lock.name}: {package['name']} {package['version']}: {advisory['id']}, mended in {mended}"


def risky_code() -> Iterator[str]:
    """What bandit finds of middle or high severity. What it is told to pass over says why, beside it."""
    done = run("bandit", "--quiet", "-ll", "--format", "json", "--recursive", *APPS)
    for find in json.loads(done.stdout)["results"]:
        yield f"{find['filename']}:{find['line_number']}: {find['test_id']} {find['issue_text']}"


def secrets() -> Iterator[str]:
    """What looks like a key, a token or a password in an address, in any committed file.

    Assigned words are left to ruff (S105 to S107), which knows the tests' made-up passwords.
    """
    listed = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.splitlines() if not name.endswith(NOT_SEARCHED)]
    options = ("--exclude-secrets", NO_SECRETS, "--disable-plugin", "KeywordDetector")
    for name, finds in json.loads(run("detect-secrets", "scan", *options, *names).stdout)["results"].items():
        yield from (f"{name}:{find['line_number']}: {find['type']}" for find in finds)


def licences_of_packages() -> Iterator[str]:
    """Licences that nobody has agreed to, and a list of them that is not today's."""
    packages = licences.installed()
    yield from licences.not_allowed(packages)
    if licences.WRITTEN.read_text() != licences.written(packages):
        yield f"{licences.WRITTEN.relative_to(CHECKOUT)} is not today's: make licences"


def main() -> None:
    finds = 0
    for looked_for in (vulnerabilities, risky_code, secrets, licences_of_packages):
        found = list(looked_for())
        finds += len(found)
        sys.stdout.write(f"{looked_for.__name__.replace('_', ' ')}: {len(found) or 'nothing found'}\n")
        sys.stdout.writelines(f"  {line}\n" for line in found)
    sys.exit(finds > 0)


if __name__ == "__main__":
    main()
