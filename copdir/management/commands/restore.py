"""restore: a backup into an empty database, and the proof that all is there. See `backups.py` and docs/runbook.md."""

from pathlib import Path
from typing import Any

import psycopg.sql
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from copdir import backups, dumping


class Command(BaseCommand):
    help = "Restores a backup into an empty database, and proves that all is there."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of one backup")
        parser.add_argument("--into", metavar="NAME", default="", help="make a database of this name and restore there")

    def handle(self, *args: Any, backup: Path, into: str, **options: Any) -> None:
        try:
            manifest = backups.check(backup)
            if into:
                self._use_new(into)
            backups.refuse_unless_ready(manifest, self._known())
            differing = backups.bring_back(backup, manifest)
        except (backups.Unsound, backups.Refused, dumping.CannotDump, DatabaseError) as error:
            raise CommandError(str(error)) from error
        if differing:
            self.stdout.write("\n".join(differing))
            raise CommandError("The database differs from the backup in the lines above. Do not let the site use it.")
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"Restored and proven: {rows} rows in {len(manifest['tables'])} tables, as {manifest['at']}.")
        if not into:
            self._bring_releases_back(backup, manifest)
        # From here on the database changes: it comes to this code, and sends nothing by itself.
        call_command("migrate", verbosity=0)
        call_command("held_letters", hold=f"Restored from a backup of {manifest['at']}", stdout=self.stdout)
        self.stdout.write(f"What was erased or taken down since is not yet so here: manage.py since {manifest['at']}")

    def _bring_releases_back(self, backup: Path, manifest: backups.Manifest) -> None:
        if backups.bring_releases_back(backup):
            self.stdout.write(f"{len(manifest['releases'])} releases unpacked.")
        else:
            self.stdout.write("The releases that are there were left as they are.")

    def _known(self) -> set[str]:
        loader = MigrationLoader(None)
        # Those that a squashed migration stands for are known by it.
        return {f"{app}.{name}" for app, name in loader.disk_migrations} | {
            f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces
        }

    def _use_new(self, name: str) -> None:
        """Make a database on this server, and let this process talk to it."""
        statement = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(psycopg.sql.Identifier(name))
        with connection.cursor() as cursor:
            cursor.execute(statement.as_string(cursor.connection))
        connection.close()
        connection.settings_dict["NAME"] = name
