"""backup: the database and the releases into a folder of their own, with what they must give back. See `backups.py`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from copdir import backups, dumping


class Command(BaseCommand):
    help = "Makes a backup, and deletes those that are too old."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=Path(settings.BACKUPS_FOLDER), help="the folder of backups")
        parser.add_argument(
            "--keep-days", type=int, default=settings.BACKUPS_KEPT.days, help="how long a backup is kept"
        )

    def handle(self, *args: Any, to: Path, keep_days: int, **options: Any) -> None:
        try:
            made = backups.make(to)
        except (backups.Refused, dumping.CannotDump, OSError) as error:
            raise CommandError(str(error)) from error
        manifest = backups.check(made)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        size = sum(path.stat().st_size for path in made.iterdir()) / 1_000_000
        self.stdout.write(
            f"Backed up into {made}: {rows} rows in {len(manifest['tables'])} tables, "
            f"{len(manifest['releases'])} releases, {size:.1f} MB."
        )
        for name in backups.forget(to, keep_days):
            self.stdout.write(f"Deleted {name}: older than {keep_days} days.")
