"""How much is asked, and from which seed. Both come from the environment, so that every worker has the same."""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

QUERIES = 100_000
EXAMPLES = 10_000  # of each property
ASKED = int(os.environ.get("N") or QUERIES)
SHARE = min(1.0, ASKED / QUERIES)
SEED = os.environ.setdefault("SEED", "") or os.urandom(4).hex()
os.environ["SEED"] = SEED

One = TypeVar("One")


def dice(*subject: object) -> random.Random:
    """The same throws for the same seed and subject."""
    return random.Random(" ".join(map(str, (SEED, *subject))))  # noqa: S311 - to be thrown again


def examples() -> int:
    return max(100, round(EXAMPLES * SHARE))


def some(values: Sequence[One], *subject: object, least: int = 6, most: int | None = None) -> list[One]:
    """All of them (or the most) in a full run, else as many as is due, others for each subject."""
    number = max(least, round((most or len(values)) * SHARE))
    return list(values) if number >= len(values) else dice(*subject).sample(list(values), number)
