"""A pytest plugin for many runs in a row: whoever starts them has migrated a template, and holds it for all of them."""

from contextlib import nullcontext

from tests import databases

databases.of_this_run = nullcontext  # type: ignore[assignment]
