"""`python -m tests.mutants [NAME]`: how many faults put into the modules that decide are noticed by their tests.

The faults are cosmic-ray's, put into a copy of what is committed, one at a time. Prints each that nothing noticed, and
the score; fails under 85 %. A NAME takes the modules so named alone; what an interrupted run has found is kept.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django

from copdir import local

ENOUGH = 0.85
FOLDER = local.VAR / "mutants"
TOOLS = FOLDER / "tools" / "bin"
PACKAGE = "cosmic-ray==8.7.0"
PLUGINS = "-p tests.mutants.template_is_there -p no:playwright -p no:cacheprovider"
# By module: the tests that should notice, those that do so soonest first.
OF_MODERATION = (
    "tests/submissions/test_moderation.py tests/submissions/test_lessons.py tests/submissions/test_sessions.py "
    "tests/submissions/test_answering_in_time.py tests/submissions/test_claims.py "
    "tests/submissions/test_questions_asked.py tests/submissions/test_questions_answered.py "
    "tests/submissions/test_questions_relayed.py tests/submissions/test_import_command.py "
    "tests/submissions/test_roles.py tests/submissions/test_introductions.py tests/submissions/test_admin.py "
    "tests/submissions/test_asking_again.py tests/submissions/test_panel.py"
)
NOTICED_BY = {
    "communities/entry.py": "tests/communities/test_entry.py tests/communities/test_publishing.py",
    "communities/publishing.py": "tests/communities/test_publishing.py tests/communities/test_withdrawing.py "
    "tests/communities/test_merging.py tests/communities/test_terms.py tests/communities/test_silence.py",
    **{
        f"submissions/moderation/{name}.py": OF_MODERATION
        for name in ("deciding", "imported", "moves", "questions", "refusals", "rights", "sending", "told")
    },
}
# What makes no other program: types read as sums, marks of keyword arguments and of unpacking read as products, and
# identity for equality. Of what a comparison can become, its opposite and its neighbour are enough.
LEFT_OUT = (
    r"core/ReplaceBinaryOperator_(BitOr|Mul|Pow)_",
    r"core/ReplaceBinaryOperator_\w+_(Pow|Mod|LShift|RShift|BitXor|BitOr|BitAnd|FloorDiv)$",
    r"core/ReplaceComparisonOperator_(Eq|NotEq)_(Is|IsNot|Lt|LtE|Gt|GtE)$",
    r"core/ReplaceComparisonOperator_(Lt|LtE|Gt|GtE)_(Is|IsNot|Eq|NotEq)$",
)


def copy_of_the_commit(name: str) -> Path:
    """What is committed, in a folder where faults do no harm."""
    copy = FOLDER / name
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=local.CHECKOUT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=copy, input=archive, check=True)
    return copy


def fetch() -> None:
    """Put cosmic-ray into var/. Not part of the locked packages: one that it needs has no wheel."""
    subprocess.run([sys.executable, "-m", "venv", TOOLS.parent], check=True)
    subprocess.run([TOOLS / "python", "-m", "pip", "install", "--quiet", PACKAGE], check=True)


def configuration(module: str) -> str:
    """What cosmic-ray wants to know."""
    command = f"{sys.executable} -m pytest --numprocesses=0 -x -q {PLUGINS} {NOTICED_BY[module]}"
    return f"""[cosmic-ray]
module-path = {json.dumps(module)}
timeout = 180.0
excluded-modules = []
test-command = {json.dumps(command)}
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {json.dumps(LEFT_OUT)}
"""


def tried(module: str) -> list[dict[str, str]]:
    """What became of each fault put into a module."""
    copy = copy_of_the_commit(Path(module).stem)
    settings, session = copy.with_suffix(".toml"), copy.with_suffix(".sqlite")
    settings.write_text(configuration(module))

    def tool(name: str, *arguments: str | Path) -> str:
        command = [TOOLS / name, *arguments]
        return subprocess.run(command, cwd=copy, check=True, stdout=subprocess.PIPE, text=True).stdout

    if not session.exists():
        tool("cosmic-ray", "init", settings, session)
        tool("cr-filter-operators", session, settings)
    tool("cosmic-ray", "exec", settings, session)
    lines = [json.loads(line) for line in tool("cosmic-ray", "dump", session).splitlines()]
    return [result for _, result in lines if result and result["worker_outcome"] != "skipped"]


def main(name: str) -> None:
    from tests import databases

    enough = True
    if not (TOOLS / "cosmic-ray").exists():
        fetch()
    with databases.of_this_run():
        for module in NOTICED_BY:
            if name in module:
                results = tried(module)
                unnoticed = [result["diff"] for result in results if result["test_outcome"] == "survived"]
                score = 1 - len(unnoticed) / len(results)
                enough = enough and score >= ENOUGH
                sys.stdout.write("\n".join(unnoticed))
                sys.stdout.write(f"\n{module}: {len(results)} faults, {len(unnoticed)} unnoticed: {score:.1%}\n")
    sys.exit(not enough)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(" ".join(sys.argv[1:]))
