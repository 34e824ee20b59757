"""The map of personal data as a table: what `docs/privacy.md` prints."""

from datetime import timedelta

from django.conf import settings

from .endings import Ending
from .kinds import KINDS, Kind

HEAD = "| what | where | why | basis | who sees it | how long, and its setting |\n|---|---|---|---|---|---|\n"


def as_markdown() -> str:
    """The table, as the settings stand."""
    return HEAD + "".join(f"| {' | '.join(_cells(kind))} |\n" for kind in KINDS)


def _cells(kind: Kind) -> list[str]:
    where = "<br>".join(f"`{place}`" for place in kind.where)
    ends = [*map(_ending, kind.endings), *([kind.until] if kind.until else [])]
    return [kind.what, where, kind.why, kind.basis, kind.seen_by, "<br>".join(ends)]


def _ending(ending: Ending) -> str:
    if not ending.kept:
        return f"{ending.name}: {ending.after}"
    return f"{ending.name}: {days(settings.KEPT[ending.kept])} {ending.after} (`{ending.kept}`)"


def days(span: timedelta) -> str:
    """A span in days."""
    return f"{span.days} day{'' if span.days == 1 else 's'}"
