"""Which steps of a migration would hold up the running site, or break the release that runs on beside it.

A migration that must do such a thing says in `online`, in words, why it may: that its table is small, that the release
before no longer reads what goes. Why so: docs/deploying.md.
"""

import re
from collections.abc import Iterator

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ManyToManyField

HARMLESS = (
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.CreateModel,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
HOLDS_UP = re.compile(
    r"CREATE\s+(UNIQUE\s+)?INDEX(?!\s+CONCURRENTLY)|LOCK\s+TABLE|VACUUM\s+FULL|CLUSTER\s|SET\s+NOT\s+NULL|\bTYPE\s"
    r"|\bRENAME\b|DROP\s+(COLUMN|TABLE)|ADD\s+(CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)(?!.*NOT\s+VALID)"
    r"|REINDEX(?!.*CONCURRENTLY)|TRUNCATE",
    re.IGNORECASE | re.DOTALL,
)
SHORTEST_REASON = 20


def dangers(migration: Migration, before: ProjectState) -> list[str]:
    """What is the matter with a migration, as of the state BEFORE it."""
    if len(getattr(migration, "online", "").strip()) >= SHORTEST_REASON:
        return []
    new = {one.name_lower for one in migration.operations if isinstance(one, operations.CreateModel)}
    return list(_of_all(migration.operations, migration.app_label, before.clone(), new))


def _of_all(steps: list[Operation], app: str, state: ProjectState, new: set[str]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, operations.SeparateDatabaseAndState):
            yield from _of_all(step.database_operations, app, state.clone(), new)
        elif getattr(step, "model_name_lower", "") not in new:
            yield from (f"{step.describe()}: {why}" for why in _of(step, app, state))
        step.state_forwards(app, state)


def _of(step: Operation, app: str, state: ProjectState) -> Iterator[str]:
    match step:
        case operations.AddField():
            yield from _of_new(step.field)
        case operations.AlterField():
            yield from _of_changed(state.models[app, step.model_name_lower].fields[step.name], step.field)
        case operations.RunSQL():
            if HOLDS_UP.search(str(step.sql)):
                yield "its SQL locks a table for as long as that takes, or takes away what old code reads"
        case operations.RunPython():
            yield "nobody can see from outside how long it keeps rows locked"
        case _ if not isinstance(step, HARMLESS):
            yield "it locks a table, or takes away or renames what the release before reads"


def _of_new(field: Field) -> Iterator[str]:
    if isinstance(field, ManyToManyField):
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "the release before adds rows without it: give it a db_default, or let it be null"
    if field.unique or field.db_index or field.remote_field:
        yield "its index is made while nobody can write: add it afterwards, concurrently"


def _of_changed(old: Field, new: Field) -> Iterator[str]:
    was, is_now = (field.db_parameters(connection)["type"] for field in (old, new))
    if was != is_now and not _is_wider(str(was), str(is_now)):
        yield f"the table is written anew to turn {was} into {is_now}"
    if old.null and not new.null:
        yield "the whole table is read while nobody can write: add a constraint that is not valid yet, then validate it"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield "its index is made while nobody can write: add it concurrently"


def _is_wider(was: str, is_now: str) -> bool:
    """PostgreSQL lets a text be longer without looking at it."""
    old, new = (re.fullmatch(r"varchar\((\d+)\)", one) for one in (was, is_now))
    return bool(old and (is_now == "text" or (new and int(new[1]) >= int(old[1]))))
