"""Releases: the published catalogue of one day as files in a folder, frozen, hashed and listed; and taking entries out.

A release is written beside its place and renamed into it, so that it is there whole or not at all. It holds what
`Community.objects.published()` holds and nothing else; the same catalogue on the same day gives the same bytes.
"""

import csv
import fcntl
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import translation

from . import codebook, done_since, exports, index, lesson_records, lesson_shelf, open_data, tables
from .citation import AUTHOR, TITLE
from .entry import Entry
from .index import Index
from .models import Address, CatalogueVersion, Community, Term, Terms
from .schema import SCHEMA_NUMBER, blank_value

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
CSV, JSON, CHANGES = "communities.csv", "communities.json", "changes.json"
LESSONS_CSV, LESSONS_JSON = "lessons.csv", "lessons.json"
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
PLAIN = "text/plain; charset=utf-8"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Publishing moves some of an entry's stamps every time; they are no change of their own.
NO_CHANGE = ("schema", "revision", "updated")
MAILBOX = "mailbox"
LOOKS = 5  # at a catalogue that changes while it is read

Document = dict[str, Any]


class NotStill(Exception):
    """The catalogue changed each time it was read."""


@dataclass(frozen=True)
class Release:
    """A release that is there: its manifest and what changed since the one before."""

    date: str
    manifest: Document
    changes: Document

    @property
    def folder(self) -> Path:
        return _folder() / self.date


def newest_first() -> list[Release]:
    """Every release there is."""
    if not _folder().is_dir():
        return []
    dates = sorted((path.name for path in _folder().iterdir() if DATE.fullmatch(path.name)), reverse=True)
    return [release for date in dates if (release := find(date))]


def find(date: str) -> Release | None:
    """The release of a day."""
    folder = _folder() / date
    if not DATE.fullmatch(date) or not (folder / MANIFEST).is_file():
        return None
    return Release(date, _read(folder / MANIFEST), _read(folder / CHANGES))


def file(date: str, name: str) -> tuple[Path, str] | None:
    """Where a file of a release lies, and its SHA-256; None for anything that no release holds."""
    release = find(date)
    if release is None:
        return None
    known = {one["name"]: one["sha256"] for one in release.manifest["files"]}
    path = release.folder / name
    if name in (MANIFEST, SUMS):
        return path, _sha256(path.read_bytes())
    return (path, known[name]) if name in known else None


def make(date: str) -> tuple[Release, bool]:
    """The release of a day, and whether it was made now: one that is there stays as it is. Raises NotStill."""
    with _alone():
        _clear()
        if there := find(date):
            return there, False
        catalogue = _catalogue()
        before = next((one for one in newest_first() if one.date < date), None)
        making = _folder() / f".making-{date}"
        making.mkdir()
        _write_all(making, date, catalogue, before)
        _sync(making)
        making.rename(_folder() / date)
        _sync(_folder())
    _move_version()
    made = find(date)
    assert made  # noqa: S101 - it has just been renamed into its place
    return made, True


def redact(community: Community, date: str) -> list[str]:
    """Take a community out of every release, for good, and note on that day that one was. Gives back which held it.

    Files are replaced one by one, the list of hashes last: if it is cut short, doing it again completes it. It is done
    again, too, where a backup from before is brought back.
    """
    done_since.note_taken_down(community.slug)
    slugs = set(Address.objects.filter(community=community).values_list("slug", flat=True))
    with _alone():
        held = [release.date for release in newest_first() if _without(release, slugs, date)]
    _move_version()
    return held


def take_back(date: str) -> bool:
    """Remove the newest release, which should not have been made; whether there was one of that day and it was newest.

    Earlier ones stay: others have cited them, and later ones tell of changes since.
    """
    with _alone():
        newest = next(iter(newest_first()), None)
        if newest is None or newest.date != date:
            return False
        gone = _folder() / f".making-{date}"  # which is never served, and cleared should this be cut short
        newest.folder.rename(gone)
        shutil.rmtree(gone)
    _move_version()
    return True


def forget_mailbox(is_theirs: Callable[[str], bool], date: str) -> list[str]:
    """Blank published mailboxes at their owner's wish in every release, and note the day. Gives back which held one."""
    with _alone():
        held = [release.date for release in newest_first() if _without_mailbox(release, is_theirs, date)]
    if held:
        _move_version()
    return held


def mentioning(is_in: Callable[[str], bool]) -> list[str]:
    """The releases of which a file says something."""
    return [
        release.date
        for release in newest_first()
        if any(is_in(path.read_text(encoding="utf-8")) for path in sorted(release.folder.iterdir()))
    ]


def cited(release: Release) -> str:
    """How to cite a release, in words."""
    return f"{AUTHOR}, {TITLE}, release of {release.date}, {address(release.date)}"


