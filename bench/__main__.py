"""`python -m bench`: every subject in turn, on the trial's own catalogue. Ends with 1 where a limit is passed."""

import os
import sys

import django
from django.core.management import call_command

from bench import sizes
from copdir import static

SUBJECTS = (sizes.of_files, sizes.of_pages)


def main() -> int:
    static.gather()
    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)
    passed = [subject() for subject in SUBJECTS]
    return 1 if any(passed) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copdir.settings")
    django.setup()
    sys.exit(main())
