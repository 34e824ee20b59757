"""An address in all its spellings: in capitals or not, with whatever follows a plus.

Dots count, though limits pass over them: at most domains they tell two people apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from post_office.models import Email

from ..models import Alert, Invitation, SentBack, Steward, Submission

AT = r"(?:@|%40|&#64;|&#x40;)"
TAG = r"(?:(?:\+|%2b|&#43;|&#x2b;)[^\s@%&<>\"',;]*)?"
# Where addresses stand by themselves.
COLUMNS: tuple[tuple[Any, str], ...] = (
    (Submission, "sender_email"),
    (Steward, "email"),
    (Alert, "email"),
    (Invitation, "address"),
    (SentBack, "address"),
    (Email, "to"),
)


class NotAnAddress(ValueError):
    """It has no @, or nothing on one side of it."""


@dataclass(frozen=True)
class Spellings:
    """A mailbox: what stands before the @, without a tag, and what stands after it."""

    local: str
    domain: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a text, as it is or as web pages write it; never within a longer address."""
        written = rf"(?<![\w.-]){re.escape(self.local)}{TAG}{AT}{re.escape(self.domain)}(?![\w-])(?!\.\w)"
        return re.compile(written, re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def may_be_in(self, column: str) -> Q:
        """Rows that may hold it. To be looked at: this finds longer addresses, too."""
        return Q(**{f"{column}__icontains": self.local}) & Q(**{f"{column}__icontains": self.domain})

    def on_record(self) -> list[str]:
        """The spellings that stand in the database, and the one that was given."""
        found = {f"{self.local}@{self.domain}"}
        for model, column in COLUMNS:
            held = model.objects.filter(self.may_be_in(column)).values_list(column, flat=True).distinct()
            found.update(one.lower() for one in _each(held) if self.pattern.fullmatch(one))
        return sorted(found)


def of(address: str) -> Spellings:
    """The mailbox of an address. Raises NotAnAddress."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if not local or "." not in domain or re.search(r"\s", local + domain):
        raise NotAnAddress(address)
    return Spellings(local, domain)


def _each(held: Iterable[Any]) -> Iterable[str]:
    for one in held:
        yield from ([one] if isinstance(one, str) else one)
