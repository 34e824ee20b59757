"""Migrations run while the release before answers: none holds it up, none takes away what it reads."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import models
from django.db.migrations import Migration, RunPython, RunSQL, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.online import dangers

# What there was before anyone ran the site; move it on with each release that was deployed.
BEFORE_ANYONE_RAN_IT = {"communities": "0020_sessions", "submissions": "0029_fresh_links"}

INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=~models.Q(name=""), name="has_a_name")
UNIQUE = models.UniqueConstraint(fields=["name"], name="once")


def of(*steps, **attributes) -> list[str]:
    """What is the matter with these steps on a table that is there and full."""
    columns = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=10, null=True))]
    state = ProjectState({("app", "thing"): ModelState("app", "Thing", columns)})
    migration = type("Migration", (Migration,), {"operations": list(steps), **attributes})("0002", "app")
    return dangers(migration, state)


GOOD = {
    "nullable column": operations.AddField("thing", "more", models.TextField(null=True)),
    "column with a default": operations.AddField("thing", "more", models.TextField(default="", db_default="")),
    "index beside the traffic": AddIndexConcurrently("thing", INDEX),
    "constraint of what comes": AddConstraintNotValid("thing", CHECK),
    "other words": operations.AlterField("thing", "name", models.CharField("its name", max_length=10, null=True)),
    "longer": operations.AlterField("thing", "name", models.CharField(max_length=20, null=True)),
    "any length": operations.AlterField("thing", "name", models.TextField(null=True)),
    "index in SQL": RunSQL("CREATE INDEX CONCURRENTLY x ON app_thing (name)"),
    "a trigger": RunSQL("CREATE TRIGGER x AFTER INSERT ON app_thing EXECUTE FUNCTION y()"),
    "a table": operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
}
BAD = {
    "column that old code leaves out": operations.AddField("thing", "more", models.TextField(default="")),
    "column with an index": operations.AddField("thing", "more", models.TextField(null=True, db_index=True)),
    "index": operations.AddIndex("thing", INDEX),
    "constraint": operations.AddConstraint("thing", CHECK),
    "uniqueness": operations.AddConstraint("thing", UNIQUE),
    "another type": operations.AlterField("thing", "name", models.IntegerField(null=True)),
    "shorter": operations.AlterField("thing", "name", models.CharField(max_length=5, null=True)),
    "not null": operations.AlterField("thing", "name", models.CharField(max_length=10)),
    "column away": operations.RemoveField("thing", "name"),
    "column renamed": operations.RenameField("thing", "name", "title"),
    "table renamed": operations.RenameModel("Thing", "Matter"),
    "table away": operations.DeleteModel("Thing"),
    "rows by hand": RunPython(RunPython.noop),
    "index in SQL": RunSQL("CREATE UNIQUE INDEX x ON app_thing (name)"),
    "type in SQL": RunSQL("ALTER TABLE app_thing ALTER COLUMN name TYPE text"),
    "lock in SQL": RunSQL("LOCK TABLE app_thing"),
    "hidden": operations.SeparateDatabaseAndState([operations.AddIndex("thing", INDEX)], []),
}


@pytest.mark.parametrize("step", GOOD.values(), ids=GOOD)
def test_step_that_holds_nobody_up(step):
    assert of(step) == []


@pytest.mark.parametrize("step", BAD.values(), ids=BAD)
def test_step_that_holds_up_or_breaks_what_runs(step):
    assert len(of(step)) == 1
    assert of(step, online="Six rows, and the release before does not read it.") == []
    assert of(step, online="because") != []


def test_new_table_may_have_whatever_it_likes():
    made = operations.CreateModel(
        "Other", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    )
    assert of(made, operations.AddIndex("other", INDEX), operations.AddConstraint("other", UNIQUE)) == []


def test_constraint_is_validated_beside_the_traffic():
    assert of(AddConstraintNotValid("thing", CHECK), ValidateConstraint("thing", "has_a_name")) == []


def test_migrations_are_safe_online():
    loader = MigrationLoader(connection=None)
    wrong = {}
    for app, last in BEFORE_ANYONE_RAN_IT.items():
        old = {name for _app, name in loader.graph.forwards_plan((app, last)) if _app == app}
        for leaf in loader.graph.leaf_nodes(app):
            for node in loader.graph.forwards_plan(leaf):
                if node[0] == app and node[1] not in old:
                    found = dangers(loader.get_migration(*node), loader.project_state(node, at_end=False))
                    wrong |= {f"{app} {node[1]}": found} if found else {}
    assert wrong == {}, "say in the migration's `online` why it may, or see docs/deploying.md"
