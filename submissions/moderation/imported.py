"""What becomes of the rows of an imported file: they have no sender, and no letter is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from communities import entry as entries
from communities import index
from communities.refusals import InvalidEntry

from .. import records, searching
from ..models import Actor, Decision, Origin, State, Submission, Verb
from .moves import change, decide, locked, move, rewrite
from .refusals import IllegalMove


def queue(
    submission: Submission,
    *,
    version: int | None = None,
    user: User | None = None,
    entry: Mapping[str, Any] | None = None,
) -> Decision:
    """A row of an imported file waits for OPSI: without a sender, without a letter.

    The import queues what is clear. What it holds with a question a moderator answers with the corrected `entry`;
    raises InvalidEntry where that could not be published.
    """
    with locked(submission, Verb.QUEUE, version, user) as (row, at):
        if row.origin != Origin.IMPORT:  # what somebody sends waits until they have confirmed their address
            raise IllegalMove(row, Verb.QUEUE, None)
        if entry is not None and (problems := entries.validate(entries.normalise(entry))):
            raise InvalidEntry(problems)
        fields = rewrite(row, entry) if entry is not None else []
        if user is not None:
            decision = decide(row, Verb.QUEUE, user, at, fields=fields)
        else:
            move(row, Verb.QUEUE, at)
            decision = records.add(row, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SYSTEM)
        searching.index(row)
    return decision


def queue_rows(rows: Sequence[Submission]) -> None:
    """Rows of an imported file that are not stored yet, many at once: each as `queue` would leave it."""
    at = timezone.now()
    for row in rows:
        if row.pk or row.origin != Origin.IMPORT:
            raise IllegalMove(row, Verb.QUEUE, None)
        change(row, Verb.QUEUE, at)
    with transaction.atomic():
        store_rows(rows)
        records.begin(rows, Verb.QUEUE, from_state=State.DRAFT, at=at, actor=Actor.SYSTEM)


def store_rows(rows: Sequence[Submission]) -> None:
    """Rows of an imported file, many at once, as they are: drafts of the desk, where they wait for an answer first."""
    terms = index.terms()
    for row in rows:
        row.search = searching.vector_for(row, terms)
    Submission.objects.bulk_create(rows)
    for row in rows:
        del row.search  # ten thousand of these would fill the memory; the database has made of them what it wants
