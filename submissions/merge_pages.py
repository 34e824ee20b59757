"""What staff see while they merge two entries: both side by side, the one they make, and all that will happen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from communities import entry as entries
from communities import index, labels, readable, uniting
from communities.entry import Entry, Problem
from communities.models import Community, Terms
from communities.uniting import BOTH, FIRST, SECOND

from . import difference, merging
from .difference import Piece

FIELD = "take-"  # before the name of a field, in the form's names
STAYS = "stays"


@dataclass(frozen=True)
class Choice:
    """A field, or fields that belong together, in which two entries differ, and what is chosen of it."""

    key: str
    fields: tuple[str, ...]
    title: str
    first: list[Piece]
    second: list[Piece]
    chosen: str
    can_be_united: bool
    withheld_by: list[str]  # the names of the entries whose convener keeps it private

    @property
    def name(self) -> str:
        return f"{FIELD}{self.key}"

    @property
    def shares_words(self) -> bool:
        """Whether a part of it is the same in both, so that what differs is worth marking."""
        return any(not piece.mark and piece.text.strip(" ,") for piece in self.first)


class Merging:
    """Two published entries, which of them stays, and what is taken of which."""

    def __init__(self, first: Community, second: Community, given: Mapping[str, Any] | None = None) -> None:
        self.first, self.second, self._given = first, second, given or {}

    @cached_property
    def terms(self) -> Terms:
        return index.terms()

    @cached_property
    def both(self) -> tuple[Entry, Entry]:
        return entries.upgrade(self.first.entry), entries.upgrade(self.second.entry)

    @property
    def stays(self) -> str:
        """Which address stays: as chosen; else that of what a convener confirmed, else of what was listed first."""
        if (chosen := self._given.get(STAYS)) in (FIRST, SECOND):
            return str(chosen)
        if bool(self.first.confirmed_on) != bool(self.second.confirmed_on):
            return FIRST if self.first.confirmed_on else SECOND
        return FIRST if self.first.listed_at <= self.second.listed_at else SECOND

    @property
    def kept(self) -> Community:
        return self.first if self.stays == FIRST else self.second

    @property
    def gone(self) -> Community:
        return self.second if self.stays == FIRST else self.first

    @cached_property
    def choices(self) -> list[Choice]:
        """The fields in which the two differ, in the entry's order."""
        first, second = self.both
        differing = entries.changed_fields(first, second)
        rows = difference.changed_rows(first, second, differing, self.terms)
        return [
            Choice(
                key=row.key,
                fields=row.fields,
                title=row.title,
                first=row.before,
                second=row.after,
                chosen=self._chosen(row.key),
                can_be_united=uniting.can_be_united(row.key),
                withheld_by=[one["name"] for one in self.both if set(row.fields) & set(one["withheld"])],
            )
            for row in rows
        ]

    @property
    def differing(self) -> list[Choice]:
        """Those of which both say something."""
        return [choice for choice in self.choices if choice.first and choice.second]

    @property
    def one_sided(self) -> list[Choice]:
        return [choice for choice in self.choices if not (choice.first and choice.second)]

    @property
    def withholds(self) -> bool:
        """Whether one of them states what the convener of the other keeps private."""
        return any(choice.withheld_by for choice in self.one_sided)

    def _chosen(self, key: str) -> str:
        offered = (FIRST, SECOND, BOTH) if uniting.can_be_united(key) else (FIRST, SECOND)
        given = str(self._given.get(f"{FIELD}{key}", ""))
        return given if given in offered else uniting.usual_choice(key, *self.both, self.stays)

    @cached_property
    def made(self) -> Entry:
        """The entry that is made of the two, at the address that stays."""
        chosen = {field: choice.chosen for choice in self.choices for field in choice.fields}
        stamps = {key: self.kept.entry[key] for key in entries.STAMPS}
        return {**uniting.united(*self.both, chosen), **stamps}

    @cached_property
    def problems(self) -> list[Problem]:
        """What keeps it from being published like that."""
        return entries.validate(self.made, self.terms)

    @property
    def changes(self) -> list[dict[str, str]]:
        """What of the entry that stays will read otherwise."""
        return readable.changes(entries.upgrade(self.kept.entry), self.made, self.terms)

    @property
    def unveils(self) -> list[str]:
        """What one of the conveners keeps private and it would publish all the same."""
        kept_back = {field for one in self.both for field in one["withheld"]} - set(self.made["withheld"])
        return [
            str(labels.LABELS[field]) for field in entries.CONTENT_FIELDS if field in kept_back and self.made[field]
        ]

    @property
    def moves(self) -> list[str]:
        return merging.what_moves(self.gone, self.kept)

    def as_published(self) -> Entry:
        """The entry as it would read."""
        today = timezone.now().date().isoformat()
        return {**self.made, "revision": self.kept.revision_number + 1, "updated": today}

    @property
    def carried(self) -> Iterable[tuple[str, str]]:
        """What the pages after this one send again."""
        yield STAYS, self.stays
        yield from ((choice.name, choice.chosen) for choice in self.choices)