def address(date: str) -> str:
    """Where a release and its files stand; the same for ever."""
    return f"{settings.SITE_URL}/data/{date}/"


def licence() -> str:
    """What may be done with the data, in English."""
    with translation.override("en"):
        return render_to_string("components/licence.html").strip()


# Making ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Catalogue:
    """What is published at one moment: entries in the order of their names, lessons by stage, and the terms."""

    stored: list[Entry]
    lessons: list[Document]
    terms: Terms


def _catalogue() -> Catalogue:
    for _look in range(LOOKS):
        before = index.committed_version()
        stored = list(open_data.stored_entries(Community.objects.published().order_by("name_sort", "id")))
        lessons = [lesson_records.record(told) for told in lesson_shelf.everything()]
        terms = Term.objects.by_vocabulary()
        if index.committed_version() == before:
            return Catalogue(stored, lessons, terms)
    raise NotStill


def _write_all(folder: Path, date: str, catalogue: Catalogue, before: Release | None) -> None:
    stored, terms = catalogue.stored, catalogue.terms
    changes = _changes(stored, before)
    files: dict[str, Iterable[str | bytes]] = {
        CSV: exports.as_csv(stored, Index(terms=terms)),
        JSON: exports.as_json(stored, Index(terms=terms)),
        LESSONS_CSV: lesson_records.as_csv(catalogue.lessons),
        LESSONS_JSON: [lesson_records.as_json(catalogue.lessons)],
        "codebook.csv": codebook.as_csv(terms),
        "codebook.json": [codebook.as_json(terms)],
        CHANGES: [_dumped(changes)],
    }
    for name, pieces in files.items():
        _put(folder / name, pieces)
    manifest = {
        "release": date,
        "title": TITLE,
        "publisher": AUTHOR,
        "address": address(date),
        "licence": licence(),
        "schema": SCHEMA_NUMBER,
        "communities": len(stored),
        "confirmed": sum(1 for entry in stored if entry["confirmed"]),
        "lessons": len(catalogue.lessons),
        "since": before.date if before else None,
        "redactions": [],
    }
    _put_manifest(folder, manifest, list(files))


def _changes(stored: Sequence[Entry], before: Release | None) -> Document:
    """What is new, changed, moved, merged or gone since the release before. What was withdrawn is only counted.

    Its name was taken down with it; whoever has the release before finds which addresses are missing now.
    """
    old: dict[str, Entry] = {entry["slug"]: entry for entry in _read(before.folder / JSON)} if before else {}
    new = {entry["slug"]: entry for entry in stored}
    there = dict(Address.objects.filter(slug__in=old.keys() - new.keys()).values_list("slug", "community_id"))
    now = Community.objects.select_related("merged_into").defer("search", "merged_into__search").in_bulk(there.values())
    moved, merged = [], []
    for slug in sorted(there):
        community = now[there[slug]]
        if community.is_published:
            moved.append({"from": slug, "to": community.slug})
        elif community.merged_into and community.merged_into.is_published:
            merged.append({"from": slug, "into": community.merged_into.slug})
    came = {one["to"]: one["from"] for one in moved}
    pairs = [(old.get(came.get(slug, slug)), entry) for slug, entry in new.items()] if before else []
    return {
        "since": before.date if before else None,
        "added": [_named(entry) for earlier, entry in pairs if earlier is None],
        "changed": [
            {**_named(entry), "fields": fields}
            for earlier, entry in pairs
            if earlier is not None and (fields := _differing(earlier, entry))
        ],
        "moved": moved,
        "merged": merged,
        "withdrawn": len(old.keys() - new.keys()) - len(moved) - len(merged),
    }


def _named(entry: Entry) -> Document:
    return {"slug": entry["slug"], "name": entry["name"]}


