"""What the site reads anew in each transaction and a test keeps in its own: the index, and terms."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_terms_of_template: list[object] = []  # once they have been read


def index_until_rolled_back(patch: pytest.MonkeyPatch) -> None:
    """The index goes on from the last look, until something is rolled back."""
    from communities import index

    bring_up_to_date, last = index._brought_up_to_date, index.Index()

    def look(known: index.Index, newest: index.Version) -> index.Index:
        nonlocal last
        if not connection.in_atomic_block:
            return bring_up_to_date(known, newest)
        if (last.version, last.moved_at, last.day) != (*newest, index._today()):
            last = bring_up_to_date(last, newest)
        return last

    def forgetting(roll_back: Callable[..., None]) -> Callable[..., None]:
        def rolled_back(*arguments: object) -> None:
            nonlocal last
            last = index.Index()
            roll_back(*arguments)

        return rolled_back

    patch.setattr(index, "_brought_up_to_date", look)
    for name in ("rollback", "savepoint_rollback"):
        patch.setattr(BaseDatabaseWrapper, name, forgetting(getattr(BaseDatabaseWrapper, name)))


def terms_until_written(patch: pytest.MonkeyPatch) -> None:
    """Terms are those of the template, which are the same for every test, until this one writes any."""
    from communities.models import Term, TermQuerySet

    read, execute, written = TermQuerySet.by_vocabulary, CursorWrapper._execute_with_wrappers, False

    def by_vocabulary(terms: TermQuerySet) -> object:
        if written or terms.query.has_filters() or not connection.in_atomic_block:
            return read(terms)
        if not _terms_of_template:
            _terms_of_template.append(read(terms))
        return _terms_of_template[0]

    def watch(cursor: CursorWrapper, sql: object, params: object, **how: object) -> object:
        nonlocal written
        if Term._meta.db_table in (statement := str(sql)) and not statement.startswith("SELECT"):
            written = True
            _terms_of_template.clear()  # what was written may have been one of these
        return execute(cursor, sql, params, **how)

    patch.setattr(TermQuerySet, "by_vocabulary", by_vocabulary)
    patch.setattr(CursorWrapper, "_execute_with_wrappers", watch)
