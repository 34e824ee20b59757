"""Whatever the site does, its records stay sound; whatever is altered behind its back is found, every time."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import sql

from communities import publishing, revisions, verifying
from communities.models import Address, Community, Role
from submissions import moderation, records
from submissions.models import State
from tests import factories, stage
from tests.submissions.submitted import a_moderator, in_state, pending

pytestmark = pytest.mark.django_db

TRIALS = 50
# Tables on which nothing may be altered, and columns that no digest covers: numbers that other rows know them by.
COVERED = {
    "communities_revision": {"id"},
    "submissions_decision": {"id"},
    "submissions_words": {"id", "decision_id", "erased_at"},
}


def verified() -> str:
    said = StringIO()
    call_command("verify", stdout=said)
    return said.getvalue()


@pytest.mark.long
def test_whatever_the_site_does_stays_sound():
    stage.set()
    assert "Sound: " in verified()


def test_what_is_moved_withdrawn_merged_or_redacted_is_sound():
    one, other, third, fourth = (factories.published(mailbox="team@example.org") for _each in range(4))
    revisions.redact(factories.changed(one, mailbox="").revisions.get(number=1), ["mailbox"])
    one.refresh_from_db()
    publishing.move(one, "quite-another")
    publishing.withdraw(other, role=Role.STAFF, reason="Asked for")
    publishing.merge(third, into=fourth, role=Role.STAFF, reason="The same")
    said = verified()
    assert said.startswith("Sound: ")
    assert "note" not in said


@pytest.fixture
def recorded() -> None:
    """Entries with several revisions, and submissions that were decided in every way."""
    for _each in range(3):
        factories.changed(factories.changed(factories.published(), scope="Wide"), summary="Said anew.")
    user = a_moderator()
    for state in (State.CHANGES_REQUESTED, State.DECLINED, State.SPAM, State.WITHDRAWN):
        in_state(state, user)
    noted = pending()
    moderation.decline(noted, user=user, version=noted.version, reason="duplicate", words="We list it.", note="Twice.")
    records.redact(in_state(State.CHANGES_REQUESTED, user))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def other_value(kind: str, old) -> sql.Composable:
    """Another value than OLD of a column of this type."""
    if kind == "jsonb":
        return sql.SQL("'{\"other\": 1}'::jsonb")
    if kind.startswith("timestamp"):
        return sql.SQL("now() + interval '3 days'")
    if kind.endswith("[]"):
        return sql.SQL("ARRAY['other']")
    if kind in ("integer", "bigint"):
        return sql.Literal((old or 0) + 10_007)
    return sql.Literal("other" if old != "other" else "another")


def test_one_altered_row_is_found_in_fifty_of_fifty_trials(recorded):
    chance, found = random.Random(50), []  # noqa: S311 - trials, the same each time
    for _trial in range(TRIALS):
        table = chance.choice(sorted(COVERED))
        with transaction.atomic(), connection.cursor() as cursor:
            # As a database's own administrator could: no trigger and no constraint stands in the way.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(
                    sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
                )
            live = sql.SQL(" WHERE erased_at IS NULL") if table == "submissions_words" else sql.SQL("")
            cursor.execute(sql.SQL("SELECT id FROM {}{} ORDER BY id").format(sql.Identifier(table), live))
            pk = chance.choice(cursor.fetchall())[0]
            cursor.execute(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                [table],
            )
            column, kind = chance.choice([row for row in cursor.fetchall() if row[0] not in COVERED[table]])
            where = sql.SQL(" WHERE id = {}").format(pk)
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table)) + where)
            change = sql.SQL("UPDATE {} SET {} = {}").format(
                sql.Identifier(table), sql.Identifier(column), other_value(kind, cursor.fetchone()[0])
            )
            cursor.execute(change + where)
            try:
                verified()
            except CommandError:
                found.append(column)
            else:
                found.append(f"not found: {table}.{column}")
            transaction.set_rollback(True)
    assert [one for one in found if one.startswith("not found")] == []
    assert len(found) == TRIALS
    assert len(set(found)) > 12


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('UPDATE communities_community SET entry = entry || \'{"summary": "Forged"}\'', "last revision: summary"),
        ("UPDATE communities_community SET name = 'Forged'", "columns are not those of its entry: name"),
        ("UPDATE communities_community SET scale_id = NULL", "columns are not those of its entry: scale"),
        ("UPDATE communities_community SET revision_number = 4", "3 revisions are not those from 1 to 4"),
        ("DELETE FROM communities_revision WHERE number = 3", "2 revisions are not those from 1 to 3"),
        ("DELETE FROM communities_communityterm", "terms are not those of its entry"),
        ("DELETE FROM communities_address", "its address is not on record"),
        (
            "UPDATE submissions_submission SET state = 'declined', decided_at = now() WHERE state = 'spam'",
            "and was left",
        ),
        ("DELETE FROM submissions_decision WHERE verb = 'send'", "decisions are missing"),
        ("DELETE FROM submissions_words", "or its words were altered"),
    ],
)
def test_what_does_not_fit_together_is_said(recorded, change, said):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change)
        cursor.execute("SET LOCAL session_replication_role = origin")
    spoken = StringIO()
    with pytest.raises(CommandError, match="not as the site left them"):
        call_command("verify", stdout=spoken)
    assert said in spoken.getvalue()


def test_search_words_that_are_out_of_date_are_noted(recorded):
    one = Community.objects.first()
    Community.objects.filter(pk=one.pk).update(search=None)
    assert list(verifying.searched_by_other_words()) == [
        f"communities/{one.slug}: is searched by other words than its entry has today"
    ]
    assert "note: " in verified()


def test_each_table_is_read_once_however_many_rows_there_are(recorded, django_assert_max_num_queries):
    for _each in range(20):
        factories.published()
    assert Address.objects.count() > 20
    with django_assert_max_num_queries(8):
        assert list(verifying.troubles()) == []
