"""Import a table of communities into the review queue, row by row with a report; nothing is published by it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from submissions.importing import columns, queueing, report
from submissions.importing.table import CannotRead


class Command(BaseCommand):
    help = (
        "Read a CSV or XLSX file of communities into the review queue. Moderators decide what is published. "
        "Importing the same file again adds nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV or XLSX file")
        parser.add_argument("--dry-run", action="store_true", help="report only; write nothing")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER[#n]=field",
            dest="named",
            help="say what a column holds, the n-th of that header; “-” leaves it out; may be repeated",
        )
        parser.add_argument("--sheet", default="", help="read this sheet of a workbook, hidden or not")

    def handle(self, *args: Any, **options: Any) -> None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")  # a terminal of another encoding is no reason to stop
        try:
            named = [columns.parse_named(statement) for statement in options["named"]]
            plan = queueing.plan(options["file"], named=named, sheet=options["sheet"])
            if not options["dry_run"]:
                queueing.store(plan)
        except CannotRead as error:
            raise CommandError(" ".join(filter(None, [f"{options['file']}: {error}", error.by_command]))) from error
        for line in report.lines(plan):
            self.stdout.write(line)
