"""Why the door stays shut: the named refusals of publishing."""

from django.utils.translation import gettext as _

from .entry import Problem
from .models import Community


class PublishingError(Exception):
    """The door stays shut; the message says why."""


class InvalidEntry(PublishingError):
    """The entry cannot be published as it is. `problems` names each field and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class StaleBase(PublishingError):
    """The change was made against a revision that is no longer the latest."""

    def __init__(self, community: Community, base: int | None) -> None:
        self.community, self.base = community, base
        super().__init__(
            _("This was written against revision %(base)s. But revision %(now)s has been published since.")
            % {"base": base or "–", "now": community.revision_number}
        )


class NotPublished(PublishingError):
    """The act needs a published community, and this one is withdrawn (or the other way round)."""


class TermStays(PublishingError):
    """A term cannot be merged into that other one."""


class CannotReturn(PublishingError):
    """An earlier version cannot be published again: there is none of that number, or part of it was erased."""
