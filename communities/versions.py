"""A community's versions as staff choose among them: what each changed, and what publishing it again would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from . import entry as entries
from . import labels, readable
from .models import Community, Revision, Terms


@dataclass(frozen=True)
class Version:
    """One revision; `changed` are the names of its fields, `back` the words before and after publishing it again."""

    revision: Revision
    changed: list[str]
    back: list[dict[str, str]]
    is_latest: bool
    is_redacted: bool
    confirmed: str | None  # the day, YYYY-MM-DD
    changes_confirmation: bool
    unveils: list[str]  # names of fields that it states and the convener withholds today

    @property
    def can_return(self) -> bool:
        """Whether publishing it again is possible and would change what people read."""
        return bool(self.back) and not self.is_latest and not self.is_redacted


def of(community: Community, terms: Terms) -> list[Version]:
    """All versions of a community, the newest first."""
    live = entries.upgrade(community.entry)
    return [_version(community, revision, live, terms) for revision in community.revisions.order_by("-number")]


def _version(community: Community, revision: Revision, live: entries.Entry, terms: Terms) -> Version:
    then = entries.upgrade(revision.entry)
    return Version(
        revision=revision,
        changed=_names(revision.changed),
        back=[] if revision.is_redacted else readable.changes(live, then, terms),
        is_latest=revision.number == community.revision_number,
        is_redacted=revision.is_redacted,
        confirmed=then["confirmed"],
        changes_confirmation=then["confirmed"] != live["confirmed"],
        unveils=_names(field for field in live["withheld"] if then[field] not in (None, "", [])),
    )


def _names(fields: Iterable[str]) -> list[str]:
    return [str(labels.LABELS.get(field, field)) for field in fields]
