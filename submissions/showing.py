"""Showing a submission to a colleague: one read-only link at a time, made and ended by its sender."""

from django.db import transaction
from django.utils import timezone

from . import course, links
from .links import Issued
from .models import LetterLink, Purpose, Submission
from .moderation import UNDECIDED


def is_open(submission: Submission) -> bool:
    """Whether there is something to show: a draft, or what still waits, as its sender is told."""
    return course.shown_state(submission) in UNDECIDED


def link_of(submission: Submission) -> LetterLink | None:
    """The link that shows it now, if there is one."""
    good = submission.letter_links.filter(purpose=Purpose.SHOW, expires_at__gt=timezone.now())
    return good.first() if is_open(submission) else None


def begin(submission: Submission, *, privately: bool, seen: str) -> Issued | None:
    """A fresh link in place of any earlier one; `privately` lets it show what is not published too.

    `seen` is the mark of the link that the sender knew of: where another was made meanwhile, as by loading a page
    again, nothing happens and nothing is given back.
    """
    with transaction.atomic():
        row = Submission.objects.select_for_update().defer("search").get(pk=submission.pk)
        if not is_open(row) or mark_of(row) != seen:
            return None
        row.letter_links.filter(purpose=Purpose.SHOW).delete()
        return links.issue(row, Purpose.SHOW, shows_private=privately)


def end(submission: Submission) -> None:
    """Whoever has the link reads from now on that it has ended."""
    now = timezone.now()
    submission.letter_links.filter(purpose=Purpose.SHOW, expires_at__gt=now).update(expires_at=now)


def mark_of(submission: Submission) -> str:
    """By what a page knows the link that there is; nothing where there is none."""
    link = link_of(submission)
    return str(link.pk) if link else ""
