"""The host of a web address: as people say it, and the same for all spellings of it."""

from urllib.parse import urlsplit


def host_of(address: str | None) -> str:
    """The host of a web address in small letters, without www. and port; empty where none can be read."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
