"""The Nu HTML checker: where it is, how it is got, and what it says of a folder of pages. It needs Java.

Not part of the locked packages: it is 30 MB of Java, and npm is the registry that keeps a current one.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from copdir import local

JAR = local.VAR / "vnu.jar"
PACKAGE = "vnu-jar@26.9.27"  # npm checks it against the registry's checksum
INSIDE = "package/build/dist/vnu.jar"


def is_here() -> bool:
    return JAR.exists() and shutil.which("java") is not None


# By the letters of most words on a page: of a question that somebody put in Arabic, the page's own are fewer.
A_GUESS = "This document appears to be written in"


def errors(folder: Path) -> list[str]:
    """What is wrong with the .html files of a folder: file, line and words, one line each."""
    command = ["java", "-Xss1m", "-jar", JAR, "--stdout", "--format", "json", "--skip-non-html", folder]
    written = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [
        f"{Path(one['url']).name}:{one['lastLine']}: {one['message']} {one.get('extract', '').strip()[:200]}"
        for one in json.loads(written)["messages"]
        if (one["type"] == "error" or one.get("subType") == "warning") and not one["message"].startswith(A_GUESS)
    ]


def fetch() -> None:
    """Put the checker into var/, by npm."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=True
        )
        with tarfile.open(Path(folder) / done.stdout.split()[-1]) as package, package.extractfile(INSIDE) as jar:
            JAR.parent.mkdir(exist_ok=True)
            JAR.write_bytes(jar.read())


if __name__ == "__main__":
    for program in ("java", "npm"):
        if shutil.which(program) is None:
            sys.exit(f"The Nu HTML checker wants {program}: apt-get install default-jre-headless npm")
    if not JAR.exists():
        fetch()