def _differing(earlier: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    return [key for key in entry if key not in NO_CHANGE and earlier.get(key, blank_value(key)) != entry[key]]


# Taking out -----------------------------------------------------------------------------------------


def _without(release: Release, slugs: set[str], date: str) -> bool:
    """Leave these communities out of a release; whether it held any, or was left half-way by an earlier try."""
    kept = [entry for entry in _read(release.folder / JSON) if entry["slug"] not in slugs]
    changes = {
        name: [one for one in part if not _is_about(one, slugs)] if isinstance(part, list) else part
        for name, part in release.changes.items()
    }
    _put(release.folder / JSON, exports.as_json(kept, Index()))
    _put(release.folder / CSV, _rows_without(release.folder / CSV, "slug", slugs))
    lessons = _without_lessons(release.folder, slugs)
    _put(release.folder / CHANGES, [_dumped(changes)])
    manifest = dict(release.manifest)
    if gone := manifest["communities"] - len(kept):
        manifest["communities"] = len(kept)
        manifest["confirmed"] = sum(1 for entry in kept if entry["confirmed"])
        manifest |= {"lessons": lessons} if lessons is not None else {}
        manifest["redactions"] = [*manifest["redactions"], {"date": date, "communities": gone}]
    return _put_manifest(release.folder, manifest, [one["name"] for one in manifest["files"]])


def _without_mailbox(release: Release, is_theirs: Callable[[str], bool], date: str) -> bool:
    stored = _read(release.folder / JSON)
    kept = [
        {**entry, MAILBOX: blank_value(MAILBOX)} if is_theirs(entry.get(MAILBOX) or "") else entry for entry in stored
    ]
    if kept == stored:
        return False
    _put(release.folder / CSV, _rows_blanked(release.folder / CSV, MAILBOX, is_theirs))
    _put(release.folder / JSON, exports.as_json(kept, Index()))
    noted = [*release.manifest["redactions"], {"date": date, "communities": 0, "fields": [MAILBOX]}]
    names = [one["name"] for one in release.manifest["files"]]
    return _put_manifest(release.folder, {**release.manifest, "redactions": noted}, names)


def _rows_blanked(path: Path, column: str, is_theirs: Callable[[str], bool]) -> Iterator[str]:
    """The lines of a table, with what is theirs in a column blanked."""

    def blanked(row: list[str], place: int) -> list[str]:
        return ["" if at == place and is_theirs(cell) else cell for at, cell in enumerate(row)]

    return _rows(path, column, blanked)


def _without_lessons(folder: Path, slugs: set[str]) -> int | None:
    """Leave the lessons of these communities out, and give back how many stay; None where a release holds none yet."""
    if not (folder / LESSONS_JSON).is_file():
        return None
    kept = [lesson for lesson in _read(folder / LESSONS_JSON) if lesson["community"] not in slugs]
    _put(folder / LESSONS_CSV, _rows_without(folder / LESSONS_CSV, "community", slugs))
    _put(folder / LESSONS_JSON, [lesson_records.as_json(kept)])
    return len(kept)


def _is_about(change: Mapping[str, Any], slugs: set[str]) -> bool:
    return not slugs.isdisjoint(change[key] for key in ("slug", "from", "to", "into") if key in change)


def _rows_without(path: Path, column: str, slugs: set[str]) -> Iterator[str]:
    """The lines of a table without those of some communities; whatever columns it had in its day."""
    return _rows(path, column, lambda row, place: None if row[place] in slugs else row)


def _rows(path: Path, column: str, as_it_stays: Callable[[list[str], int], list[str] | None]) -> Iterator[str]:
    """The lines of a table with each row as it stays, given the place of a column in it; None leaves the row out."""
    yield "\ufeff"
    writer = csv.writer(tables.Line())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        yield writer.writerow(header)
        place = header.index(column)
        yield from (writer.writerow(kept) for row in rows if (kept := as_it_stays(row, place)) is not None)


# Files ----------------------------------------------------------------------------------------------


def _folder() -> Path:
    return Path(settings.RELEASES_FOLDER)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time changes the folder; it lets go however it ends."""
    _folder().mkdir(parents=True, exist_ok=True)
    with open(_folder() / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear() -> None:
    """Remove what a killed process left. Only who holds the lock may."""
    for path in _folder().glob(".making-*"):
        shutil.rmtree(path)
    for path in _folder().glob("*/.*"):
        path.unlink()


def _put_manifest(folder: Path, manifest: Document, names: list[str]) -> bool:
    """Write the manifest with the files as they are now, and after it the list of all hashes; whether they changed."""
    manifest = {**manifest, "files": [_described(folder / name) for name in names]}
    changed = _put(folder / MANIFEST, [_dumped(manifest)])
    sums = "".join(f"{_sha256((folder / name).read_bytes())}  {name}\n" for name in (*names, MANIFEST))
    return _put(folder / SUMS, [sums]) or changed


def _described(path: Path) -> Document:
    content = path.read_bytes()
    kind = TYPES[path.suffix.removeprefix(".")]
    return {"name": path.name, "type": kind, "bytes": len(content), "sha256": _sha256(content)}


def _put(path: Path, pieces: Iterable[str | bytes]) -> bool:
    """Write a file whole or not at all; nothing where it holds just this already. Whether it was written."""
    made = io.BytesIO()
    for piece in pieces:
        made.write(piece.encode() if isinstance(piece, str) else piece)
    if path.is_file() and path.read_bytes() == made.getvalue():
        return False
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("wb") as file:
        file.write(made.getvalue())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return True


def _sync(folder: Path) -> None:
    """Have the folder's own entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _move_version() -> None:
    """Releases are read by the public: kept pages that list them are out of date now, in every process."""
    CatalogueVersion.objects.filter(pk=1).update(number=F("number") + 1, changed_at=Now())
    index.look_again()
