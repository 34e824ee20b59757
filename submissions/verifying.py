"""Whether the record of decisions is whole: every chain, every word, and each submission as it was left."""

from collections.abc import Iterator

from django.db.models import Prefetch

from . import records
from .models import Decision, State, Submission

AT_ONCE = 200


def troubles() -> Iterator[str]:
    """What differs from what was decided, a line each; none where all is sound."""
    decided = Prefetch("decisions", Decision.objects.select_related("words").order_by("sequence"), to_attr="chain")
    for submission in Submission.objects.order_by("pk").defer("search").prefetch_related(decided).iterator(AT_ONCE):
        for trouble in _of(submission, submission.chain):
            yield f"submission {submission.pk}: {trouble}"


def _of(submission: Submission, chain: list[Decision]) -> Iterator[str]:
    yield from (f"decision {one.sequence} or its words were altered" for one in records.broken_among(chain))
    if [one.sequence for one in chain] != list(range(1, len(chain) + 1)):
        yield "decisions are missing"
    if not chain and submission.state != State.DRAFT:
        yield f"it is {submission.state}, and nothing says how it came so"
    if chain and chain[-1].to_state != submission.state:
        yield f"it is {submission.state}, and was left {chain[-1].to_state}"
