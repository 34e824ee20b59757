"""Backups: a folder each, of the database at one moment and the releases, with hashes and what it must give back.

A backup is written beside its place and renamed into it, so that it is there whole or not at all. It holds personal
data: nobody but its owner can read it.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from copdir import dumping, local, proof

DATABASE, RELEASES, MANIFEST, SUMS = "database.dump", "releases.tar", "manifest.json", "SHA256SUMS"
FORMAT = 1
NAME, NAMED = "%Y-%m-%dT%H-%M-%SZ", re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")
A_RELEASE = re.compile(r"\d{4}-\d{2}-\d{2}")
OF_A_RELEASE = re.compile(rf"{A_RELEASE.pattern}/\w[\w.-]*")

Manifest = dict[str, Any]


class Unsound(Exception):
    """This is no whole backup, or not as it was made; the message says in what."""


class Refused(Exception):
    """Nothing was done; the message says why, and what to do."""


# Making ---------------------------------------------------------------------------------------------


def make(place: Path, now: datetime | None = None) -> Path:
    """A new backup in a folder of backups. Raises Refused, dumping.CannotDump."""
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with local.alone(place / ".lock"), _only_for_us():
        for left in place.glob(".making-*"):  # by a killed process: we hold the lock
            shutil.rmtree(left)
        target = place / at.strftime(NAME)
        if target.exists():
            raise Refused(f"{target} is there already, and is not overwritten.")
        making = place / f".making-{target.name}"
        making.mkdir()
        try:
            manifest = {"format": FORMAT, "at": at.isoformat(), "commit": _commit()}
            manifest |= _take_database(making / DATABASE)
            manifest["releases"] = _take_releases(making / RELEASES)
            (making / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
            (making / SUMS).write_text("".join(f"{_sha256(making / n)}  {n}\n" for n in (DATABASE, RELEASES, MANIFEST)))
            _on_disk(making)
            making.rename(target)
            _on_disk(place)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
    return target


def forget(place: Path, days: int, now: datetime | None = None) -> list[str]:
    """Delete the backups that are older than so many days, but never the newest. Gives back their names."""
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    names = sorted(path.name for path in place.iterdir() if NAMED.fullmatch(path.name))
    old = [name for name in names[:-1] if datetime.strptime(name, NAME).replace(tzinfo=UTC) < before]
    for name in old:
        shutil.rmtree(place / name)
    return old


def _take_database(to: Path) -> Manifest:
    """Dump the database, and note what it holds at the very same moment, however busy it is meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        held = proof.held()
        applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
        dumping.dump(to, snapshot)
    return {"postgresql": dumping.server_version(), "migrations": applied, **held}


def _take_releases(to: Path) -> list[str]:
    """The dated folders of the open data, which no database could give back to the byte; held still meanwhile."""
    folder = Path(settings.RELEASES_FOLDER)
    with tarfile.open(to, "w") as tar:
        if not folder.is_dir():
            return []
        with local.alone(folder / ".lock"):
            dates = sorted(path.name for path in folder.iterdir() if A_RELEASE.fullmatch(path.name))
            for date in dates:
                tar.add(folder / date, arcname=date)
    return dates


def _commit() -> str:
    """Which code made it: as the deployment says it, else as the checkout does, where that can be known."""
    git = shutil.which("git")
    if settings.COMMIT or git is None:
        return settings.COMMIT
    said = subprocess.run([git, "rev-parse", "HEAD"], cwd=local.CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603
    return said.stdout.strip()


# Checking and bringing back -------------------------------------------------------------------------


def check(backup: Path) -> Manifest:
    """What a backup says of itself, once every file of it is as it was made. Raises Unsound."""
    if not (backup / SUMS).is_file():
        raise Unsound(f"{backup} is no backup: it has no {SUMS}.")
    lines = (line.split("  ", 1) for line in (backup / SUMS).read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    for name in (DATABASE, RELEASES, MANIFEST):
        if name not in sums or not (backup / name).is_file():
            raise Unsound(f"{backup / name} is missing, or {SUMS} does not name it.")
        if _sha256(backup / name) != sums[name]:
            raise Unsound(f"{backup / name} is not as it was made. Take another backup.")
    manifest: Manifest = json.loads((backup / MANIFEST).read_text("utf-8"))
    if manifest["format"] != FORMAT:
        raise Unsound(f"{backup} is of format {manifest['format']}; this code reads {FORMAT}.")
    return manifest


def refuse_unless_ready(manifest: Manifest, known: set[str]) -> None:
    """Raises Refused unless the database is empty and alone, and this code, by its migrations, can run the backup."""
    if not proof.is_empty():
        raise Refused(
            "This database is not empty, and nothing is ever restored over what is there. "
            "Name an empty one in DATABASE_URL, or give --into and a new name."
        )
    if newer := sorted(set(manifest["migrations"]) - known):
        raise Refused(
            f"The backup is of newer code than this: {newer[-1]} is not known here. Take commit {manifest['commit']}."
        )
    if others := _others_connected():
        raise Refused(f"{others} other connections are open to this database. Stop the site and the mail loop first.")


def bring_back(backup: Path, manifest: Manifest) -> list[str]:
    """Restore a checked backup's database, and give back in what it differs from what was there: nothing, if well."""
    dumping.restore(backup / DATABASE)
    connection.close()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        now = proof.held()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return proof.differences(manifest, now)


def bring_releases_back(backup: Path) -> bool:
    """Unpack the releases, unless there are some: they may be newer, and an entry may have been taken out of them."""
    folder = Path(settings.RELEASES_FOLDER)
    if folder.is_dir() and any(A_RELEASE.fullmatch(path.name) for path in folder.iterdir()):
        return False
    with tarfile.open(backup / RELEASES) as tar:
        files = [member for member in tar if not (member.isdir() and A_RELEASE.fullmatch(member.name))]
        if odd := [one.name for one in files if not (one.isfile() and OF_A_RELEASE.fullmatch(one.name))]:
            raise Unsound(f"{backup / RELEASES} holds something else than releases: {odd[0]}")
        for member in files:
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tar.extractfile(member).read())  # type: ignore[union-attr]
    folder.mkdir(parents=True, exist_ok=True)
    return True


def _others_connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


# Files ----------------------------------------------------------------------------------------------


@contextmanager
def _only_for_us() -> Iterator[None]:
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _on_disk(folder: Path) -> None:
    """Have the files of a folder, and its own list of them, on the disk."""
    for path in (*(one for one in folder.iterdir() if one.is_file()), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
