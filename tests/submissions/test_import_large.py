"""Ten thousand rows, by the command and by the desk: how much memory a process takes; the seconds are only printed."""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from communities import synthetic
from copdir import local
from submissions.importing import uploads
from submissions.models import Import, Step, Submission
from tests import databases
from tests.submissions.submitted import a_moderator

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

ROWS = 10_000
MOST_MEMORY = 300_000_000
COLUMNS = {
    "Name": "name", "Acronym": "acronym", "Summary": "summary", "Country": "host", "City": "city",
    "Website": "website", "Scale": "scale", "Topics": "topic", "Purposes": "purpose", "Languages": "languages",
    "Members": "members", "Founded": "founded", "Convener": "organisation", "Status": "maturity",
}  # fmt: skip
# Runs a command in a process of its own, and prints the most memory that it took. What `getrusage` says of a process
# begins with what the one took that started it, so Linux is asked about this one alone.
MEASURED = """
import resource, sys
from pathlib import Path
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
status = Path("/proc/self/status")
if status.exists():
    print("peak", 1024 * int(status.read_text().split("VmHWM:")[1].split()[0]))
else:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.fixture
def large(tmp_path) -> Path:
    path = tmp_path / "large.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow([*COLUMNS, "Contact"])
        for number, entry in enumerate(synthetic.entries(ROWS, 0)):
            cells = (entry[key] for key in COLUMNS.values())
            texts = ["; ".join(cell) if isinstance(cell, list) else "" if cell is None else cell for cell in cells]
            rows.writerow([*texts, f"contact{number}@example.org"])
    return path


def peak_of(folder: Path, *command: str) -> int:
    """The most memory that a command takes, in bytes."""
    began = time.monotonic()
    environment = {
        **os.environ,
        "DATABASE_URL": databases.url(connection.settings_dict["NAME"]),
        "DEBUG": "0",  # with it every statement would be kept
        "SECRET_KEY": "only for tests",
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": "http://localhost",
        "EMAIL_URL": f"file:{folder}",
        "DJANGO_SETTINGS_MODULE": "copdir.settings",
        "PYTHONPATH": str(local.CHECKOUT),
    }
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        cwd=local.CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    peak = int(done.stdout.rsplit("peak ", 1)[1])
    sys.stdout.write(f"\n{' '.join(command[:1])}: {time.monotonic() - began:.1f} s, {peak / 1e6:.0f} MB")
    return peak


def test_ten_thousand_rows_by_the_command_take_little_memory_and_add_nothing_the_second_time(large):
    for _time in range(2):
        assert peak_of(large.parent, "import_communities", str(large)) < MOST_MEMORY
        assert Submission.objects.count() == ROWS


def test_ten_thousand_rows_by_the_desk_take_little_memory(large):
    began = time.monotonic()
    source = uploads.receive(SimpleUploadedFile(large.name, large.read_bytes()), a_moderator("mo"))
    sys.stdout.write(f"\nreceived: {time.monotonic() - began:.1f} s")
    for step, following in ((Step.CHECKING, Step.CHECKED), (Step.QUEUEING, Step.DONE)):
        Import.objects.filter(pk=source.pk).update(step=step, done=0)
        while Import.objects.get(pk=source.pk).step != following:
            assert peak_of(large.parent, "send_mail") < MOST_MEMORY
    assert Submission.objects.count() == ROWS
