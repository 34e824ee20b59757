"""The site runs as a role that owns nothing; what is kept for ever is out of its reach even without a trigger."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from communities import publishing, releases, revisions
from communities.models import Community, Role
from submissions import moderation, personal, records
from submissions.models import State
from tests import factories, stage
from tests.submissions.submitted import a_senior_moderator, fresh, in_state, pending

pytestmark = pytest.mark.django_db

RIGHTS = Path(settings.BASE_DIR) / "docs" / "least-privilege.sql"


@pytest.fixture(autouse=True)
def as_the_role(settings, tmp_path) -> Iterator[None]:
    """Made, used and forgotten inside the test's transaction."""
    settings.RELEASES_FOLDER = tmp_path / "releases"
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE copdir_app")
        cursor.execute(RIGHTS.read_text())
        cursor.execute("SET ROLE copdir_app")
        yield
        cursor.execute("RESET ROLE")


def test_everything_that_the_site_does_it_may_do():
    user = a_senior_moderator()
    approved = pending()
    moderation.approve(approved, user=user, version=approved.version)
    asked = in_state(State.CHANGES_REQUESTED, user)
    records.redact(asked)
    one = fresh(approved).community
    publishing.move(one, "quite-another")
    revisions.redact(one.revisions.get(), ["summary"])
    publishing.withdraw(Community.objects.get(pk=one.pk), role=Role.STAFF, reason="Asked for")
    publishing.publish_many([factories.an_entry(), factories.an_entry()], role=Role.SOURCES)
    releases.make("2026-01-02")
    releases.redact(one, "2026-01-02")
    personal.erase(fresh(asked))
    call_command("send_mail", stdout=StringIO())
    call_command("verify", stdout=StringIO())


@pytest.mark.long
def test_every_state_of_the_site_can_be_brought_about():
    stage.set()


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE communities_revision SET reason = 'Forged'",
        "DELETE FROM communities_revision",
        "TRUNCATE communities_revision CASCADE",
        "ALTER TABLE communities_revision DISABLE TRIGGER ALL",
        "UPDATE communities_address SET community_id = 1",
        "DELETE FROM communities_address",
        "UPDATE submissions_decision SET reason = 'Forged'",
        "DELETE FROM submissions_decision",
        "DELETE FROM submissions_words",
        "UPDATE submissions_words SET decision_id = 1",
        "SET session_replication_role = replica",
        "DROP FUNCTION revision_stays CASCADE",
        "DELETE FROM django_migrations",
        "CREATE TABLE other (id int)",
    ],
)
def test_what_is_kept_for_ever_is_out_of_its_reach(forbidden):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(forbidden)
