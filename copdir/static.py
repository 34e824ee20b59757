"""Static files: which are gathered, in what form, and gathering them again only when one has changed."""

import hashlib

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.files.base import ContentFile, File
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from copdir import local

STAMP = local.VAR / "static-files"


class UsedStaticFilesConfig(StaticFilesConfig):
    """Leaves out what packages bring for pages that this site has not."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "flags", "rest_framework"]


class SmallStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; style sheets lose their comments and spaces first, a tenth of their weight."""

    def file_hash(self, name: str | None, content: File | None = None) -> str | None:
        """Of what is sent: a name in an address stands for the same bytes for ever."""
        return super().file_hash(name, _smaller_file(name, content) if name and content else content)

    def _save(self, name: str, content: File) -> str:
        return super()._save(name, _smaller_file(name, content))


def smaller(name: str, content: bytes) -> bytes:
    """A file as it is sent: a style sheet without its comments and spaces, anything else as it is."""
    if not name.endswith(".css"):
        return content
    return lightningcss.process_stylesheet(content.decode(), filename=name).encode()


def _smaller_file(name: str, content: File) -> ContentFile:
    return ContentFile(smaller(name, b"".join(content.chunks())))


def fingerprint() -> str:
    """Changes with every name, size and time of the files to gather."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UsedStaticFilesConfig.ignore_patterns):
            seen.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return seen.hexdigest()


def is_gathered() -> bool:
    gathered = settings.STATIC_ROOT / "staticfiles.json"
    return gathered.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def gather() -> None:
    """Collect, hash and compress them (several seconds), unless that is done; one process at a time."""
    with local.alone(STAMP.with_suffix(".lock")):
        if not is_gathered():
            call_command("collectstatic", interactive=False, verbosity=0)
            STAMP.write_text(fingerprint())
